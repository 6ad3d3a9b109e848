"""The files of a matter, and whether somebody may read one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from banshi.kernel.commands.prepared import prepared
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.evidence.models import File
from banshi.kernel.rooms import services

READS = "reads_file"
"""Hook of the owning room: f(request, *, subject: str, key: str) -> bool."""


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file as a matter's page lists it. An erased one has no name and no bytes."""

    key: str
    name: str
    type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    lon: float | None
    lat: float | None
    erased: bool

    @property
    def is_image(self) -> bool:
        return self.type.startswith("image/")


def files_of(subject: str) -> tuple[FileShown, ...]:
    """The files of one matter, in the order they came. One query."""
    return tuple(map(_shown, _files(subject)))


@prepared
def _files(subject: str) -> QuerySet[File]:
    return File.objects.filter(subject=subject).order_by("id")


def files_of_many(subjects: Iterable[str]) -> dict[str, tuple[FileShown, ...]]:
    """Subject → its files, in the order they came. One query."""
    found: dict[str, list[FileShown]] = {}
    for file in File.objects.filter(subject__in=list(subjects)).order_by("id"):
        found.setdefault(file.subject, []).append(_shown(file))
    return {subject: tuple(files) for subject, files in found.items()}


def readable(request: WebRequest, key: str) -> FileShown:
    """The file at this address, if the room that owns its matter lets the asker read it.

    Raises:
        NotFound: no such file, erased, or not for this asker; which of these is not told.
    """
    file = File.objects.filter(key=key, erased_at=None).first()
    if file is None or not _lets_read(request, file):
        raise NotFound()
    return _shown(file)


def _lets_read(request: WebRequest, file: File) -> bool:
    room = file.subject.partition(":")[0]
    path = next((service.hooks.get(READS) for service in services() if service.slug == room), None)
    if path is None:
        return False
    answer: Any = import_string(path)(request, subject=file.subject, key=file.key)
    return answer is True


def _shown(file: File) -> FileShown:
    return FileShown(
        key=file.key,
        name=file.name,
        type=file.type,
        size=file.size,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        lon=file.lon,
        lat=file.lat,
        erased=file.erased_at is not None,
    )
