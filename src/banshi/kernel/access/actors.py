"""Who asks: the Actor of a web request, from its session or its token."""

from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from banshi.kernel.access import tokens
from banshi.kernel.access.models import BreakGlass
from banshi.kernel.commands import Actor, PostRef
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.models import Account

POST_KEY = "banshi_post"
"""Session key of the post that a member of staff has chosen to act in."""

FACTOR_KEY = "banshi_factor_set_up"
"""Session key: a second factor was set up and proved in this session."""


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, worked out once per request.

    A bearer token beats the session. Costs nothing for an anonymous visitor, and beside the
    session and account that Django reads one statement for a resident, two for staff.
    """
    known: Actor | None = getattr(request, "_banshi_actor", None)
    if known is None:
        known = _work_out(request, timezone.now())
        request._banshi_actor = known  # type: ignore[attr-defined]
    return known


def forget_actor(request: HttpRequest) -> None:
    """Work the actor out anew: the session has just changed hands or post."""
    if hasattr(request, "_banshi_actor"):
        del request._banshi_actor


def _work_out(request: HttpRequest, now: datetime) -> Actor:
    presented = tokens.presented(request)
    if presented:
        holder = tokens.holder_of(presented, now)
        if holder is None:
            return Actor.anonymous()
        actor = person_actor(holder.person_id, now, post_id=holder.post_id, staff=holder.post_id is not None)
        lost_its_post = holder.post_id is not None and (actor.post is None or actor.post.id != holder.post_id)
        return Actor.anonymous() if lost_its_post else actor
    account = request.user
    if not isinstance(account, Account) or account.person_id is None:
        return Actor.anonymous()
    staff = account.is_staff and (settings.DEMO or used_second_factor(request))
    return person_actor(account.person_id, now, post_id=request.session.get(POST_KEY), staff=staff)


def used_second_factor(request: HttpRequest) -> bool:
    """Whether a one-time code or a passkey was given in this session, at sign-in or when it was set up."""
    from allauth.account.authentication import get_authentication_records  # needs the apps to be loaded

    return bool(request.session.get(FACTOR_KEY)) or any(
        record.get("method") == "mfa" for record in get_authentication_records(request, request.user)
    )


def person_actor(person_id: int, now: datetime, *, post_id: int | None = None, staff: bool = True) -> Actor:
    """The person as they are at `now`, acting in `post_id` where they hold it.

    A holder of one post acts in it without choosing. Through the resident's door (`staff`
    false) nobody acts in a post, yet all posts stay known for the accused exclusion.
    """
    name, posts = _person_and_posts(person_id, timezone.localdate(now))
    if name is None:
        return Actor.anonymous()
    if not staff or not posts:
        return Actor(kind="resident", person_id=person_id, posts=posts, name=name)
    chosen = next((post for post in posts if post.id == post_id), posts[0] if len(posts) == 1 else None)
    return Actor(
        kind="staff", person_id=person_id, post=chosen, posts=posts, name=name, opened=_opened(person_id, chosen, now)
    )


# Written out because every signed-in request runs it: 0.1 ms of CPU instead of 0.8 through the ORM.
PERSON_AND_POSTS = """
    SELECT person.name, post.id, post.role, post.unit_id, unit.path, post.area_id, post.title
    FROM directory_person person
    LEFT JOIN directory_post post
        ON post.person_id = person.id AND post.starts <= %s AND (post.ends IS NULL OR post.ends > %s)
    LEFT JOIN directory_unit unit ON unit.id = post.unit_id
    WHERE person.id = %s AND person.erased_at IS NULL
    ORDER BY post.starts, post.id
"""


def _person_and_posts(person_id: int, today: date) -> tuple[str | None, tuple[PostRef, ...]]:
    """Name and current posts in one statement; no name where the person was erased."""
    day = connection.ops.adapt_datefield_value(today)
    with connection.cursor() as cursor:
        cursor.execute(PERSON_AND_POSTS, [day, day, person_id])
        rows = cursor.fetchall()
    posts = tuple(PostRef(*row[1:]) for row in rows if row[1] is not None)
    return (rows[0][0] if rows else None), posts


def _opened(person_id: int, post: PostRef | None, now: datetime) -> frozenset[str]:
    if post is None:
        return frozenset()
    return frozenset(_break_glass(person_id, post.id, now))


@prepared
def _break_glass(person_id: int, post_id: int, now: datetime) -> QuerySet[BreakGlass, str]:
    opened = BreakGlass.objects.filter(person_id=person_id, post_id=post_id, until__gt=now)
    return opened.values_list("subject", flat=True)
