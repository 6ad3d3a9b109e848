"""A site's own history: requests whose class somebody set."""

from collections.abc import Mapping, Sequence

from banshi.kernel.testing.people import VILLAGE, World
from banshi.services.requests import commands
from banshi.services.requests.rules.submission import Draft
from banshi.services.requests.tests.triage.examples import labelled

CODES: Mapping[str, str] = {"教育": "140101", "卫生": "120101", "交通": "060101"}
TOP: Mapping[str, str] = {"教育": "教育文体", "卫生": "卫生计生", "交通": "交通运输"}


def imported(world: World, each: int, *, seed: int = 1, codes: Sequence[str] = (), source: str = "旧台账") -> list[str]:
    """`each` requests a class from an earlier ledger; `codes` gives them other classes, in turn. Their numbers."""
    drafts = [
        Draft(
            text=row.detail,
            area=VILLAGE,
            category=codes[at % len(codes)] if codes else CODES[row.label],
            source=source,
            source_id=f"{seed}-{at}",
        )
        for at, row in enumerate(labelled(each, seed=seed))
    ]
    batch = commands.submit_many(world.ctx("system"), drafts=drafts)
    assert not batch.rejected
    return [receipt.number for receipt in batch.receipts]
