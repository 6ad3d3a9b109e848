"""Marks Chinese texts for the catalogue; the edges translate them when they are shown."""


def gettext_noop(text: str) -> str:
    """`text` itself. The name is what makes `makemessages` collect it."""
    return text


def pgettext_noop(sense: str, text: str) -> str:
    """`text` itself, which has an English of its own in this `sense`; the edges translate it with `pgettext`."""
    return text
