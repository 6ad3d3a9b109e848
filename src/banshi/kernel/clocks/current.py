"""The calendar, the office hours and the rules of this site."""

from datetime import datetime, time
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from banshi.kernel.clocks import policy
from banshi.kernel.clocks import rules as rules_
from banshi.kernel.clocks.calendar import Calendar, official
from banshi.kernel.clocks.office import OfficeHours, local
from banshi.kernel.clocks.rules import Rule


def calendar() -> Calendar:
    """Working days as known here: this release's notices, and newer ones in DATA_DIR/calendar.

    Read once a process: restart after adding a notice, then run `banshi clocks recompute`.
    """
    return _calendar(settings.DATA_DIR)


def office() -> OfficeHours:
    """The hours in which offices of this site are open (BANSHI_OFFICE_HOURS)."""
    return _office(tuple(settings.BANSHI_OFFICE_HOURS))


def rules() -> policy.RuleBook:
    """Every rule: `policy/deadlines.yaml` of each room, and the site's own DATA_DIR/policy/deadlines.yaml."""
    return _rules(settings.DATA_DIR)


def due_of(code: str, started: datetime) -> datetime:
    """When a period under the rule in force at `started` ends, without starting a clock.

    Raises:
        NoRule: no version of the rule is in force on that day.
    """
    return rules_.due_of(rules().at(code, local(started).date()), started, calendar(), office())


@cache
def _calendar(data_dir: Path) -> Calendar:
    site = data_dir / "calendar"
    return official(site if any(site.glob("*.json")) else None)


@cache
def _office(spans: tuple[str, ...]) -> OfficeHours:
    edges = [span.split("-") for span in spans]
    return OfficeHours(
        tuple((time.fromisoformat(start.strip()), time.fromisoformat(end.strip())) for start, end in edges)
    )


@cache
def _rules(data_dir: Path) -> policy.RuleBook:
    site = data_dir / "policy" / "deadlines.yaml"
    own = policy.parse(site.read_text("utf-8"), str(site)) if site.exists() else []
    return policy.book([*_packaged(), *own])


@cache
def _packaged() -> tuple[Rule, ...]:
    rooms = (Path(app.path) / "policy" / "deadlines.yaml" for app in apps.get_app_configs())
    return tuple(rule for path in rooms if path.exists() for rule in policy.parse(path.read_text("utf-8"), str(path)))
