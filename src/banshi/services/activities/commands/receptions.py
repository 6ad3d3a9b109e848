"""Reception days: what was said is put down, and what is not settled at once becomes a request."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import may
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, Forbidden, NotFound
from banshi.kernel.jobs.reactions import announce
from banshi.kernel.slots.models import Booking, Status
from banshi.kernel.slots.rows import booking_of
from banshi.services.activities.commands.row import Done, Unfit, enter_own, offering_of
from banshi.services.activities.commands.telling import phones_of, tell
from banshi.services.activities.models import Talk
from banshi.services.activities.queries.guard import READ, RECEIVE, RUN, guarded, owner_of

RECORDED = "activities.talk_recorded"
"""The event that project/reactions.py hears."""
LONGEST = 5000


class TalkRecorded(Conflict):
    """The talk was put down before."""

    code = "talk_recorded"
    message = _("这次接谈已经记录过了。")


class NotReceived(Conflict):
    """The resident was not there, or it is no reception day."""

    code = "not_received"
    message = _("先签到，再记录接谈；只有领导接访日的预约才记录。")


@command
def record_talk(ctx: Context, /, *, booking: str, heard: str, said: str = "", settled: bool) -> Done:
    """Put down what a resident asked for and what the leader said. Unless it was settled, it becomes a request in their charge.

    Raises:
        NoSuchBooking, NotFound, Forbidden: neither the leader nor who runs the reception day.
        NotReceived: the resident was not checked in.
        TalkRecorded: it was put down before.
        Unfit: no words, or too many.
    """
    row = booking_of(booking)
    offering = offering_of(row.session.reference)
    about = guarded(offering)
    if not may(ctx.actor, RECEIVE, about) and not may(ctx.actor, RUN, about):
        raise Forbidden(action=RECEIVE) if may(ctx.actor, READ, about) else NotFound()
    if offering.leader_id is None or offering.leader_post is None or row.status not in {Status.ARRIVED, Status.LEFT}:
        raise NotReceived()
    words = {"heard": heard.strip(), "said": said.strip()}
    _check(words["heard"], words["said"], settled=settled)
    _talk, made = Talk.objects.get_or_create(
        booking=row.number,
        defaults={
            **words,
            "county": offering.county,
            "area": _area(row, offering.area),
            "offering": offering,
            "owner_id": owner_of(row.booker),
            "leader_id": offering.leader_id,
            "leader_post": offering.leader_post,
            "settled": settled,
            "at": ctx.now,
        },
    )
    if not made:
        raise TalkRecorded()
    if not settled:
        announce(RECORDED, row.number)
    return enter_own(ctx, offering, row.number, RECORDED, {"settled": settled}, sealed=words)


@command
def pass_on(ctx: Context, /, *, booking: str, request: str) -> Done:
    """Note under which number the talk is handled as a request, and tell the resident. For project/reactions.py.

    Raises:
        NotFound: no such talk.
        TalkRecorded: it was passed on before.
    """
    talk = Talk.objects.select_related("offering__unit").select_for_update(of=("self",)).filter(booking=booking).first()
    if talk is None:
        raise NotFound()
    if talk.request:
        raise TalkRecorded()
    talk.request, talk.passed_at = request, ctx.now
    talk.save(update_fields=["request", "passed_at"])
    row, phone = booking_of(booking), phones_of([booking]).get(booking, "")
    told = {"title": talk.offering.title, "number": request}
    tell(ctx, talk.offering, booking, row.booker, "activities.talk_passed_on", told, phone=phone)
    return enter_own(ctx, talk.offering, booking, "activities.talk_passed_on", {"request": request})


def _check(heard: str, said: str, *, settled: bool) -> None:
    wrong = {}
    if not 0 < len(heard) <= LONGEST:
        wrong["heard"] = [_("请写群众说了什么，最多 5000 个字。")]
    if len(said) > LONGEST:
        wrong["said"] = [_("最多 5000 个字。")]
    if settled and not said:
        wrong["said"] = [_("当场解决的，请写怎么解决的。")]
    if wrong:
        raise Unfit(wrong)


def _area(row: Booking, otherwise: str) -> str:
    """Where the resident lives, as long as that lies in the county that received them."""
    owner = owner_of(row.booker)
    home = person_of(owner).reach if owner is not None else ""
    return home if home.startswith(otherwise[:6]) else otherwise
