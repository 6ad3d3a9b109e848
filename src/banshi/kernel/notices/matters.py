"""May this person know of this matter, now? Asked when a notice is written, sent and shown."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.module_loading import import_string

from banshi.kernel.access.actions import Guarded, is_accused, may
from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor
from banshi.kernel.directory.queries.people import people_with_phone
from banshi.kernel.errors import Invalid, NotFound
from banshi.kernel.rooms import services

GUARDED, GUARDED_MANY = "guarded", "guarded_many"
"""Hooks of a room: f(key) -> Guarded, raising NotFound; and, for lists, f(keys) -> Mapping[key, Guarded]."""


class UnguardedMatter(LookupError):
    """A notice about a matter whose room does not say who may know of it. A defect of the code."""


def may_know(actor: Actor, action: str, about: Guarded) -> bool:
    """Whether the person, in any post they may act in, may do `action` to the matter.

    An accused person or a member of an accused unit never may (banshi.kernel.access).
    """
    posts = actor.posts if actor.kind == "staff" else ()
    return any(may(replace(actor, post=post), action, about) for post in (None, *posts))


def person_may_know(person_id: int, action: str, about: Guarded, now: datetime) -> bool:
    """The same for a person who is not the one asking; an erased one may know nothing."""
    actor = person_actor(person_id, now)
    return actor.kind != "anonymous" and may_know(actor, action, about)


def number_may_know(number: str, about: Guarded, now: datetime) -> bool:
    """Whether a phone number belongs to nobody who is accused in the matter."""
    try:
        people = people_with_phone(number)
    except Invalid:
        return False
    return not any(is_accused(person_actor(person.id, now), about) for person in people)


def check_guarded(subject: str) -> None:
    """Make sure that whoever sends and shows the notice later can judge it anew.

    Raises:
        UnguardedMatter: the subject's room declares neither hook.
    """
    room = subject.partition(":")[0]
    if not any(service.slug == room and {GUARDED, GUARDED_MANY} & service.hooks.keys() for service in services()):
        raise UnguardedMatter(f"room {room!r} must declare hooks['guarded'] before people are told of {subject!r}")


def guarded(subjects: Iterable[str]) -> Mapping[str, Guarded]:
    """What access must know of each matter as it stands now; matters that are gone are left out."""
    by_room: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        room, _colon, key = subject.partition(":")
        by_room.setdefault(room, []).append(key)
    found: dict[str, Guarded] = {}
    for service in services():
        keys = by_room.get(service.slug, [])
        if not keys:
            continue
        if path := service.hooks.get(GUARDED_MANY):
            answer: Mapping[str, Guarded] = import_string(path)(keys)
            found |= {f"{service.slug}:{key}": about for key, about in answer.items()}
        elif path := service.hooks.get(GUARDED):
            found |= {f"{service.slug}:{key}": about for key in keys if (about := _one(path, key)) is not None}
    return found


def _one(path: str, key: str) -> Guarded | None:
    try:
        about: Guarded = import_string(path)(key)
    except NotFound:
        return None
    return about
