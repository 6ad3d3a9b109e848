"""Photos are cleaned, files lie under their hash, and each belongs to one matter."""

import hashlib
import io
import os
import socket
import struct
import threading
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.evidence import images, queries, refusals, storage, tasks
from banshi.kernel.evidence.models import File
from banshi.kernel.evidence.store import Accepted, Stored, accept, erase, store
from banshi.kernel.evidence.tests.makings import EXECUTABLE, HERE, pdf, photo, upload
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject
from banshi.kernel.testing.jobs import run_jobs_twice

LAMP, WELL = Subject("requests", "260526-LAMP01", "150627"), Subject("requests", "260526-WELL01", "150627")


@command
def keep(ctx: Context, *, file: Accepted, subject: Subject) -> Stored:
    return store(ctx, file, subject=subject)


@command
def destroy(ctx: Context, *, keys: tuple[str, ...], subject: Subject) -> None:
    erase(ctx, subject=subject, keys=keys)


def context() -> Context:
    return Context(actor=Actor(kind="resident", person_id=7), now=timezone.now(), request_id="r1")


def opened(accepted: Accepted) -> Image.Image:
    return Image.open(io.BytesIO(storage.read(accepted.sha256).read()))


class TestAPhoto:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_loses_its_place_and_everything_else_but_the_picture(self, kind: str) -> None:
        given = photo(kind=kind, place=True, **({"comment": b"secret words"} if kind == "JPEG" else {}))
        assert b"Some Phone" in given, "the maker's name is in what was given"
        kept = accept(upload("a.jpg", given))
        data = storage.read(kept.sha256).read()
        assert dict(Image.open(io.BytesIO(data)).getexif()) == {}
        assert b"secret" not in data
        assert b"Some Phone" not in data
        assert (kept.lon, kept.lat) == (None, None)

    def test_keeps_its_place_beside_it_where_the_giver_wants(self) -> None:
        kept = accept(upload("a.jpg", photo(place=True)), keep_location=True)
        assert kept.lon == pytest.approx(HERE[0], abs=1e-4)
        assert kept.lat == pytest.approx(HERE[1], abs=1e-4)
        assert dict(opened(kept).getexif()) == {}

    def test_is_turned_upright(self) -> None:
        kept = accept(upload("a.jpg", photo((60, 40), turned=6)))
        assert (kept.width, kept.height) == (40, 60)
        red, _green, blue = opened(kept).convert("RGB").getpixel((37, 3))
        assert red > blue, "the marked corner has turned to the top right"

    def test_of_a_good_camera_is_shrunk(self) -> None:
        noise = Image.frombytes("RGB", (6000, 4500), os.urandom(6000 * 4500 * 3)).resize((9000, 6750))
        target = io.BytesIO()
        noise.save(target, "JPEG", quality=46)
        assert 14 < len(target.getvalue()) / 1024**2 < 20, "a heavy photo"
        kept = accept(upload("a.jpg", target.getvalue()))
        assert max(kept.width or 0, kept.height or 0) <= images.MAX_SIDE

    def test_named_as_a_document_is_named_as_what_it_is(self) -> None:
        kept = accept(upload("合同.docx", photo(), "application/msword"))
        assert (kept.type, kept.name) == ("image/jpeg", "合同.jpg")

    def test_that_hides_an_archive_behind_its_picture_loses_it(self) -> None:
        kept = accept(upload("a.jpg", photo() + b"PK\x03\x04" + EXECUTABLE))
        assert b"DOS mode" not in storage.read(kept.sha256).read()

    @pytest.mark.parametrize(
        "data", [photo()[:300], b"GIF89a=1;alert(1)//", b"\xff\xd8\xff" + b"\0" * 500, b"BM" + b"x" * 90]
    )
    def test_that_cannot_be_decoded_is_refused(self, data: bytes) -> None:
        with pytest.raises(refusals.FileDamaged):
            accept(upload("a.jpg", data))

    @pytest.mark.parametrize("side", [12_000, 60_000])
    def test_that_would_unpack_to_gigabytes_is_refused_unread(self, side: int) -> None:
        with pytest.raises(refusals.ImageTooLarge):
            accept(upload("a.png", png_bomb(side)))

    def test_in_one_bit_or_with_a_palette_or_seen_through_is_kept(self) -> None:
        for mode in ("1", "L", "P", "LA", "RGBA", "I;16"):
            target = io.BytesIO()
            Image.new(mode, (30, 20)).save(target, "PNG")
            assert accept(upload("a.png", target.getvalue())).type == "image/png"


