"""Forget a person: their answers, their papers and how to reach them. Every proof still holds."""

from banshi.kernel.commands import Context
from banshi.kernel.evidence.queries import files_of
from banshi.kernel.evidence.store import erase as erase_files
from banshi.kernel.ledger.record import erase_openings, record
from banshi.services.onestop.commands.leaving import withdraw
from banshi.services.onestop.models import Case, Consent, Material, Return, Said
from banshi.services.onestop.queries.guard import subject
from banshi.services.onestop.rules.progress import ALIVE, Status

GONE = "已应本人要求删除"
SEALED = ("answers", "reason", "address")


def forget(ctx: Context, *, person_id: int) -> None:
    """Erase what this room holds of a person, inside the command that erases the person; running cases are withdrawn."""
    house = ctx.acting(ctx.actor.system("forgetting"))
    for number in (
        Case.objects.filter(owner_id=person_id, status=Status.OPEN).order_by("id").values_list("number", flat=True)
    ):
        withdraw(house, number=number)
    for row in Case.objects.filter(owner_id=person_id).order_by("id"):
        about = subject(row)
        keys = [file.key for file in files_of(str(about)) if not file.erased]
        erase_files(ctx, subject=about, keys=keys)
        Material.objects.filter(case=row).update(number="", file="")
        Return.objects.filter(case=row).update(reason=GONE)
        Case.objects.filter(pk=row.pk).update(owner=None, address=b"", place="")
        Said.objects.filter(pk=row.pk).update(answers=b"")
        record(ctx, about, "onestop.person_forgotten", {"open": row.status in ALIVE})
        erase_openings(about, list(SEALED))
    Consent.objects.filter(person_id=person_id).delete()
