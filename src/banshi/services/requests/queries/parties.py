"""Whom a tip-off may mean by a name."""

from datetime import date

from django.db.models import Q, QuerySet

from banshi.kernel.directory.models import Post, Unit


def staff_called(name: str, county: str, today: date, *, unit_id: int | None = None) -> tuple[int, ...]:
    """The people of this name who hold a post in the unit or below it, else in the county. SQL: at most 3.

    Several people of one name are all meant: to keep one too many out is safer than to let the accused in.
    """
    if not name.strip():
        return ()
    held = Post.objects.filter(Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gt=today)))
    called = held.filter(person__name=name.strip()).order_by("person_id")
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() if unit_id else None
    inside = _people(called.filter(unit__path__startswith=path)) if path else ()
    return inside or _people(called.filter(unit__area__code__startswith=county))


def _people(posts: QuerySet[Post]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(posts.values_list("person_id", flat=True)))
