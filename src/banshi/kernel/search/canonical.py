"""The one form in which texts are kept and compared, and the tokens under which they are found.

A text becomes " run run run ": letters and digits only, folded to one width, case, script
and accent. A run of Chinese characters stays whole; any other run (Latin, digits,
Mongolian …) is a word. What counts as a hit is then one line of Python, on every database:

    all(term in canonical(text) for term in terms)

No Django here.
"""

import re
import unicodedata
from importlib.resources import files
from operator import add

CHINESE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MAX_WORD = 64
"""Characters of a word that count; nobody searches for more, and an index has its limits."""

_RUN = re.compile(f"[{CHINESE}]+|[^ {CHINESE}]+")
_IS_CHINESE = re.compile(f"[{CHINESE}]")


class _Folded(dict[int, str]):
    """Code point → its folded form, worked out once; for `str.translate`."""

    def __init__(self) -> None:
        table = (files("banshi.kernel.search") / "data" / "simplified.txt").read_text("utf-8")
        pairs = [line for line in table.splitlines() if line and not line.startswith("#")]
        self._simplified = str.maketrans({pair[0]: pair[1] for pair in pairs})

    def __missing__(self, code: int) -> str:
        form, before = chr(code), ""
        while form != before:
            before, form = form, self._fold(form)
        self[code] = form
        return form

    def _fold(self, text: str) -> str:
        parts = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in parts if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
        plain = unicodedata.normalize("NFC", bare).casefold().translate(self._simplified)
        return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain)


FOLDED = _Folded()


def runs(text: str) -> list[str]:
    """The runs of `text` in order: Chinese stretches and words, folded."""
    return [run[:MAX_WORD] if not is_chinese(run) else run for run in _RUN.findall(text.translate(FOLDED))]


def is_chinese(run: str) -> bool:
    return _IS_CHINESE.match(run) is not None


def canonical(text: str) -> str:
    """`text` as it is kept: its runs with one space around each."""
    return f" {' '.join(runs(text))} "


def term(pieces: list[str]) -> str:
    """Consecutive runs as a string to look for in a canonical text: words whole, Chinese anywhere."""
    before = "" if is_chinese(pieces[0]) else " "
    after = "" if is_chinese(pieces[-1]) else " "
    return f"{before}{' '.join(pieces)}{after}"


def tokens(canonical_text: str) -> set[str]:
    """What a document is indexed under: each word, each character, each pair of neighbours."""
    found: set[str] = set()
    for run in canonical_text.split():
        if is_chinese(run):
            found.update(run)
            found.update(map(add, run, run[1:]))
        else:
            found.add(run)
    return found


def needed(wanted: str) -> list[str]:
    """The tokens that every document with the term `wanted` carries."""
    found: dict[str, None] = {}
    for run in wanted.split():
        if len(run) > 1 and is_chinese(run):
            found.update(dict.fromkeys(map(add, run, run[1:])))
        else:
            found[run] = None
    return list(found)


def exact(wanted: str) -> bool:
    """Whether carrying the needed token is proof: the text itself need not be looked at."""
    return " " not in wanted.strip() and len(needed(wanted)) == 1 and (len(wanted) < 3 or not is_chinese(wanted))
