"""The ledger in public: what it is, its checkpoints, keys and tiles, and the page that verifies."""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger import receipts
from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.checkpoints import checkpoint_note, checkpoints_before, last_note, tile
from banshi.kernel.ledger.notes import PublicKey, to_base64

VERIFIER = Path(__file__).parent / "static" / "ledger" / "verify.html"
FINAL = "public, max-age=31536000, immutable"
MOVING = "public, max-age=5"
PAGE = 30
NOTHING_ELSE = "base-uri 'none'; form-action 'none'"


class NoSuchTile(NotFound):
    """The tree has no such tile, or not of that width."""

    code = "no_such_tile"
    message = _("没有这块瓦片。请按检查点的条数计算瓦片位置。")


class BadSize(NotFound):
    """A size of tree is a whole number."""

    code = "bad_size"
    message = _("检查点条数应为整数。请从检查点列表中选择。")


@require_safe
def index(request: WebRequest) -> HttpResponse:
    """What the ledger is, its last checkpoint, the others, and the key."""
    before = request.GET.get("before")
    rows = checkpoints_before(None if before is None else _size(before), PAGE)
    chain = receipts.key_chain()
    values = {
        "latest": checkpoints_before(None, 1)[:1],
        "checkpoints": rows[:PAGE],
        "older": rows[PAGE - 1].size if len(rows) > PAGE else None,
        "keys": _keys(chain),
    }
    return render(request, "ledger/index.html", values)


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key as the page names it."""

    vkey: str
    fingerprint: str
    handed_over: bool


def _keys(chain: list[dict[str, str | None]]) -> list[ShownKey]:
    keys = [(PublicKey.parse(str(link["vkey"])), link["handover"]) for link in chain]
    return [ShownKey(key.vkey, key.fingerprint, handover is not None) for key, handover in reversed(keys)]


@require_safe
def checkpoint(request: WebRequest) -> HttpResponse:
    """The last checkpoint, as C2SP tlog-tiles asks."""
    return _public(last_note(), "text/plain; charset=utf-8", MOVING)


@require_safe
def checkpoint_of(request: WebRequest, size: int) -> HttpResponse:
    """The checkpoint of one size."""
    return _public(checkpoint_note(size), "text/plain; charset=utf-8", FINAL)


@require_safe
def keys(request: WebRequest) -> HttpResponse:
    """The whole chain of keys with every hand-over."""
    return _public(canonical_json(receipts.key_chain()), "application/json", MOVING)


@require_safe
def tile_file(request: WebRequest, level: int, name: str) -> HttpResponse:
    """A tile of the tree, full or partial, as C2SP tlog-tiles asks."""
    match = re.fullmatch(r"((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", name)
    hashes = tile(level, int(re.sub(r"\D", "", match[1])), int(match[2] or 256)) if match else None
    if hashes is None:
        raise NoSuchTile()
    return _public(hashes, "application/octet-stream", FINAL)


@require_safe
def consistency(request: WebRequest) -> HttpResponse:
    """A file which proves that one checkpoint continues another."""
    older, newer = sorted((_size(request.GET.get("older", "")), _size(request.GET.get("newer", ""))))
    response = _public(canonical_json(receipts.consistency_document(older, newer)), "application/json", FINAL)
    response["Content-Disposition"] = f'attachment; filename="consistency-{older}-{newer}.json"'
    return response


@require_safe
def verify(request: WebRequest) -> HttpResponse:
    """The page that verifies receipts in the reader's own browser; with ?save it is a file to keep."""
    content, policy = verifier()
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    if "save" in request.GET:
        response["Content-Disposition"] = 'attachment; filename="banshi-verify.html"'
    return response


@cache
def verifier() -> tuple[bytes, str]:
    """The verifier page, and the policy that allows exactly its script and style and no connection at all."""
    content = VERIFIER.read_bytes()
    return content, f"default-src 'none'; {_allowed(content, 'script')}; {_allowed(content, 'style')}; {NOTHING_ELSE}"


def _allowed(page: bytes, tag: str) -> str:
    inside = page.partition(f"<{tag}>".encode())[2].partition(f"</{tag}>".encode())[0]
    return f"{tag}-src 'sha256-{to_base64(sha256(inside).digest())}'"


def _public(content: Any, content_type: str, caching: str) -> HttpResponse:
    """An answer that any site, mirror or witness may fetch and keep."""
    headers = {
        "Cache-Control": caching,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def _size(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadSize()
    return int(text)
