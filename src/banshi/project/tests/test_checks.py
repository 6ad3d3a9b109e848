"""`banshi check --deploy` finds what must not be on a site that residents use, and passes otherwise."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from banshi.kernel.jobs.rules import Periodic
from banshi.project import checks
from banshi.project.schedule import SCHEDULE

READY: dict[str, Any] = {
    "BANSHI_ORIGIN": "banshi.example.gov.cn/150627",
    "BANSHI_OPERATOR": "Somebody",
    "BANSHI_MAP_APPROVAL": "审图号：蒙S（2026）001号",
    "BANSHI_NOTICE_URLS": ["sms=jsons://gateway.example/?to={address}"],
    "ALLOWED_HOSTS": ["banshi.example.gov.cn"],
    "HTTPS": True,
    "DEMO": False,
    "DEBUG": False,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


@pytest.fixture(autouse=True)
def a_site_that_is_ready(settings: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    for name, value in READY.items():
        setattr(settings, name, value)


def found() -> set[str]:
    return {str(message.id) for message in (*checks.configuration(None), *checks.deployment(None))}


class TestASite:
    def test_that_is_ready_passes(self) -> None:
        assert found() == set()

    @pytest.mark.parametrize(
        ("name", "value", "expected"),
        [
            ("BANSHI_COUNTY", "1506", "banshi.E001"),
            ("BANSHI_NOTICE_URLS", ["json://gateway"], "banshi.E002"),
            ("BANSHI_NOTICE_URLS", ["sms=nonsense://{address}"], "banshi.E003"),
            ("DEMO", True, "banshi.E010"),
            ("DEBUG", True, "banshi.E011"),
            ("BANSHI_ORIGIN", "banshi.example", "banshi.E012"),
            ("ALLOWED_HOSTS", ["127.0.0.1", "localhost"], "banshi.E013"),
            ("HTTPS", False, "banshi.E014"),
            ("BANSHI_OPERATOR", "", "banshi.W010"),
            ("SECURE_PROXY_SSL_HEADER", None, "banshi.W011"),
            ("BANSHI_NOTICE_URLS", [], "banshi.W013"),
            ("BANSHI_MAP_APPROVAL", "", "banshi.W014"),
        ],
    )
    def test_that_is_not_is_told_what_is_missing(self, settings: Any, name: str, value: Any, expected: str) -> None:
        setattr(settings, name, value)
        assert expected in found()

    def test_may_not_show_a_map_without_its_approval_number(self, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "maps" / "150627-0123456789abcdef").mkdir(parents=True)
        assert found() == set()
        settings.BANSHI_MAP_APPROVAL = ""
        assert found() == {"banshi.E018"}

    def test_whose_data_others_can_reach_is_told(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        assert "banshi.E016" in found()

    @pytest.mark.parametrize(
        ("host", "options", "fine"),
        [
            ("127.0.0.1", {}, True),
            ("/run/postgresql", {}, True),
            ("db", {}, False),
            ("db", {"sslmode": "verify-full"}, True),
        ],
    )
    def test_reaches_its_database_over_the_network_only_encrypted(
        self, settings: Any, host: str, options: dict[str, str], fine: bool
    ) -> None:
        database = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "PASSWORD": "x", "OPTIONS": options}
        settings.DATABASES = {"default": database}
        assert ("banshi.E017" not in found()) is fine

    def test_whose_schedule_names_no_job_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = Periodic("x", "banshi.kernel.jobs.rules.wait_before", SCHEDULE[0].every)
        monkeypatch.setattr("banshi.project.schedule.SCHEDULE", (wrong, Periodic("y", "nowhere.x", wrong.every)))
        assert [message.id for message in checks.configuration(None)] == ["banshi.E004", "banshi.E004"]


def test_the_console_command_shows_them(settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(SystemCheckError, match=r"banshi\.E010"):
        call_command("check", "--deploy")


def test_every_turn_of_the_schedule_has_its_own_name() -> None:
    assert len({periodic.name for periodic in SCHEDULE}) == len(SCHEDULE)
