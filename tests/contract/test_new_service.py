"""`make service NAME=…` makes a room that stands."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.anydb


@pytest.fixture
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("new_service", ROOT / "scripts" / "new_service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestANewRoom:
    def test_has_the_files_of_every_room_and_only_valid_code(self, maker: ModuleType, tmp_path: Path) -> None:
        maker.main("lending", "借用", tmp_path)
        room = tmp_path / "src/banshi/services/lending"
        names = {path.name for path in room.rglob("*.py")}
        assert {"service.py", "rules.py", "models.py", "queries.py", "commands.py", "pages.py", "urls.py"} <= names
        for path in room.rglob("*.py"):
            ast.parse(path.read_text())
            assert "SLUG" not in path.read_text()

    def test_says_what_is_left_to_do(self, maker: ModuleType, tmp_path: Path) -> None:
        assert "INSTALLED_APPS" in maker.main("lending", "借用", tmp_path)

    @pytest.mark.parametrize("name", ["", "Lending", "借用", "a-b", "1st", "../x"])
    def test_is_refused_a_name_that_cannot_be_one(self, maker: ModuleType, tmp_path: Path, name: str) -> None:
        with pytest.raises(SystemExit, match="lower-case"):
            maker.main(name, "", tmp_path)
        assert not list(tmp_path.iterdir())

    def test_does_not_overwrite_a_room_that_stands(self, maker: ModuleType, tmp_path: Path) -> None:
        maker.main("lending", "借用", tmp_path)
        before = (tmp_path / "src/banshi/services/lending/service.py").read_text()
        with pytest.raises(SystemExit, match="already"):
            maker.main("lending", "别的", tmp_path)
        assert (tmp_path / "src/banshi/services/lending/service.py").read_text() == before
