"""The stand-alone script: sixty lines that know nothing of us, on real files and on tampered ones."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.kernel.draws.pages import SCRIPT
from banshi.kernel.draws.tests.conftest import Desk
from banshi.kernel.draws.tests.files import Document, documents, flipped

MODULES = {"base64", "bisect", "hashlib", "hmac", "itertools", "json", "pathlib", "sys"}
RUNNER = """
import contextlib, io, json, runpy, sys
for line in sys.stdin:
    said = io.StringIO()
    sys.argv = [sys.argv[0], json.loads(line)]
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_path({script!r}, run_name="__main__")
        except SystemExit as ended:
            code = ended.code
        except Exception as error:
            code = repr(error)
    print(json.dumps([code, said.getvalue()]))
"""


def run(file: Path) -> tuple[int, str]:
    """The script alone in a Python that sees nothing but its standard library."""
    line = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def run_all(files: list[Path]) -> list[tuple[int | str, str]]:
    """The same for many files in one process, since starting one takes longer than a replay."""
    line = [sys.executable, "-I", "-S", "-c", RUNNER.format(script=str(SCRIPT))]
    given = "".join(json.dumps(str(file)) + "\n" for file in files)
    done = subprocess.run(line, input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    return [tuple(json.loads(answer)) for answer in done.stdout.splitlines()]


def write(folder: Path, name: str, document: Document) -> Path:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.mark.anydb
class TestTheScript:
    def test_has_sixty_lines_at_most(self) -> None:
        assert len(SCRIPT.read_text().splitlines()) <= 60

    def test_needs_nothing_but_the_standard_library(self) -> None:
        tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert imported == MODULES <= sys.stdlib_module_names
        assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))


@pytest.mark.django_db
class TestARealFile:
    def test_replays_alone_whatever_its_layout(self, desk: Desk, tmp_path: Path) -> None:
        made = documents(desk)
        for name, code, verdict in [
            ("plain", 0, "THE DRAW HOLDS"),
            ("mixed", 0, "THE DRAW HOLDS"),
            ("pending", 2, "NOT DRAWN YET"),
            ("cancelled", 2, "NOT DRAWN YET"),
        ]:
            got, said = run(write(tmp_path, name, made[name]))
            assert (got, verdict in said, "WRONG" in said) == (code, True, False), said
        file = tmp_path / "indented.json"
        file.write_text(json.dumps(made["plain"], indent=2), encoding="utf-8")
        assert run(file)[0] == 0

    def test_with_any_field_changed_is_refused_and_the_part_is_named(self, desk: Desk, tmp_path: Path) -> None:
        changed = [
            (part, write(tmp_path, f"{name}-{number}", document))
            for name, original in documents(desk).items()
            for number, (part, document) in enumerate(flipped(original))
        ]
        assert len(changed) > 250
        for (part, file), (code, said) in zip(changed, run_all([file for _part, file in changed]), strict=True):
            wrong = [line.split()[2] for line in said.splitlines() if line.startswith("错 WRONG")]
            assert part in wrong, f"{file.name} {part}: {code} {said}"
            assert code != 0

    def test_whose_result_was_swapped_or_cut_is_refused(self, desk: Desk, tmp_path: Path) -> None:
        plain = documents(desk)["plain"]
        swapped = {**plain, "result": plain["result"][::-1]}
        cut = {**plain, "result": plain["result"][:-1]}
        chosen = {
            **plain,
            "result": [each["token"] for each in plain["list"] if each["token"] not in plain["result"]][:3],
        }
        for name, document in (("swapped", swapped), ("cut", cut), ("chosen", chosen)):
            code, said = run(write(tmp_path, name, document))
            assert (code, "错 WRONG result" in said) == (1, True)

    def test_of_another_list_in_its_place_is_refused(self, desk: Desk, tmp_path: Path) -> None:
        plain = documents(desk)["plain"]
        code, said = run(write(tmp_path, "shorter", {**plain, "list": plain["list"][1:]}))
        assert (code, "错 WRONG list" in said) == (1, True)

    def test_that_would_draw_for_ever_ends(self, desk: Desk, tmp_path: Path) -> None:
        plain = documents(desk)["plain"]
        weightless = [{**row, "weight": 0} for row in plain["list"]]
        ((code, said),) = run_all([write(tmp_path, "weightless", {**plain, "list": weightless})])
        assert code != 0
        assert "错 WRONG list" in said
