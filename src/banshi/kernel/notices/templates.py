"""What a notice says: each room declares its templates in its own `notices.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import import_string

from banshi.kernel.rooms import Text, services


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice. Texts are Chinese msgids with %(name)s places, completed by the en catalogue."""

    key: str
    """"<slug>.<event>", e.g. "requests.answered"."""
    title: Text
    body: Text
    action: str
    """Who may not do this to the matter is not told of it, e.g. "requests.read"."""
    urgent: bool = False
    """Goes out in quiet hours too."""
    outside: bool = True
    """Also through SMS, e-mail or WeChat; False keeps it in the app."""


class UnknownTemplate(LookupError):
    """A template that no room declares. A defect of the code, so not a BanshiError."""


@cache
def templates() -> Mapping[str, Template]:
    """Every declared template: each Service names its tuple under hooks["notices"]."""
    declared: dict[str, Template] = {}
    for service in services():
        if path := service.hooks.get("notices"):
            for template in import_string(path):
                if template.key in declared or not template.key.startswith(f"{service.slug}."):
                    raise ValueError(
                        f"notice template {template.key!r}: a key is '{service.slug}.<event>', declared once"
                    )
                declared[template.key] = template
    return declared


def template(key: str) -> Template:
    """The template declared under `key`.

    Raises:
        UnknownTemplate: no room declares it.
    """
    try:
        return templates()[key]
    except KeyError:
        raise UnknownTemplate(f"notice template {key!r} is not declared by any room's hooks['notices']") from None
