"""What somebody typed, as terms to look for. Quotes, operators and wildcards are text.

"草场补贴 西里村"   every word, anywhere: 草场 and 补贴 and 西里村 (words as rjieba cuts them)
"“草场补贴”"        the phrase as it stands

No Django here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from banshi.kernel.search.canonical import is_chinese, runs, term

MAX_TYPED = 200
"""Characters of a query that count."""
MAX_TERMS = 12

_QUOTED = re.compile(r'["＂“”„「『]([^"＂“”„「」『』]+)["＂“”」』]')
_EMPTY_WORDS = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "么",
        "我",
        "你",
        "您",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "他们",
        "咱们",
        "是",
        "在",
        "有",
        "和",
        "与",
        "及",
        "或",
        "就",
        "都",
        "也",
        "很",
        "被",
        "把",
        "给",
        "让",
        "对",
        "从",
        "到",
        "向",
        "个",
        "这",
        "那",
        "这个",
        "那个",
        "怎么",
        "怎么办",
        "什么",
        "为什么",
        "如何",
        "怎样",
        "请问",
        "能否",
        "是否",
        "可以",
        "一下",
        "一个",
        "关于",
        "因为",
        "所以",
    ]
)


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all be in a text; falsy when nothing searchable was typed."""

    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(typed: str) -> Query:
    """The terms of what was typed: quoted phrases whole, everything else word by word."""
    typed = typed[:MAX_TYPED]
    found: dict[str, None] = {}
    for phrase in _QUOTED.findall(typed):
        pieces = runs(phrase)
        if pieces:
            found[term(pieces)] = None
    for run in runs(_QUOTED.sub(" ", typed)):
        found.update(dict.fromkeys(_words(run) if is_chinese(run) else (term([run]),)))
    return Query(_without_contained(list(found))[:MAX_TERMS])


@lru_cache(maxsize=4096)
def _words(run: str) -> tuple[str, ...]:
    """A Chinese stretch cut into words; single characters side by side stay together."""
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    cut = [word for word in rjieba.cut(run) if word not in _EMPTY_WORDS] or [run]
    joined: list[str] = []
    loose = ""
    for word in cut:
        if len(word) == 1 and run.find(loose + word) >= 0:
            loose += word
            continue
        joined += [loose, word] if len(word) > 1 else [loose]
        loose = word if len(word) == 1 else ""
    return tuple(word for word in [*joined, loose] if word)


def _without_contained(terms: list[str]) -> tuple[str, ...]:
    """Drop a term that another one implies, e.g. 路 beside 路灯."""
    return tuple(a for a in terms if not any(a != b and a in b for b in terms))
