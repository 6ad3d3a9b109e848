"""A repeated call with the same key is one effect and the same answer."""

import hashlib
import json
from dataclasses import dataclass, is_dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands.context import Context
from banshi.kernel.commands.planned import planned
from banshi.kernel.errors import Conflict, Invalid

MAX_KEY = 200
CLAIM = """INSERT INTO commands_key (actor, command, "key", digest, at) VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT (actor, command, "key") DO NOTHING RETURNING id"""
KEEP = "UPDATE commands_key SET answer = %s WHERE id = %s"


class KeyReused(Conflict):
    """The idempotency key was used before with other content."""

    code = "idempotency_key_reused"
    message = _("这个提交编号（%(key)s）已用于另一份内容。请刷新页面后重新提交。")


class KeyTooLong(Invalid):
    """The idempotency key is longer than is kept."""

    code = "idempotency_key_too_long"
    message = _("提交编号有 %(given)s 个字符，最多 %(allowed)s 个。")


@dataclass(slots=True)
class Claim:
    """The right to run a command under its key, or the answer it gave before."""

    row_id: int
    answered: bool
    stored: str = ""

    def answer(self, kind: Any) -> Any:
        from pydantic import TypeAdapter  # a tenth of a bare command's start, and most of them repeat nothing

        return TypeAdapter(kind).validate_json(self.stored)

    def keep(self, answer: Any) -> None:
        with planned() as cursor:
            cursor.execute(KEEP, [_json(answer), self.row_id])


def digest_of(ctx: Context, arguments: dict[str, Any]) -> str:
    """What tells a repeat from another content under the same key. Worked out before the transaction, which others wait for.

    Raises:
        KeyTooLong: more than 200 characters.
    """
    key = ctx.idempotency_key or ""
    if len(key) > MAX_KEY:
        raise KeyTooLong(given=len(key), allowed=MAX_KEY)
    return hashlib.sha256(_json(arguments).encode()).hexdigest()


def claim(ctx: Context, command: str, digest: str) -> Claim:
    """Claim `ctx.idempotency_key` for this actor and command inside the open transaction.

    A second caller waits for the first to finish: on PostgreSQL at the unique index, on
    SQLite at the write lock. In plain SQL: every attempt of a rush begins with it.

    Raises:
        KeyReused: the key came before with other arguments.
    """
    key = ctx.idempotency_key or ""
    at: Any = connection.ops.adapt_datetimefield_value(ctx.now)
    with planned() as cursor:
        cursor.execute(CLAIM, [ctx.actor.key, command, key, digest, at])
        fresh = cursor.fetchone()
    if fresh is not None:
        return Claim(row_id=int(fresh[0]), answered=False)
    return _before(ctx.actor.key, command, key, digest)


def answered(ctx: Context, command: str) -> bool:
    """Whether this actor has an answer of this command under the context's key. SQL: 1."""
    from banshi.kernel.commands.models import Key

    known = Key.objects.filter(actor=ctx.actor.key, command=command, key=ctx.idempotency_key)
    return known.filter(answer__isnull=False).exists()


def _before(actor: str, command: str, key: str, digest: str) -> Claim:
    """What the first call under this key left."""
    from banshi.kernel.commands.models import Key

    row = Key.objects.only("id", "digest", "answer").get(actor=actor, command=command, key=key)
    if row.digest != digest:
        raise KeyReused(key=key)
    return Claim(row_id=row.pk, answered=row.answer is not None, stored=row.answer or "")


def _json(value: Any) -> str:
    from pydantic_core import to_jsonable_python  # as above

    return json.dumps(to_jsonable_python(value, fallback=_plain), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    """Uploads and other non-data arguments count by what identifies them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    digest = getattr(value, "sha256", None)
    return digest if isinstance(digest, str) else str(value)
