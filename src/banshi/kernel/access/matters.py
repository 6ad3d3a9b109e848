"""What access must know of a matter that it only knows by its subject.

The room of the matter answers under `hooks["guarded"]`: f(key) -> Guarded, NotFound where
there is none.
"""

from django.utils.module_loading import import_string

from banshi.kernel.access.actions import Guarded
from banshi.kernel.directory.areas import county_of
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.rooms import services


def guarded(subject: str) -> Guarded:
    """The matter behind "requests:210526-7KX4QM".

    Raises:
        NotFound: no room of that name, or no such matter in it.
    """
    slug, _colon, key = subject.partition(":")
    for room in services():
        if room.slug == slug and "guarded" in room.hooks:
            found: Guarded = import_string(room.hooks["guarded"])(key)
            return found
    raise NotFound()


def subject_of(matter: Guarded) -> Subject:
    """The chain of the ledger to which acts on this matter belong."""
    room, _colon, key = matter.subject.partition(":")
    return Subject(room, key, county_of(matter.area))