def png_bomb(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    header = struct.pack("!LLBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


class TestAnUpload:
    def test_that_is_empty_is_refused(self) -> None:
        with pytest.raises(refusals.FileEmpty):
            accept(upload("a.jpg", b""))

    def test_that_is_too_heavy_is_refused_with_its_size(self, settings: Any) -> None:
        settings.BANSHI_MAX_UPLOAD_MB = 1
        with pytest.raises(refusals.FileTooLarge) as error:
            accept(upload("a.pdf", b"%PDF-" + b"x" * 1024 * 1024 * 2))
        assert error.value.status == 413
        assert "3 MB" in str(error.value)

    def test_that_is_a_document_lies_under_its_hash_as_given(self) -> None:
        kept = accept(upload("公文.pdf", pdf()))
        assert kept.sha256 == kept.original == hashlib.sha256(pdf()).hexdigest()
        assert storage.read(kept.sha256).read() == pdf()

    def test_that_broke_off_while_being_written_is_written_again(self) -> None:
        kept = accept(upload("公文.pdf", pdf()))
        path = Path(storage.storages["default"].path(storage.path_of(kept.sha256)))
        path.write_bytes(b"%PDF")
        accept(upload("公文.pdf", pdf()))
        assert path.read_bytes() == pdf()
        assert oct(path.stat().st_mode & 0o777) == "0o600"

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (b"stream: OK\0", None),
            (b"stream: Eicar-Test-Signature FOUND\0", refusals.FileInfected),
            (b"", refusals.ScannerAway),
        ],
    )
    def test_is_shown_to_the_virus_scanner(self, settings: Any, answer: bytes, why: type[Exception] | None) -> None:
        with Scanner(answer) as scanner:
            settings.BANSHI_CLAMAV = scanner.address
            if why is None:
                accept(upload("a.pdf", pdf()))
            else:
                with pytest.raises(why):
                    accept(upload("a.pdf", pdf()))
        assert pdf() in scanner.heard

    def test_is_not_taken_in_while_the_scanner_is_away(self, settings: Any) -> None:
        settings.BANSHI_CLAMAV = "127.0.0.1:1"
        with pytest.raises(refusals.ScannerAway) as error:
            accept(upload("a.pdf", pdf()))
        assert error.value.status == 503


class Scanner:
    """A clamd that hears one stream and answers as told."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.heard = answer, b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.listen)

    def listen(self) -> None:
        caller, _address = self.socket.accept()
        with caller:
            while not self.heard.endswith(b"\0\0\0\0"):
                self.heard += caller.recv(65536)
            caller.sendall(self.answer)

    def __enter__(self) -> "Scanner":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.join(5)
        self.socket.close()


@pytest.mark.django_db(transaction=True)
class TestAFileOfAMatter:
    def test_is_on_the_record_with_its_fingerprint(self) -> None:
        given = accept(upload("a.jpg", photo()))
        kept = keep(context(), file=given, subject=LAMP)
        entry = Entry.objects.get(subject=str(LAMP))
        assert entry.kind == "evidence.stored"
        assert given.sha256 in entry.body
        assert given.original in entry.body
        assert [file.key for file in queries.files_of(str(LAMP))] == [kept.key]

    def test_has_an_address_that_cannot_be_guessed(self) -> None:
        given = accept(upload("a.pdf", pdf()))
        keys = {keep(context(), file=given, subject=LAMP).key for _ in range(3)}
        assert len(keys) == 3
        assert all(len(key) >= 20 for key in keys)

    def test_must_be_chosen_again_when_it_was_cleared_away(self) -> None:
        given = accept(upload("a.pdf", pdf()))
        storage.destroy(given.sha256)
        with pytest.raises(refusals.FileGone):
            keep(context(), file=given, subject=LAMP)
        assert not File.objects.exists()
        assert not Entry.objects.exists()

    def test_can_be_erased_and_leaves_only_its_hash_on_the_record(self) -> None:
        kept = keep(context(), file=accept(upload("张三.jpg", photo(place=True)), keep_location=True), subject=LAMP)
        destroy(context(), keys=(kept.key,), subject=LAMP)
        run_jobs_twice()
        (file,) = queries.files_of(str(LAMP))
        assert (file.erased, file.name, file.lon, file.lat) == (True, "", None, None)
        assert not storage.has(kept.sha256)
        with pytest.raises(FileNotFoundError):
            storage.read(kept.sha256, storage.THUMBNAILS)
        assert kept.sha256 in Entry.objects.get(kind="evidence.erased").body

    def test_is_not_erased_from_another_matter(self) -> None:
        given = accept(upload("a.pdf", pdf()))
        lamp, well = keep(context(), file=given, subject=LAMP), keep(context(), file=given, subject=WELL)
        destroy(context(), keys=(lamp.key,), subject=LAMP)
        run_jobs_twice()
        assert storage.has(given.sha256), "the other matter holds the same bytes"
        destroy(context(), keys=(well.key,), subject=WELL)
        run_jobs_twice()
        assert not storage.has(given.sha256)

    def test_of_another_matter_is_not_erased_by_naming_its_key(self) -> None:
        well = keep(context(), file=accept(upload("a.pdf", pdf())), subject=WELL)
        with pytest.raises(RuntimeError):
            destroy(context(), keys=(well.key,), subject=LAMP)
        assert storage.has(well.sha256)


@pytest.mark.django_db(transaction=True)
class TestCollectingOrphans:
    def test_removes_what_no_form_claimed_within_a_day(self) -> None:
        fresh, old = accept(upload("a.pdf", pdf(b"fresh"))), accept(upload("b.pdf", pdf(b"old")))
        held = keep(context(), file=accept(upload("c.jpg", photo())), subject=LAMP)
        long_ago = (timezone.now() - timedelta(days=2)).timestamp()
        for sha256 in (old.sha256, held.sha256):
            os.utime(storage.storages["default"].path(storage.path_of(sha256)), (long_ago, long_ago))
        for _ in range(2):
            tasks.collect_orphans.call()
            assert storage.has(fresh.sha256)
            assert storage.has(held.sha256)
            assert not storage.has(old.sha256)

    def test_does_nothing_on_a_new_site(self) -> None:
        tasks.collect_orphans.call()
