"""A file is handed out only by the room that owns its matter, and never runs in a browser."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from banshi.kernel import rooms
from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.evidence.store import Accepted, Stored, accept, store
from banshi.kernel.evidence.tests.makings import pdf, photo, upload
from banshi.kernel.ledger.record import Subject

LAMP = Subject("evidence", "LAMP01", "150627")
allowed: set[str] = set()


def only_the_allowed(request: WebRequest, *, subject: str, key: str) -> bool:
    return subject in allowed


@command
def keep(ctx: Context, *, file: Accepted) -> Stored:
    return store(ctx, file, subject=LAMP)


def given(name: str, data: bytes) -> Stored:
    ctx = Context(actor=Actor.system("test"), now=timezone.now(), request_id="r1")
    return keep(ctx, file=accept(upload(name, data)))


@pytest.fixture(autouse=True)
def an_owning_room(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = {"reads_file": f"{__name__}.only_the_allowed"}
    owner = next(replace(room, hooks=hook) for room in rooms.services() if room.slug == "evidence")
    monkeypatch.setattr("banshi.kernel.evidence.queries.services", lambda: (owner,))
    allowed.clear()


@pytest.mark.django_db(transaction=True)
class TestAFilesAddress:
    def get(self, client: Client, path: str, **headers: str) -> Any:
        return client.get(f"/files/{path}", secure=True, headers=headers)

    def test_shows_an_image_in_a_cage(self, client: Client) -> None:
        allowed.add(str(LAMP))
        answer = self.get(client, f"{given('路灯.jpg', photo()).key}/")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-cache"

    def test_offers_a_document_for_saving_only(self, client: Client) -> None:
        allowed.add(str(LAMP))
        answer = self.get(client, f"{given('公文.pdf', pdf()).key}/")
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content) == pdf()

    def test_of_a_small_picture_is_a_small_picture(self, client: Client) -> None:
        allowed.add(str(LAMP))
        answer = self.get(client, f"{given('a.png', photo((2000, 1000), kind='PNG')).key}/thumbnail/")
        assert answer["Content-Type"] == "image/jpeg"
        assert len(b"".join(answer.streaming_content)) < 20_000

    def test_does_not_exist_for_those_who_may_not_read_the_matter(self, client: Client) -> None:
        image, paper = given("a.jpg", photo()), given("b.pdf", pdf())
        for path in (
            f"{image.key}/",
            f"{image.key}/thumbnail/",
            f"{paper.key}/",
            f"{paper.key}/thumbnail/",
            "guessed/",
        ):
            refused = self.get(client, path)
            assert refused.status_code == 404
            assert "etag" not in refused.headers

    def test_asks_again_each_time_whether_it_may_be_read(self, client: Client) -> None:
        allowed.add(str(LAMP))
        path = f"{given('a.jpg', photo()).key}/"
        etag = self.get(client, path)["ETag"]
        assert self.get(client, path, **{"If-None-Match": etag}).status_code == 304
        allowed.clear()
        assert self.get(client, path, **{"If-None-Match": etag}).status_code == 404

    def test_is_closed_where_the_owning_room_says_nothing(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("banshi.kernel.evidence.queries.services", tuple)
        assert self.get(client, f"{given('a.jpg', photo()).key}/").status_code == 404

    def test_takes_nothing_but_reading(self, client: Client) -> None:
        assert client.post(f"/files/{given('a.jpg', photo()).key}/", secure=True).status_code == 405


class TestABody:
    def test_larger_than_any_form_is_refused_before_it_is_read(self, client: Client, settings: Any) -> None:
        settings.BANSHI_MAX_UPLOAD_MB = 1
        answer = client.post("/", b"x", content_type="text/plain", secure=True, CONTENT_LENGTH=str(11 * 1024 * 1024))
        assert answer.status_code == 413
        assert "1 MB" in answer.content.decode()
