"""What imports cannot show: the rules of the house that a reader would otherwise have to remember."""

import ast
import re

import pytest

from tests.architecture.sources import PACKAGE, Source, services, sources, templates

FRAMEWORK_BASES = {
    "View",
    "TemplateView",
    "ListView",
    "DetailView",
    "FormView",
    "CreateView",
    "UpdateView",
    "DeleteView",
}


def named(source: Source) -> str:
    return source.name


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Calls whose last name is `name`: f(…) and x.f(…)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            last = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            if last == name:
                found.append(node)
    return found


@pytest.mark.parametrize("source", sources(), ids=named)
class TestEveryFile:
    def test_can_be_read_in_five_minutes(self, source: Source) -> None:
        assert source.text.count("\n") <= 300, "split the file: one idea a file, 300 lines at most"

    def test_says_in_its_first_line_what_it_is_for(self, source: Source) -> None:
        if source.path.name == "apps.py" or not source.text.strip() or "management" in source.path.parts:
            return
        assert ast.get_docstring(source.tree), "a module begins with a docstring"

    def test_uses_no_signals(self, source: Source) -> None:
        assert not re.search(
            r"django\.(db\.models|core|contrib\.auth)\.signals|django\.dispatch|@receiver", source.text
        )

    def test_overrides_no_save_or_delete_and_orders_no_table_by_default(self, source: Source) -> None:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
            if bases & {"Model", "AbstractBaseUser"}:
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                assert not methods & {"save", "delete", "clean", "full_clean"}, f"{node.name} hides a write"
            for inner in node.body:
                if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
                    assert "ordering" not in ast.unparse(inner), f"{node.name}: order where you read"

    def test_has_pages_as_plain_functions(self, source: Source) -> None:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                assert not bases & FRAMEWORK_BASES, f"{node.name}: pages are functions"
                assert not any(base.endswith("Mixin") for base in bases), f"{node.name}: no mixins"
                assert "ModelForm" not in bases, f"{node.name}: forms validate, commands write"

    def test_has_functions_that_fit_on_one_screen(self, source: Source) -> None:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                start = first.end_lineno if documented and first.end_lineno else node.lineno
                length = (node.end_lineno or start) - start
                assert length <= 60, f"{node.name} has {length} lines"

    def test_is_not_called_utils(self, source: Source) -> None:
        assert source.path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize(
    "source",
    [
        s
        for s in sources()
        if {"rules", "queries", "commands", "models"} & {s.path.stem, *s.path.parts}
        and "management" not in s.path.parts  # the console is an edge: it reads the clock and passes it in
    ],
    ids=named,
)
def test_the_clock_comes_in_as_an_argument(source: Source) -> None:
    found = re.search(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(", source.text)
    assert not found, f"{found and found.group()}: take ctx.now"


@pytest.mark.parametrize(
    "source", [s for s in sources() if s.path.match("services/*/*") or "services" in s.path.parts], ids=named
)
class TestAServicesFile:
    def test_points_no_foreign_key_at_another_service(self, source: Source) -> None:
        own = source.room.rpartition("/")[2]
        others = set(services()) - {own}
        for call in [
            *calls(source.tree, "ForeignKey"),
            *calls(source.tree, "OneToOneField"),
            *calls(source.tree, "ManyToManyField"),
        ]:
            target = call.args[0] if call.args else None
            if isinstance(target, ast.Constant) and isinstance(target.value, str):
                assert target.value.partition(".")[0] not in others, (
                    f"line {call.lineno}: no foreign keys between rooms"
                )

    def test_reverses_no_address_of_another_service(self, source: Source) -> None:
        own = source.room.rpartition("/")[2]
        for call in [*calls(source.tree, "reverse"), *calls(source.tree, "redirect")]:
            target = call.args[0] if call.args else None
            if isinstance(target, ast.Constant) and isinstance(target.value, str) and ":" in target.value:
                assert target.value.partition(":")[0] not in set(services()) - {own}


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(PACKAGE)))
class TestATemplate:
    def test_includes_only_its_own_room_and_the_kernel(self, path: object) -> None:
        from pathlib import Path

        assert isinstance(path, Path)
        text, own = path.read_text(), path.relative_to(PACKAGE).parts[1]
        for target in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", text):
            assert target.partition("/")[0] not in set(services()) - {own}, f"{target} belongs to another service"
        for target in re.findall(r"{%\s*url\s+[\"'](\w+):", text):
            assert target not in set(services()) - {own}, f"{target} belongs to another service"

    def test_carries_no_inline_style_script_or_handler(self, path: object) -> None:
        from pathlib import Path

        assert isinstance(path, Path)
        text = path.read_text()
        assert not re.search(r"<[^>]+\sstyle\s*=", text), (
            "styles live in the style sheets: the policy forbids inline ones"
        )
        assert not re.search(r"<[^>]+\son\w+\s*=", text), "no inline handlers"
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)", text), (
            "scripts are files"
        )


def test_every_table_that_grows_carries_its_county() -> None:
    """A region partitions by county, and a county can leave with its data."""
    from django.apps import apps

    small = {"Unit", "Area", "Account", "Post", "ApiToken", "Key", "Checkpoint", "Tick", "Opening", "Leaf", "Tile"}
    for model in apps.get_models():
        if not model.__module__.startswith("banshi.") or model.__name__ in small:
            continue
        names = {field.name for field in model._meta.fields}
        reaches = any((field.is_relation and field.many_to_one) or field.one_to_one for field in model._meta.fields)
        assert "county" in names or reaches, f"{model._meta.label} carries no county and hangs on no row that does"
