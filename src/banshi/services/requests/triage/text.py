"""One way to read a Chinese message: normalised characters, sentences, words."""

import re
import unicodedata
from collections.abc import Iterable

from banshi.services.requests.rules.submission import MAX_TEXT
from banshi.services.requests.triage.errors import TextRefused
from banshi.services.requests.triage.language import words_policy

SHOWN = 40
_NOISE = re.compile("_x000d_|https?://[!-~]+|[\0\ud800-\udfff]", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile("(?<=[。!?;\uff01\uff1f\uff1b\n])")
STOPWORDS = frozenset(words_policy()["stopwords"])


def normalise(text: str) -> str:
    """The text without addresses of web pages and blanks, half-width, in small letters."""
    half = unicodedata.normalize("NFKC", _NOISE.sub("", text)).lower()
    return _SPACE.sub("", half)


def letters(text: str) -> str:
    """The normalised text with nothing but letters and digits."""
    return _NOT_WORD.sub("", normalise(text))


def checked(text: str, what: str = "text") -> str:
    """`text` itself. Raises: TextRefused when it says nothing or is longer than a request may be."""
    if len(text) > MAX_TEXT:
        raise TextRefused(
            f"{what} of {len(text)} characters", f"1 to {MAX_TEXT}", "shorten it, or put the rest into an attachment"
        )
    if not letters(text):
        raise TextRefused(
            f"{what} without a word: {text[:SHOWN]!r}",
            "at least one letter or character",
            "write what happened, and where",
        )
    return text


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its end mark; the text is as it was written."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def _said(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.isalnum() or not _NOT_WORD.fullmatch(word)]


def words(normal: str) -> list[str]:
    """The words of a normalised text, in its order, without punctuation."""
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    return _said(rjieba.cut(normal))


def all_words(normal: str) -> list[str]:
    """Every word of the dictionary found in a normalised text, overlapping ones included."""
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    return _said(rjieba.cut_all(normal))


def topic_words(normal: str) -> list[str]:
    """The words that can tell one matter from another: two characters or more, no courtesies, no numbers."""
    return [word for word in words(normal) if len(word) > 1 and word not in STOPWORDS and not word.isdigit()]
