"""What a session holds, unreadable in the database file.

While somebody signs in, allauth keeps the phone number and the awaited code in the session.
"""

import json
from typing import Any

from banshi.kernel.directory.personal import Unreadable, seal, unseal

PURPOSE = "session"


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
