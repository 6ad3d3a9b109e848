"""The rules of deadlines as dated data: read, checked, looked up by code and day.

A rule's value never changes once in force: a new value is a new version with its own
`valid_from`, and the version before it ends there.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import yaml
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.rules import Rule, RuleKind, Standing, Start
from banshi.kernel.errors import NotFound

NEEDED = ("valid_from", "kind", "amount", "start", "document", "article", "standing")
KNOWN = {*NEEDED, "valid_to", "extension", "warn", "source", "counting"}


class BadPolicy(ValueError):
    """A policy file cannot be used; the message names file, rule and what to correct."""


class NoRule(NotFound):
    """No version of the rule is in force on the day asked for."""

    code = "no_rule"
    message = _("%(day)s 没有生效的时限规则 %(rule)s。请核对日期，或在时限规则文件中补上这一天有效的版本。")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of every rule."""

    versions: Mapping[str, tuple[Rule, ...]]
    """Code → versions by date."""

    def at(self, code: str, day: date) -> Rule:
        """The version of `code` in force on `day`.

        Raises:
            NoRule: the code is unknown, or had no version on that day.
        """
        versions = self.versions.get(code, ())
        found = bisect_right(versions, day, key=lambda rule: rule.valid_from) - 1
        rule = versions[found] if found >= 0 else None
        if rule is None or (rule.valid_to is not None and day >= rule.valid_to):
            raise NoRule(rule=code, day=day.isoformat())
        return rule

    def version(self, code: str, valid_from: date) -> Rule:
        """The version that a clock was started under."""
        found = next((rule for rule in self.versions.get(code, ()) if rule.valid_from == valid_from), None)
        if found is None:
            raise NoRule(rule=code, day=valid_from.isoformat())
        return found

    def __iter__(self) -> Iterator[Rule]:
        return (rule for code in sorted(self.versions) for rule in self.versions[code])


@cache
def digest(rule: Rule) -> str:
    """What a version says, in 64 hex digits; `valid_to` may still be set by a successor."""
    said = asdict(rule) | {"valid_to": None}
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def load(paths: Iterable[Path]) -> RuleBook:
    """Read policy files into one book; a later file may add versions, never change one."""
    return book(rule for path in paths for rule in parse(path.read_text("utf-8"), path.name))


def book(rules: Iterable[Rule]) -> RuleBook:
    """Gather versions by code, end each where the next begins, refuse two of the same day."""
    gathered: dict[str, list[Rule]] = {}
    for rule in rules:
        gathered.setdefault(rule.code, []).append(rule)
    return RuleBook({code: _chain(code, versions) for code, versions in gathered.items()})


def _chain(code: str, versions: list[Rule]) -> tuple[Rule, ...]:
    versions.sort(key=lambda rule: rule.valid_from)
    chained: list[Rule] = []
    for rule, after in zip(versions, [*versions[1:], None], strict=True):
        if after is not None and after.valid_from == rule.valid_from:
            raise BadPolicy(f"{code}: two versions are valid from {rule.valid_from}; give the new one a later day")
        ends = after is not None and (rule.valid_to is None or rule.valid_to > after.valid_from)
        chained.append(replace(rule, valid_to=after.valid_from) if after is not None and ends else rule)
    return tuple(chained)


def parse(text: str, name: str) -> list[Rule]:
    """Read one policy file.

    Raises:
        BadPolicy: naming the file, the rule and what to correct.
    """
    try:
        given = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BadPolicy(f"{name}: not readable as YAML: {error}") from error
    if not isinstance(given, dict) or not isinstance(given.get("deadlines"), list):
        raise BadPolicy(f"{name}: the top must be 'deadlines:' with a list of rules")
    return [rule for entry in given["deadlines"] for rule in _versions(entry, name)]


def _versions(entry: Any, name: str) -> list[Rule]:
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
        raise BadPolicy(f"{name}: every rule needs a 'code'; given {entry!r}")
    title = entry.get("title")
    where = f"{name}: {entry['code']}"
    if not isinstance(title, dict) or not title.get("zh") or not title.get("en"):
        raise BadPolicy(f"{where}: 'title' needs 'zh' and 'en'")
    versions = entry.get("versions")
    if not isinstance(versions, list) or not versions:
        raise BadPolicy(f"{where}: 'versions' needs at least one version")
    return [_rule(entry["code"], title, version, where) for version in versions]


def _rule(code: str, title: dict[str, str], given: Any, where: str) -> Rule:
    def bad(problem: str) -> NoReturn:
        raise BadPolicy(f"{where}: {problem}")

    if not isinstance(given, dict):
        bad(f"a version is a mapping; given {given!r}")
    missing, unknown = [key for key in NEEDED if key not in given], sorted(set(given) - KNOWN)
    if missing or unknown:
        bad(f"missing {missing}, unknown {unknown}")
    for key in ("valid_from", "valid_to"):
        if key in given and type(given[key]) is not date:
            bad(f"{key} must be a day like 2022-05-01; given {given[key]!r}")
    for key in ("amount", "extension"):
        if type(given.get(key, 0)) is not int or given.get(key, 0) < 0:
            bad(f"{key} must be a whole number, 0 or more; given {given[key]!r}")
    try:
        kind, start, standing = RuleKind(given["kind"]), Start(given["start"]), Standing(given["standing"])
    except ValueError as error:
        bad(str(error))
    if given["amount"] < 1:
        bad("amount must be at least 1")
    if kind.in_days == (start is Start.INSTANT):
        bad(f"start of {kind} must be {'same_day or next_day' if kind.in_days else 'instant'}; given {start}")
    if "valid_to" in given and given["valid_to"] <= given["valid_from"]:
        bad("valid_to must come after valid_from (the day itself is no longer covered)")
    warn = given.get("warn", [48, 24, 0])
    if not isinstance(warn, list) or any(type(hours) is not int or hours < 0 for hours in warn):
        bad(f"warn is a list of whole hours before the deadline; given {warn!r}")
    return Rule(
        code=code,
        kind=kind,
        amount=given["amount"],
        start=start,
        title_zh=title["zh"],
        title_en=title["en"],
        document=str(given["document"]),
        article=str(given["article"]),
        standing=standing,
        valid_from=given["valid_from"],
        valid_to=given.get("valid_to"),
        extension=given.get("extension", 0),
        warn=tuple(sorted(warn, reverse=True)),
        source=str(given.get("source", "")),
        counting=str(given.get("counting", "")),
    )
