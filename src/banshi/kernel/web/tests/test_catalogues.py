"""Gathering, compiling and checking the words of the house."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from banshi.kernel.web import catalogues as c

pytestmark = pytest.mark.anydb


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of one room, with one Python file and one template."""
    monkeypatch.setattr(c, "PACKAGE", tmp_path)
    room = tmp_path / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "words.py").write_text(
        'from x import _, ngettext\nA = _("已收到")\nB = ngettext("%(n)s 件", "%(n)s 件", 2)\n'
    )
    page = '<p>\n  {% translate "公开，" %}\n{% blocktranslate with a=b trimmed %}\n   还有 {{ a }} 件\n{% endblocktranslate %}'
    (room / "templates" / "room" / "page.html").write_text(page)
    monkeypatch.setattr(c, "rooms", lambda: {room: sorted(p for p in room.rglob("*") if p.suffix in {".py", ".html"})})
    return room


def english(folder: Path, **words: str) -> None:
    text = (folder / "locale/en/LC_MESSAGES/django.po").read_text()
    for chinese, translated in words.items():
        text = text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{translated}"')
    (folder / "locale/en/LC_MESSAGES/django.po").write_text(text)


class TestGathering:
    def test_finds_python_and_templates(self, folder: Path):
        ids = {message.id for message in c.gathered(c.rooms()[folder])}
        assert {"已收到", ("%(n)s 件", "%(n)s 件"), "公开，", "还有 %(a)s 件"} <= ids

    def test_writes_the_same_file_twice(self, folder: Path):
        assert len(c.update()) == 1
        assert c.update() == []

    def test_keeps_what_was_translated_and_drops_what_is_gone(self, folder: Path):
        c.update()
        english(folder, 已收到="Received", **{"公开，": "Public"})
        (folder / "templates/room/page.html").unlink()
        c.update()
        text = (folder / "locale/en/LC_MESSAGES/django.po").read_text()
        assert "Received" in text
        assert "公开" not in text


class TestProblems:
    def test_a_message_without_english(self, folder: Path):
        c.update()
        assert any("no English for '已收到'" in line for line in c.problems())

    def test_a_message_not_gathered(self, folder: Path):
        c.update()
        (folder / "words.py").write_text('_("新的")')
        assert any("not in the catalogue: '新的'" in line for line in c.problems())
        assert any("no code uses '已收到'" in line for line in c.problems())

    def test_a_lost_placeholder(self, folder: Path):
        c.update()
        english(folder, **{"还有 %(a)s 件": "more"})
        assert any("other placeholders" in line for line in c.problems())

    def test_half_width_punctuation(self, folder: Path):
        (folder / "words.py").write_text('_("好,的")')
        c.update()
        assert any("half-width" in line for line in c.problems())


class TestCompiling:
    def test_makes_what_is_newer_and_only_that(self, folder: Path):
        c.update()
        assert len(c.compile_all()) == 1
        assert c.compile_all() == []


def test_this_rooms_english_is_complete():
    files = c.rooms()[c.HOME]
    assert list(c._problems(c.HOME, files)) == []
    assert isinstance(c.english(c.HOME), Catalog)
