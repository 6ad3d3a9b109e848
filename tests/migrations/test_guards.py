"""A site that was just set up is guarded from its first entry."""

import pytest
from django.db import IntegrityError

from tests.migrations.conftest import Site

pytestmark = pytest.mark.xdist_group("migrations")

OURS = "WHERE subject = 'requests:210526-9KX4QM'"
CHANGES = ("UPDATE ledger_entry SET body = '[]'", "UPDATE ledger_entry SET position = 1", "DELETE FROM ledger_entry")


@pytest.fixture
def written(site: Site) -> Site:
    """A new site with an entry."""
    if not site.rows(f"SELECT id FROM ledger_entry {OURS}"):
        site.enter("requests:210526-9KX4QM")
    return site


class TestTheLedgerOfANewSite:
    @pytest.mark.parametrize("change", CHANGES)
    def test_refuses_every_change(self, written: Site, change: str) -> None:
        with pytest.raises(IntegrityError, match="append-only"):
            written.rows(f"{change} {OURS}")
        assert written.rows(f"SELECT position, body FROM ledger_entry {OURS}") == [(0, "{}")]

    @pytest.mark.postgresql
    def test_refuses_to_be_emptied(self, written: Site) -> None:
        with pytest.raises(IntegrityError, match="append-only"):
            written.rows("TRUNCATE ledger_entry CASCADE")

    def test_lets_no_entry_wait_unseen(self, written: Site) -> None:
        waiting = f"SELECT count(*) FROM ledger_unsealed JOIN ledger_entry ON id = entry_id {OURS}"
        assert written.rows(waiting) == [(1,)]
