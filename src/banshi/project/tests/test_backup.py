"""A backup made while the site serves can be brought back, and verifies; anything else changes nothing."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.testing.databases import scratch_database
from banshi.kernel.testing.server import ServerUnderTest
from banshi.project.archive import Damaged, Manifest, Writer, unpack

pytestmark = pytest.mark.xdist_group("backup")

PASSPHRASE = {"BANSHI_BACKUP_PASSPHRASE": "eine lange Losung 一二三"}
FILL = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.directory.commands import add_person
from banshi.kernel.evidence.store import accept, store
from banshi.kernel.ledger.record import Subject
ctx = Context(actor=Actor.system("test"), now=timezone.now(), request_id="r1")
file = accept(SimpleUploadedFile("letter.pdf", b"%PDF-1.7 words of a letter %%EOF"))
@command
def keep(ctx: Context) -> None:
    store(ctx, file, subject=Subject("evidence", "LAMP01", "150627"))
keep(ctx)
add_person(ctx, name="Alima", phone="13800138001")
from banshi.kernel.directory.commands import load_areas
from banshi.kernel.places.commands import open_place
from banshi.kernel.testing.people import AREAS, VILLAGE
from banshi.services.servicemap.commands import publish_map
from banshi.services.servicemap.tests.small import built, position
load_areas(ctx, code="15", names=AREAS)
lon, lat = position(100, 2)
open_place(ctx, code="150627-near", name="Centre", kind="community-centre", area=VILLAGE, lon=lon, lat=lat)
publish_map(ctx, county="150627", folder=built())
from pathlib import Path
from django.conf import settings
policy = Path(settings.DATA_DIR) / "policy"
policy.mkdir()
(policy / "activities.yaml").write_text(OWN)
from django.core.management import call_command
call_command("ledger_seal")
"""
LIGHT = ("--processes", "1", "--no-worker")
OWN_KIND = "kinds: {chess: {form: sessions, zh: 棋牌, en: Chess}}"
FILL = f"OWN = {OWN_KIND!r}\n{FILL}"
TOLD = """
from banshi.kernel.directory.queries.people import people_with_phone
from banshi.kernel.evidence import storage
from banshi.kernel.evidence.queries import files_of
from banshi.kernel.ledger.models import Entry
from banshi.services.activities.queries.kinds import kind_title
from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests.small import HERE
(file,) = files_of("evidence:LAMP01")
print("entries:", Entry.objects.filter(actor="system:test").count())
print("file:", storage.read(file.sha256).read().decode())
print("person:", people_with_phone("13800138001")[0].name)
reached = reach_from(opened("150627").atlas, *HERE, 10, Mode.FOOT, None, [])
print("near:", [(each.code, each.seconds) for each in reached.places])
print("words:", kind_title("chess"))
"""
VERIFIED = """
from banshi.kernel.ledger.audit import verify_database
print("ledger:", "verifies" if verify_database().ok else "is broken")
"""


def told(site: ServerUnderTest, script: str = TOLD) -> dict[str, str]:
    """What somebody finds who looks into a site: line by line, by its name."""
    lines = site.banshi("shell", "-v0", "-c", script).stdout.splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    """A serving site with a file, a person, a map and words of its own, sealed once."""
    folder = tmp_path_factory.mktemp("home")
    with scratch_database(migrated_for=folder) as url:
        site = ServerUnderTest(folder, database_url=url, environment=PASSPHRASE, arguments=("--processes", "1"))
        with site:
            site.banshi("shell", "-v0", "-c", FILL)
            yield site


@pytest.fixture(scope="module")
def told_at_home(home: ServerUnderTest) -> dict[str, str]:
    """What its people find there."""
    return told(home)


