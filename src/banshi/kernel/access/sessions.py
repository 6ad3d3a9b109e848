"""What a session holds, unreadable in the database file.

While somebody signs in, allauth keeps the phone number and the awaited code in the session.
"""

import json
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.personal import Unreadable, seal, unseal

PURPOSE = "session"


class SessionStore(db.SessionStore):
    """`settings.SESSION_ENGINE`: Django's own, whose one query every page begins with is put together once."""

    def _get_session_from_db(self) -> Any:
        found = _session(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
        return next(iter(found), None)


@prepared
def _session(key: str, now: datetime) -> QuerySet[Any]:
    return SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now)


class SealedSerializer:
    """`settings.SESSION_SERIALIZER`: JSON under the personal key."""

    def dumps(self, obj: Any) -> bytes:
        return seal(json.dumps(obj, separators=(",", ":"), ensure_ascii=False), PURPOSE)

    def loads(self, data: bytes) -> Any:
        """Raises ValueError where the key is gone: Django then starts an empty session."""
        try:
            return json.loads(unseal(data, PURPOSE))
        except Unreadable as error:
            raise ValueError(str(error)) from error
