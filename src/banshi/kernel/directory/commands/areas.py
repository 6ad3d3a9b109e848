"""Load the tree of areas."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import subjects
from banshi.kernel.directory.areas import above, is_code, level_of
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.models import Area
from banshi.kernel.directory.queries.areas import forget_areas
from banshi.kernel.errors import Invalid
from banshi.kernel.ledger.record import record

BATCH = 2000


class BadAreas(Invalid):
    """A row that cannot stand in the tree."""

    code = "bad_areas"
    message = _("行政区划表有问题：%(given)s。代码应为 2、4、6、9 或 12 位数字，上级要在表里或已载入。")


@dataclass(frozen=True, slots=True)
class AreasLoaded:
    """How many areas stand there now under the code, and how many of them are new or renamed."""

    code: str
    total: int
    changed: int


@command
def load_areas(ctx: Context, *, code: str, names: Mapping[str, str]) -> AreasLoaded:
    """Add the areas in `names` (code → name) to the tree and rename those that differ. Nothing is removed.

    `code` is the area that the table is about, e.g. "15" or "150627".

    Raises:
        BadAreas: a code has another form, or its area above is neither given nor there.
        OutOfReach: the post does not manage that area.
    """
    require_in(ctx.actor, "directory.manage", code)
    there = dict(Area.objects.filter(code__startswith=code[:2]).values_list("code", "name"))
    _check(names, there)
    changed = {each: name for each, name in names.items() if there.get(each) != name}
    for digits in (2, 4, 6, 9, 12):  # from the top down: the areas above must stand first
        rows = [
            Area(code=each, name=name, parent_id=above(each), level=level_of(each))
            for each, name in sorted(changed.items())
            if len(each) == digits
        ]
        Area.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, update_fields=["name"], unique_fields=["code"]
        )
    forget_areas()
    total = Area.objects.filter(code__startswith=code).count()
    record(ctx, subjects.of_areas(code), "directory.areas_loaded", {"total": total, "changed": len(changed)})
    return AreasLoaded(code=code, total=total, changed=len(changed))


def _check(names: Mapping[str, str], there: Mapping[str, str]) -> None:
    for each, name in names.items():
        up = above(each) if is_code(each) else None
        if not is_code(each) or not name.strip() or (up and up not in names and up not in there):
            raise BadAreas(given=f"{each[:20]} {name[:40]}")
