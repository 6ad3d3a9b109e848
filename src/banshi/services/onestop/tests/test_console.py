"""Procedures on the console: checked, published, exported, moved."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from banshi.services.onestop.apps import something_published
from banshi.services.onestop.models import Case, ProcedureVersion
from banshi.services.onestop.tests.way import MOVING, Way, opened

pytestmark = pytest.mark.django_db


def said(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "moving.yaml"
    path.write_text(MOVING)
    return path


class TestCheck:
    def test_passes_what_can_be_carried_out(self, file: Path) -> None:
        assert "moving 1, 6 steps, in order" in said("onestop_check", str(file))

    def test_names_every_fault_with_file_and_line(self, file: Path) -> None:
        file.write_text(MOVING.replace("limit: 5", "limit: 0").replace("department: town", "department: moon"))
        out = StringIO()
        with pytest.raises(CommandError, match="2 to correct"):
            call_command("onestop_check", str(file), stdout=out)
        assert [line.rpartition("moving.yaml:")[2].partition(":")[0] for line in out.getvalue().splitlines()] == [
            "33",
            "71",
        ]

    def test_names_units_that_the_directory_lacks(self, file: Path, ready: Way) -> None:
        assert "in order" in said("onestop_check", str(file), county="150627")
        with pytest.raises(CommandError):
            said("onestop_check", str(file), county="150622")


class TestLoad:
    def test_publishes_a_file_once(self, file: Path, world: Any) -> None:
        assert "published, from 2021-01-01" in said("onestop_load", str(file))
        assert "was published before" in said("onestop_load", str(file))
        assert ProcedureVersion.objects.count() == 1

    def test_publishes_what_the_release_brings(self, world: Any) -> None:
        said("onestop_load")
        assert set(ProcedureVersion.objects.values_list("code", flat=True)) >= {"newborn", "retirement"}

    def test_refuses_a_faulty_file_with_its_lines(self, file: Path, world: Any) -> None:
        file.write_text(MOVING.replace("limit: 5", "limit: 0"))
        with pytest.raises(CommandError, match=r"moving\.yaml:33"):
            said("onestop_load", str(file))
        assert not ProcedureVersion.objects.exists()


class TestMove:
    def test_says_first_and_moves_when_told_to(self, ready: Way, file: Path) -> None:
        way = opened(ready)
        file.write_text(MOVING.replace('version: "1"', 'version: "2"').replace("limit: 5", "limit: 4"))
        said("onestop_load", str(file))
        first = Case.objects.get().procedure_id
        assert "changed: deed: limit" in said("onestop_move", "moving", "1", "2", preview=True)
        assert way.case.procedure_id == first
        assert "moved 1" in said("onestop_move", "moving", "1", "2", apply=True)
        assert way.case.procedure_id != first

    def test_refuses_a_version_that_is_not_there(self, ready: Way) -> None:
        with pytest.raises(CommandError):
            said("onestop_move", "moving", "1", "9")


class TestExport:
    def test_prints_the_file_or_its_bpmn(self, ready: Way) -> None:
        assert said("onestop_export", "moving") == MOVING
        assert "<bpmn:process" in said("onestop_export", "moving", bpmn=True)


class TestImport:
    def test_prints_the_beginning_of_a_file_for_a_model(self, tmp_path: Path, ready: Way) -> None:
        model = tmp_path / "moving.bpmn"
        model.write_text(said("onestop_export", "moving", bpmn=True))
        found = yaml.safe_load(said("onestop_import", str(model)))
        assert [step["code"] for step in found["steps"]] == ["deed", "water", "parking", "garden", "welcome"]
        assert found["steps"][0]["department"] == "housing"

    def test_says_which_element_it_has_no_word_for(self, tmp_path: Path) -> None:
        model = tmp_path / "theirs.bpmn"
        space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
        model.write_text(
            f'<definitions xmlns="{space}"><process id="p"><subProcess id="s" name="审批"/></process></definitions>'
        )
        with pytest.raises(CommandError, match="审批"):
            said("onestop_import", str(model))


class TestANewSite:
    def test_is_told_that_nothing_can_be_done_at_once_until_procedures_are_published(self) -> None:
        (warning,) = something_published(databases=["default"])
        assert "banshi onestop load" in str(warning.hint)
        assert something_published() == [], "without a database nobody can tell"
        said("onestop_load")
        assert something_published(databases=["default"]) == []
        assert set(ProcedureVersion.objects.values_list("code", flat=True)) == {"newborn", "retirement"}
