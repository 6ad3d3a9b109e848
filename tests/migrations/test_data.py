"""A site that is brought up to date keeps what it has."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.migrations.conftest import Site

pytestmark = pytest.mark.xdist_group("migrations")

AT = datetime(2021, 5, 26, 1, 2, 3, tzinfo=UTC)
BEFORE_CALLBACKS = ("requests", "0003_hot")
CHAIN = "requests:210526-7KX4QM"


def brought(models: Any, number: str, **more: Any) -> None:
    """A request as the room kept it before call-backs."""
    given = {"county": "150627", "area": "150627100", "kind": "appeal", "channel": "web", "title": "路灯不亮"}
    models.get_model("requests", "Request").objects.using("scratch").create(
        number=number, text="王府路的路灯不亮，请修一修。", submitted_at=AT, due_at=AT, **{**given, **more}
    )


def kept(site: Site) -> list[tuple[Any, ...]]:
    return site.rows("SELECT number, text, category, stage, rating, version FROM requests_request ORDER BY id")


class TestRequestsFromBeforeCallBacks:
    def test_are_all_there_forward_and_back(self, site: Site) -> None:
        models = site.to([BEFORE_CALLBACKS])
        assert "requests_callback" not in site.tables()
        brought(models, "210526-7KX4QM", category="010204")
        brought(models, "210526-8KX4QM", stage="rated", open=False, rating=2, version=7)
        site.enter(CHAIN)
        was = kept(site)

        site.to(site.newest)
        assert len(was) == 2
        assert kept(site) == was
        assert site.rows("SELECT DISTINCT called_back, called_by_rule FROM requests_request") == [("", False)]
        assert site.rows("SELECT position FROM ledger_entry WHERE subject = %s", CHAIN) == [(0,)]
