"""What imports cannot show: the rules of the house that a reader would otherwise have to remember.

Each rule is one test over every file; what it finds is named with file and line.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, Source, services, sources, templates

pytestmark = pytest.mark.anydb

FRAMEWORK_BASES = frozenset(
    {"View", "TemplateView", "ListView", "DetailView", "FormView", "CreateView", "UpdateView", "DeleteView"}
)
HIDDEN_WRITES = frozenset({"save", "delete", "clean", "full_clean"})
NO_CLOCK = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(")
SIGNALS = re.compile(r"django\.(db\.models|core|contrib\.auth)\.signals|django\.dispatch|@receiver")
MOST_LINES, MOST_OF_A_FUNCTION = 300, 60
SMALL_TABLES = frozenset(
    {
        "Unit",
        "Area",
        "Account",
        "Post",
        "ApiToken",
        "Key",
        "Checkpoint",
        "Tick",
        "Spent",
        "Opening",
        "Leaf",
        "Tile",
        "RuleVersion",
        "ProcedureVersion",
        "FormVersion",
        "PublishedValue",
    }
)
"""Tables whose size does not grow with what residents bring, or that are one for the whole site."""


def classes(source: Source) -> Iterator[tuple[ast.ClassDef, frozenset[str]]]:
    """Every class with the last names of its bases."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            yield node, frozenset(ast.unparse(base).rpartition(".")[2] for base in node.bases)


def named_targets(source: Source, *names: str) -> Iterator[tuple[int, str]]:
    """(line, first argument) of calls whose last name is one of these, where that argument is written out."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if last in names and isinstance(node.args[0].value, str):
                yield node.lineno, node.args[0].value


def others(source_room: str) -> set[str]:
    """The services that are not this file's own."""
    return set(services()) - {source_room.rpartition("/")[2]}


def own_services() -> list[Source]:
    return [source for source in sources() if source.room.startswith("services/")]


class TestEveryFile:
    def test_can_be_read_in_five_minutes(self) -> None:
        assert [s.name for s in sources() if s.text.count("\n") > MOST_LINES] == []

    def test_says_in_its_first_line_what_it_is_for(self) -> None:
        spoken = [s for s in sources() if s.path.name != "apps.py" and "management" not in s.path.parts]
        assert [s.name for s in spoken if s.text.strip() and not ast.get_docstring(s.tree)] == []

    def test_uses_no_signals(self) -> None:
        assert [s.name for s in sources() if SIGNALS.search(s.text)] == []

    def test_hides_no_write_in_a_table(self) -> None:
        found = [
            f"{source.name}:{item.lineno} {node.name}.{item.name}"
            for source in sources()
            for node, bases in classes(source)
            if bases & {"Model", "AbstractBaseUser"}
            for item in node.body
            if isinstance(item, ast.FunctionDef) and item.name in HIDDEN_WRITES
        ]
        assert found == []

    def test_orders_where_it_reads_and_no_table_by_default(self) -> None:
        found = [
            f"{source.name}:{inner.lineno} {node.name}"
            for source in sources()
            for node, _bases in classes(source)
            for inner in node.body
            if isinstance(inner, ast.ClassDef) and inner.name == "Meta" and "ordering" in ast.unparse(inner)
        ]
        assert found == []

    def test_has_pages_as_plain_functions_and_forms_that_do_not_write(self) -> None:
        found = [
            f"{source.name}:{node.lineno} {node.name}"
            for source in sources()
            for node, bases in classes(source)
            if bases & (FRAMEWORK_BASES | {"ModelForm"}) or any(base.endswith("Mixin") for base in bases)
        ]
        assert found == []

    def test_has_functions_that_fit_on_one_screen(self) -> None:
        found = [
            f"{source.name}:{node.lineno} {node.name} has {length} lines"
            for source in sources()
            for node in ast.walk(source.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := _lines_of(node)) > MOST_OF_A_FUNCTION
        ]
        assert found == []

    def test_is_not_called_utils(self) -> None:
        assert [s.name for s in sources() if s.path.stem in {"utils", "helpers", "common", "misc"}] == []


def test_the_clock_comes_in_as_an_argument() -> None:
    """The console is an edge: it reads the clock and passes it in."""
    layers = {"rules", "queries", "commands", "models"}
    inner = [s for s in sources() if layers & {s.path.stem, *s.path.parts} and "management" not in s.path.parts]
    assert [f"{s.name}: {found.group()}" for s in inner if (found := NO_CLOCK.search(s.text))] == []


class TestAService:
    def test_points_no_foreign_key_at_another_service(self) -> None:
        keys = ("ForeignKey", "OneToOneField", "ManyToManyField")
        found = [
            f"{source.name}:{line} {target}"
            for source in own_services()
            for line, target in named_targets(source, *keys)
            if target.partition(".")[0] in others(source.room)
        ]
        assert found == []

    def test_reverses_no_address_of_another_service(self) -> None:
        found = [
            f"{source.name}:{line} {target}"
            for source in own_services()
            for line, target in named_targets(source, "reverse", "redirect")
            if ":" in target and target.partition(":")[0] in others(source.room)
        ]
        assert found == []


class TestATemplate:
    def test_includes_only_its_own_room_and_the_kernel(self) -> None:
        found = [
            f"{_short(path)}: {target}"
            for path in templates()
            for target in _targets(path.read_text())
            if target in others("/".join(path.relative_to(PACKAGE).parts[:2]))
        ]
        assert found == []

    def test_carries_no_inline_style_script_or_handler(self) -> None:
        """Styles and scripts are files: the content security policy forbids inline ones."""
        inline = re.compile(
            r"<[^>]+\sstyle\s*=|<[^>]+\son\w+\s*=|<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)"
        )
        assert [f"{_short(p)}: {found.group()}" for p in templates() if (found := inline.search(p.read_text()))] == []


def test_every_table_that_grows_carries_its_county() -> None:
    """A region partitions by county, and a county can leave with its data."""
    from django.apps import apps

    found = []
    for model in apps.get_models():
        if model.__module__.startswith("banshi.") and model.__name__ not in SMALL_TABLES:
            fields = model._meta.fields
            reaches = any((field.is_relation and field.many_to_one) or field.one_to_one for field in fields)
            if "county" not in {field.name for field in fields} and not reaches:
                found.append(model._meta.label)
    assert found == []


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without its docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno if documented and first.end_lineno else node.lineno
    return (node.end_lineno or start) - start


def _targets(text: str) -> Iterator[str]:
    """The rooms whose templates or addresses this template names."""
    yield from re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"'/]+)/", text)
    yield from re.findall(r"{%\s*url\s+[\"'](\w+):", text)


def _short(path: Path) -> str:
    return str(path.relative_to(PACKAGE))
