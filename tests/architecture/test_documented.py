"""Documentation that cannot rot: what exists is written down, or a test fails."""

import re

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from banshi.kernel.rooms import kinds
from tests.architecture.sources import PACKAGE, ROOT, services, sources

pytestmark = pytest.mark.anydb
DOCS = "\n".join(path.read_text() for path in sorted((ROOT / "docs").rglob("*.md")))
SETTINGS = sorted({name for s in sources() for name in re.findall(r"[\"'](BANSHI_[A-Z0-9_]+)[\"']", s.text)})
COMMANDS = sorted(name for name, app in get_commands().items() if app.startswith("banshi."))


def addresses(resolver: URLResolver, prefix: str = "") -> list[tuple[str, str]]:
    """(namespaced name, pattern) of every named page of the house."""
    found: list[tuple[str, str]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name and entry.callback.__module__.startswith("banshi."):
            found.append((f"{prefix}{entry.name}", str(entry.pattern)))
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_configuration_page(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "configuration.md").read_text()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_ledger_kind_is_documented(kind: str) -> None:
    assert f"`{kind}`" in DOCS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_console_command_is_documented(name: str) -> None:
    assert f"`banshi {name.replace('_', ' ')}" in DOCS


@pytest.mark.parametrize("name", sorted({name for name, _ in addresses(get_resolver())}))
def test_every_page_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("slug", services())
def test_every_service_has_its_page(slug: str) -> None:
    assert (ROOT / "docs" / "services" / f"{slug}.md").exists()


def test_every_decision_record_is_numbered_once_and_in_the_index() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in records if path.name[0].isdigit()]
    assert len(numbers) == len(set(numbers))
    index = (ROOT / "docs" / "index.md").read_text()
    for path in records:
        assert path.name in index, f"docs/index.md does not list {path.name}"


def test_the_glossary_gives_chinese_english_and_an_identifier_that_exists() -> None:
    code = "\n".join(s.text for s in sources())
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 40
    for _chinese, _english, identifier in rows:
        assert identifier.rpartition(".")[2] in code, f"{identifier} is in the glossary but not in {PACKAGE.name}"
