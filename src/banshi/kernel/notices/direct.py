"""Send a text message at once and keep nothing of it: for sign-in codes."""

from typing import Any

from django.conf import settings

from banshi.kernel.access.messages import NoTextMessages
from banshi.kernel.notices import rules


def text(phone: str, words: str) -> None:
    """Send `words` to the phone now.

    Raises:
        NoTextMessages: no gateway is set, or it did not take the message.
    """
    gateway = rules.gateways(settings.BANSHI_NOTICE_URLS).get(rules.SMS)
    import apprise  # a large library that most processes do not need

    service: Any = apprise.Apprise()
    if gateway is None or not service.add(rules.addressed(gateway, phone)) or not service.notify(body=words):
        raise NoTextMessages()
