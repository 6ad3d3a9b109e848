"""The tracking secrets that a visitor has shown: kept in the sealed session, never in an address."""

from banshi.kernel.commands.request import WebRequest
from banshi.services.requests.queries.files import TRACKED
from banshi.services.requests.rules import numbers


def secret_of(request: WebRequest, number: str) -> str:
    """The secret shown for this number; empty when none was."""
    known: dict[str, str] = request.session.get(TRACKED, {})
    return known.get(numbers.tidy_number(number), "")


def remember(request: WebRequest, number: str, secret: str) -> None:
    """Let this visitor see the request until the browser is closed."""
    request.session[TRACKED] = {**request.session.get(TRACKED, {}), numbers.tidy_number(number): secret}
    if request.ctx.actor.kind == "anonymous":
        request.session.set_expiry(0)


def forget(request: WebRequest, number: str) -> None:
    """Leave nothing of this request with the visitor's browser."""
    known: dict[str, str] = request.session.get(TRACKED, {})
    request.session[TRACKED] = {key: value for key, value in known.items() if key != numbers.tidy_number(number)}
