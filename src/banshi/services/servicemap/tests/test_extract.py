"""Reading extracts: every form that OpenStreetMap comes in, and clear words for what is none."""

import bz2
import gzip
from pathlib import Path

import osmium
import pytest

from banshi.services.servicemap.engine.extract import read
from banshi.services.servicemap.engine.failures import MESSAGES, MapFailure
from banshi.services.servicemap.engine.sniff import osm_format
from banshi.services.servicemap.tests.town import CUT, Town, road

pytestmark = pytest.mark.anydb


def copied(source: Path, target: Path) -> Path:
    """The extract in the form that the name of the target says."""
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return target


def refused(path: Path) -> MapFailure:
    with pytest.raises(MapFailure) as failure:
        read(path)
    assert path.name in failure.value.said("zh")
    assert path.name in failure.value.said("en")
    return failure.value


class TestAnExtract:
    @pytest.mark.parametrize("name", ["cut.osm", "cut.osm.pbf", "cut.osm.bz2"])
    def test_reads_the_same_in_every_form(self, tmp_path: Path, name: str) -> None:
        plain = read(CUT)
        found = read(copied(CUT, tmp_path / name))
        assert len(found.ways) == len(plain.ways) > 200
        assert (found.node_id == plain.node_id).all()
        assert (found.lon == plain.lon).all()
        assert found.barriers == plain.barriers

    def test_is_known_by_its_content_under_any_name(self, tmp_path: Path) -> None:
        pbf = copied(CUT, tmp_path / "cut.osm.pbf")
        renamed = pbf.rename(tmp_path / "download.bin")
        assert osm_format(renamed) == "pbf"
        assert len(read(renamed).ways) > 200

    def test_may_have_its_ways_before_its_nodes(self, tmp_path: Path) -> None:
        found = read(road().write(tmp_path / "town.osm", ways_first=True))
        assert len(found.node_id) == 2

    def test_cut_at_its_edge_says_how_many_nodes_it_lost(self, tmp_path: Path) -> None:
        town = Town()
        for number, letter in enumerate("abcdefgh"):
            town.at(letter, number * 100, 0)
        found = read(town.way("abcdefgh").way("bz").write(tmp_path / "town.osm"))
        assert found.missing == 1

    def test_reads_what_stands_on_its_streets(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("g", 50, 0, barrier="gate").at("b", 100, 0).at("x", 0, 50, barrier="gate")
        found = read(town.way("agb").write(tmp_path / "town.osm"))
        assert list(found.barriers.values()) == [{"barrier": "gate"}]


class TestAFileThatIsNone:
    def test_is_named_where_it_is_not_there_or_empty(self, tmp_path: Path) -> None:
        assert refused(tmp_path / "nothing.osm").code == "absent"
        (tmp_path / "empty.osm").write_bytes(b"")
        assert refused(tmp_path / "empty.osm").code == "empty"

    @pytest.mark.parametrize(
        ("content", "looks"),
        [
            (b"PK\x03\x04rest", "a zip archive"),
            (b'{"type": "FeatureCollection"}', "JSON"),
            (b"<!DOCTYPE html><html>404</html>", "a web page"),
            (b"\x89PNG\r\n", "a picture"),
            (b"SQLite format 3\x00", "an SQLite database"),
            (b"code,name,lon,lat\n", "something else"),
            (b"\x00\x00\x27\x0a\x00", "a shapefile"),
        ],
    )
    def test_is_named_for_what_it_looks_like(self, tmp_path: Path, content: bytes, looks: str) -> None:
        path = tmp_path / "map.osm.pbf"
        path.write_bytes(content)
        failure = refused(path)
        assert failure.code == "foreign"
        assert looks in failure.said("en")

    def test_is_named_where_it_holds_changes_only(self, tmp_path: Path) -> None:
        path = tmp_path / "day.osc"
        path.write_text('<?xml version="1.0"?><osmChange version="0.6"></osmChange>')
        assert refused(path).code == "change_file"

    @pytest.mark.parametrize("name", ["cut.osm", "cut.osm.pbf", "cut.osm.gz", "cut.osm.bz2"])
    @pytest.mark.parametrize("part", [0.3, 0.6, 0.97])
    def test_is_named_where_it_ends_in_the_middle(self, tmp_path: Path, name: str, part: float) -> None:
        whole = _form(name)
        path = tmp_path / name
        path.write_bytes(whole[: int(len(whole) * part)])
        assert refused(path).code == "truncated"

    def test_is_named_where_its_streets_lost_their_nodes(self, tmp_path: Path) -> None:
        found = refused(Town().at("a", 0, 0).way("axyz").write(tmp_path / "town.osm"))
        assert found.code == "torn"

    def test_is_named_where_it_has_no_street(self, tmp_path: Path) -> None:
        assert refused(Town().at("a", 0, 0).write(tmp_path / "town.osm")).code == "no_streets"

    def test_is_named_where_it_is_broken_inside(self, tmp_path: Path) -> None:
        path = tmp_path / "town.osm"
        path.write_text(
            '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="x" lon="y"/><way id="2"><nd ref="1"/>'
            '<nd ref="1"/><tag k="highway" v="path"/></way></osm>'
        )
        assert refused(path).code == "unreadable"


class TestEveryFailure:
    @pytest.mark.parametrize("code", MESSAGES)
    def test_has_words_in_both_languages_with_the_same_gaps(self, code: str) -> None:
        import string

        chinese, english = ({part[1] for part in string.Formatter().parse(text) if part[1]} for text in MESSAGES[code])
        assert {each.split("_")[0] for each in chinese} == {each.split("_")[0] for each in english}


def _form(name: str) -> bytes:
    """The real piece in one of its forms."""
    plain = gzip.decompress(CUT.read_bytes())
    if name.endswith(".gz"):
        return CUT.read_bytes()
    if name.endswith(".bz2"):
        return bz2.compress(plain)
    if name.endswith(".pbf"):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            return copied(CUT, Path(folder) / "cut.osm.pbf").read_bytes()
    return plain
