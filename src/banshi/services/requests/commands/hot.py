"""Hot issues: what the search found is kept, and what belongs together is handled as one matter."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import BanshiError, Invalid
from banshi.kernel.ledger.record import Subject, record
from banshi.services.requests.commands.leaving import merge
from banshi.services.requests.commands.row import Done, locked
from banshi.services.requests.models import HotIssue, HotLook, HotMember, Request
from banshi.services.requests.queries.gathered import kept, standing
from banshi.services.requests.queries.guard import ROOM, require
from banshi.services.requests.rules.numbers import tidy_number
from banshi.services.requests.triage.heat import Member

MOST_MERGED = 200
"""Requests that one act makes part of another."""

Issues = Sequence[Sequence[Member]]
"""For each issue its requests, the most like the others first; `id` is the number."""


class NotAllMerged(Invalid):
    """At least one of the requests cannot be merged, so none was."""

    code = "not_all_merged"
    message = _("没有并案，一件也没有动。")


def keep_hot(ctx: Context, /, *, county: str, issues: Issues, since: date | None = None) -> bool:
    """Keep which requests of a county gather around one matter; whether that is another picture than before.

    Requests that gather as before change nothing, and that is no command.
    """
    found = frozenset(tuple((each.id, each.words, tuple(each.places)) for each in members) for members in issues)
    if kept(county) == (found, since):
        return False
    _keep_hot(ctx, county=county, issues=issues, since=since)
    return True


@command
def _keep_hot(ctx: Context, /, *, county: str, issues: Issues, since: date | None) -> None:
    """Write what differs. An issue that shares requests with an earlier one stays the same issue, under its address.

    What came to accuse somebody while the search ran is left out.
    """
    numbers = [each.id for members in issues for each in members]
    rows = standing(Request.objects.filter(county=county), ctx.now).only("id", "number")
    known = {number: row.pk for number, row in rows.in_bulk(numbers, field_name="number").items()}
    left = ([each for each in members if each.id in known] for members in issues)
    standing_ones = [members for members in left if members]
    same = _continued(county, [[known[each.id] for each in members] for members in standing_ones])
    HotMember.objects.filter(issue__county=county).delete()
    HotIssue.objects.filter(county=county).exclude(pk__in=same.values()).delete()
    for place, members in enumerate(standing_ones):
        issue_id = same.get(place) or HotIssue.objects.create(county=county, found_at=ctx.now).pk
        HotMember.objects.bulk_create(
            HotMember(
                request_id=known[each.id],
                issue_id=issue_id,
                nearness=nearness,
                words=list(each.words),
                places=[list(named) for named in each.places],
            )
            for nearness, each in enumerate(members)
        )
    HotLook.objects.update_or_create(county=county, defaults={"at": ctx.now, "since": since})
    body = {
        "issues": len(standing_ones),
        "new": len(standing_ones) - len(same),
        "since": since.isoformat() if since else None,
    }
    record(ctx, Subject(ROOM, f"hot:{county}", county), "requests.hot_found", body)


def _continued(county: str, issues: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """Place in `issues` → the issue kept before that shares most requests with it; each goes on once."""
    before: dict[int, int] = dict(HotMember.objects.filter(issue__county=county).values_list("request", "issue"))
    shared: dict[tuple[int, int], int] = {}
    for place, members in enumerate(issues):
        for request_id in members:
            if request_id in before:
                key = (place, before[request_id])
                shared[key] = shared.get(key, 0) + 1
    same: dict[int, int] = {}
    for place, issue_id in sorted(shared, key=lambda key: (-shared[key], key)):
        if place not in same and issue_id not in same.values():
            same[place] = issue_id
    return same


@command
def merge_all(ctx: Context, /, *, numbers: Sequence[str], master: str) -> tuple[Done, ...]:
    """Make several requests part of another in one go: all of them, or none. Whoever brought them is told.

    The race: two clerks merge the same requests the other way round. The rows are locked in one
    order before the first is merged, so that neither waits for the other in a circle.

    Raises:
        NotFound, Forbidden: the master is not to be had, or not by this actor.
        NotAllMerged: one or more cannot be merged; each says why, and nothing is changed.
    """
    into = tidy_number(master)
    wanted = sorted({tidy_number(number) for number in numbers} - {into})
    if not 1 <= len(wanted) <= MOST_MERGED:
        words = gettext("请勾选 1 到 %(most)s 件要并入的，主案以外。") % {"most": MOST_MERGED}
        raise NotAllMerged({"": [words]})
    locking = Request.objects.select_for_update(of=("self",)).filter(number__in=[*wanted, into]).order_by("number")
    list(locking.values_list("pk", flat=True))
    require(ctx.actor, "requests.merge", locked(into))
    done, refused = [], {}
    for number in wanted:
        try:
            done.append(merge(ctx, number=number, master=into))
        except BanshiError as refusal:
            refused[number] = [str(refusal)]
    if refused:
        raise NotAllMerged(refused)
    return tuple(done)