@pytest.fixture(scope="module")
def kept(home: ServerUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it, made while it serves."""
    path = tmp_path_factory.mktemp("kept") / "site.backup"
    said = home.banshi("backup", str(path)).stdout
    assert "1 files, keys sealed" in said
    return path


@pytest.fixture(scope="module")
def restored(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    """The backup brought back in an empty place."""
    with scratch_database() as url:
        folder = tmp_path_factory.mktemp("restored") / "there"
        site = ServerUnderTest(folder, database_url=url, environment=PASSPHRASE, arguments=LIGHT)
        assert "restored the backup" in site.banshi("restore", str(kept)).stdout
        yield site
        site.kill9()


@pytest.fixture(scope="module")
def told_there(restored: ServerUnderTest) -> dict[str, str]:
    return told(restored, TOLD + VERIFIED)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[ServerUnderTest]:
    """An empty place for a site, with a database of its own."""
    with scratch_database() as url:
        yield ServerUnderTest(tmp_path / "there", database_url=url, environment=PASSPHRASE)


@pytest.fixture
def another(tmp_path: Path) -> Iterator[ServerUnderTest]:
    """A place in which another site stands, with files, a map and words of its own."""
    folder = tmp_path / "there"
    with scratch_database(migrated_for=folder) as url:
        for part in ("files/blobs/ab/abcd", "maps/150627-old/map.json", "policy/activities.yaml"):
            (folder / part).parent.mkdir(parents=True)
            (folder / part).write_text("of the other site")
        yield ServerUnderTest(folder, database_url=url, environment=PASSPHRASE)


class TestABackup:
    def test_is_readable_by_its_owner_only_and_holds_no_key_in_the_clear(
        self, home: ServerUnderTest, kept: Path
    ) -> None:
        assert oct(kept.stat().st_mode & 0o777) == "0o600"
        plain = gzip.decompress(kept.read_bytes())
        for key in (home.data_dir / "keys").iterdir():
            assert key.read_bytes().strip() not in plain, key.name

    def test_is_not_made_with_keys_in_the_clear_by_oversight(self, home: ServerUnderTest, tmp_path: Path) -> None:
        home.environment.pop("BANSHI_BACKUP_PASSPHRASE")
        try:
            refused = home.banshi("backup", str(tmp_path / "x"), check=False)
        finally:
            home.environment |= PASSPHRASE
        assert refused.returncode != 0
        assert "BANSHI_BACKUP_PASSPHRASE" in refused.stderr
        assert list(tmp_path.iterdir()) == []

    def test_overwrites_nothing(self, kept: Path) -> None:
        before = kept.read_bytes()
        with pytest.raises(CommandError, match="--force"):
            call_command("backup", str(kept))
        assert kept.read_bytes() == before


class TestARestore:
    def test_brings_back_database_files_and_keys_and_verifies(
        self, restored: ServerUnderTest, told_there: dict[str, str], told_at_home: dict[str, str]
    ) -> None:
        assert told_there["file"] == "%PDF-1.7 words of a letter %%EOF"
        assert told_there["person"] == "Alima"
        assert int(told_there["entries"]) > 0
        assert told_there == {**told_at_home, "ledger": "verifies"}
        restored.start()
        assert restored.answers()

    def test_brings_back_the_published_map_and_the_countys_own_words(self, told_there: dict[str, str]) -> None:
        assert "150627-near" in told_there["near"]
        assert told_there["words"] == "棋牌"

    def test_refuses_to_overwrite_a_site(self, kept: Path, another: ServerUnderTest) -> None:
        before = everything_in(another)
        refused = another.banshi("restore", str(kept), check=False)
        assert refused.returncode != 0
        assert "--replace" in refused.stderr
        assert everything_in(another) == before

    def test_moves_the_old_site_aside_when_told_to_replace_it(
        self, kept: Path, another: ServerUnderTest, told_at_home: dict[str, str]
    ) -> None:
        said = another.banshi("restore", str(kept), "--replace").stdout
        assert "the old site is kept" in said
        assert told(another) == told_at_home
        for part in ("files/blobs/ab/abcd", "maps/150627-old/map.json", "policy/activities.yaml"):
            (aside,) = another.data_dir.glob(f"replaced-*/{part}")
            assert aside.read_text() == "of the other site"

    def test_refuses_while_the_site_is_served(
        self, home: ServerUnderTest, kept: Path, told_at_home: dict[str, str]
    ) -> None:
        refused = home.banshi("restore", str(kept), "--replace", check=False)
        assert "stop `banshi serve`" in refused.stderr
        assert told(home) == told_at_home

    def test_with_the_wrong_passphrase_changes_nothing(
        self, kept: Path, elsewhere: ServerUnderTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BANSHI_BACKUP_PASSPHRASE", "something else entirely")
        assert "passphrase" in refusal(kept, elsewhere)
        assert everything_in(elsewhere) == {}

    def test_of_a_damaged_backup_names_the_part_and_changes_nothing(
        self, kept: Path, elsewhere: ServerUnderTest, tmp_path: Path
    ) -> None:
        for name in ("database", "files/", "maps/"):
            damaged = tmp_path / "damaged"
            damaged.write_bytes(with_one_byte_changed(kept, name))
            said = refusal(damaged, elsewhere)
            assert name in said
            assert "Nothing was changed" in said
        assert everything_in(elsewhere) == {}

    def test_of_half_a_backup_changes_nothing(self, kept: Path, elsewhere: ServerUnderTest, tmp_path: Path) -> None:
        (tmp_path / "half").write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
        assert "breaks off" in refusal(tmp_path / "half", elsewhere)
        assert everything_in(elsewhere) == {}


def refusal(backup: Path, site: ServerUnderTest) -> str:
    """What `banshi restore` says that will not bring this back there."""
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(backup), into=site.data_dir, database=site.environment.get("BANSHI_DATABASE_URL"))
    return str(refused.value)


def everything_in(site: ServerUnderTest) -> dict[str, bytes]:
    """Every file of a site, but the secret that each start makes and what SQLite lays beside a database that is read."""
    found = {path.relative_to(site.data_dir).as_posix(): path for path in site.data_dir.rglob("*") if path.is_file()}
    passing = ("keys/secret", "-wal", "-shm")
    return {name: path.read_bytes() for name, path in found.items() if not name.endswith(passing)}


def with_one_byte_changed(backup: Path, name: str) -> bytes:
    data = bytearray(gzip.decompress(backup.read_bytes()))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        member = next(member for member in tar if member.name.startswith(name))
    data[member.offset_data + member.size // 2] ^= 1
    return gzip.compress(bytes(data), 1)


class TestTheFile:
    def manifest(self) -> Manifest:
        return Manifest("2026-05-26", "0.1.0", "sqlite", "150627", "banshi.example", "left out", 0)

    def test_appears_only_when_it_is_whole(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="unexpected end"), Writer(tmp_path / "x") as writer:
            writer.stream("database", io.BytesIO(b""), 5)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/etc/evil", "other"])
    def test_with_a_member_that_does_not_belong_is_refused(self, tmp_path: Path, name: str) -> None:
        with Writer(tmp_path / "x") as writer:
            writer.manifest(self.manifest())
            writer.add(name, b"evil")
        with pytest.raises(Damaged, match="does not belong"):
            unpack(tmp_path / "x", tmp_path / "there")
        assert not (tmp_path / "evil").exists()

    def test_of_another_format_is_refused_with_the_version_that_made_it(self, tmp_path: Path) -> None:
        with Writer(tmp_path / "x") as writer:
            writer.add("manifest.json", b'{"format": 2, "version": "9.0"}')
        with pytest.raises(Damaged, match=r"9\.0"):
            unpack(tmp_path / "x", tmp_path / "there")

    def test_that_is_something_else_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_bytes(b"hello")
        with pytest.raises(Damaged):
            unpack(tmp_path / "x", tmp_path / "there")
