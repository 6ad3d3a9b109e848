"""Whether a procedure's departments have units where it is to be used."""

from banshi.kernel.directory.models import Unit
from banshi.services.onestop.rules.procedure import Procedure


def absent(procedure: Procedure, area: str) -> tuple[str, ...]:
    """Short names of units that the procedure needs in this area and that the directory does not have. SQL: 1."""
    wanted = {each.slug(area) for each in procedure.departments.values() if each.level <= len(area)}
    known = set(Unit.objects.filter(slug__in=wanted, active=True).values_list("slug", flat=True))
    return tuple(sorted(wanted - known))
