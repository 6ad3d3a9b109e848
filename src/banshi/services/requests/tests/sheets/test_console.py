"""The ledger out and in again from the console."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.directory.models import Post
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import NOW, World
from banshi.services.requests import commands
from banshi.services.requests.models import Request
from banshi.services.requests.tests.sheets.workbooks import edited, opened, xlsx
from banshi.services.requests.tests.way import WELLS, Way, brought


class TestTheConsole:
    @pytest.fixture
    def post(self, world: World) -> int:
        return Post.objects.get(person_id=world.people["clerk"].id).pk

    def out(self, *arguments: str) -> str:
        said = StringIO()
        call_command(*arguments, stdout=said)
        return said.getvalue()

    @pytest.fixture(autouse=True)
    def today(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    def test_takes_out_and_in_again_in_the_name_of_a_post(self, way: Way, tmp_path: Path, post: int) -> None:
        file = tmp_path / "台账.xlsx"
        assert "1 requests written" in self.out(
            "requests_export", str(file), "--post", str(post), "--stage", "received"
        )
        assert file.stat().st_mode & 0o077 == 0
        file.write_bytes(xlsx(edited(opened(file.read_bytes()), {(way.number, "紧急程度"): "紧急"})))
        said = self.out("requests_apply", str(file), "--post", str(post), "--dry-run")
        assert "urgency: '0' -> '2'" in said
        assert way.row.urgency == 0
        assert "1 taken in" in self.out("requests_apply", str(file), "--post", str(post))
        assert way.row.urgency == 2
        assert Entry.objects.get(kind="requests.edited").actor == f"post:{post}"
        assert "1 same; 0 taken in" in self.out("requests_apply", str(file), "--post", str(post))

    def test_without_a_post_takes_out_nothing_confidential_and_nothing_that_accuses(
        self, world: World, tmp_path: Path
    ) -> None:
        plain, secret, accusing = brought(world), brought(world, level=2), brought(world)
        commands.accuse(world.ctx("clerk"), number=accusing.number, unit_ids=[world.units["roads"].id])
        file = tmp_path / "台账.xlsx"
        assert "1 requests written" in self.out("requests_export", str(file))
        assert plain.number in str(opened(file.read_bytes()))
        assert Request.objects.filter(number=secret.number).exists()

    def test_lists_conflicts_and_leaves_them(self, way: Way, tmp_path: Path, post: int) -> None:
        file = tmp_path / "台账.xlsx"
        self.out("requests_export", str(file), "--post", str(post))
        file.write_bytes(xlsx(edited(opened(file.read_bytes()), {(way.number, "分类"): "0102"})))
        way.triage()
        said = self.out("requests_apply", str(file), "--post", str(post))
        assert f"conflict in category: taken out '', yours '0102', now '{WELLS}'" in said
        assert way.row.category == WELLS

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["requests_export", "{}/a.csv"], "must end in .xlsx"),
            (["requests_export", "{}/a.xlsx", "--post", "999999"], "nobody holds post"),
            (["requests_export", "{}/a.xlsx", "--kind", "x"], "--kind"),
            (["requests_apply", "{}/nowhere.xlsx"], "nowhere.xlsx"),
        ],
    )
    def test_says_what_is_wrong(self, world: World, tmp_path: Path, arguments: list[str], said: str) -> None:
        with pytest.raises(CommandError, match=said):
            self.out(*(each.format(tmp_path) for each in arguments))
        assert not list(tmp_path.glob("*.xlsx"))
