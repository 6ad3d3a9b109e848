"""What a verification found, said in plain words, Chinese or English.

The offline verifier runs without Django, so these words live here and not in a catalogue.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Literal

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "chain": (
        "与同一事项的上一条记录接不上（previous 应为上一条的指纹）",
        "does not join the entry before it of the same subject (previous is not its fingerprint)",
    ),
    "checkpoint": ("检查点无效", "the checkpoint is not valid"),
    "checkpoint root": (
        "检查点的树根与账本内容算出的不同",
        "the checkpoint's root differs from the one computed from the entries",
    ),
    "consistency": (
        "新检查点不是旧检查点的延续：旧内容被改写，或证明被改动",
        "the newer checkpoint does not continue the older one: history was rewritten or the proof was changed",
    ),
    "content": ("内容与指纹不符，记录被改动", "the content does not match its fingerprint: the entry was changed"),
    "database": ("数据库文件损坏（integrity_check）", "the database file is damaged (integrity_check)"),
    "fingerprint": ("指纹被改动（内容本身完好）", "the fingerprint was changed (the content itself is intact)"),
    "foreign": ("不属于导出的旗县区", "does not belong to the county of this export"),
    "form": ("缺少或多出字段，或字段的写法不对", "a field is missing, superfluous or not written as it must be"),
    "keys": ("密钥链无效", "the chain of keys is not valid"),
    "layout": (
        "排版与出具时不同（一字节不差才算原件）",
        "is not laid out byte for byte as issued",
    ),
    "leaf": ("已封存的记录丢失", "a sealed entry is missing"),
    "manifest": (
        "清单与文件不符，或清单的签名无效",
        "the manifest does not match the file, or its signature is not valid",
    ),
    "opening": ("所附原文与承诺值不符", "the attached value does not match its commitment"),
    "position": ("序号不连续，中间缺少或重复了记录", "the position does not follow: an entry is missing or doubled"),
    "proof": ("包含证明通不到检查点的树根", "the inclusion proof does not lead to the checkpoint's root"),
    "published": ("已发布的文件与数据库不同", "a published file differs from the database"),
    "root": ("全部记录算出的树根与检查点不同", "the root over all entries differs from the checkpoint"),
    "tile": ("保存的瓦片与记录算出的不同", "a stored tile differs from the one computed from the entries"),
    "trust": ("签名密钥不是您信任的密钥", "the signing key is not one that you trust"),
    "unqueued": (
        "记录未封存，也不在待封存队列中（请运行 banshi ledger seal --requeue）",
        "is neither sealed nor waiting to be (run banshi ledger seal --requeue)",
    ),
    "unreadable": ("读不下去，格式被破坏", "cannot be read: the form is broken"),
}

FACTS: dict[str, tuple[str, str]] = {
    "actor": ("经办", "actor"),
    "at": ("时间（UTC）", "time (UTC)"),
    "checkpoint": ("检查点条数", "size of checkpoint"),
    "checkpoints": ("检查点个数", "checkpoints"),
    "county": ("旗县区", "county"),
    "entries": ("记录条数", "entries"),
    "fingerprint": ("记录指纹", "fingerprint of the entry"),
    "index": ("第几片叶子（从 0 起）", "leaf (from 0)"),
    "key": ("签名密钥指纹", "fingerprint of the signing key"),
    "kind": ("事由", "kind"),
    "newer": ("新检查点条数", "newer size"),
    "older": ("旧检查点条数", "older size"),
    "origin": ("账本名称", "ledger"),
    "position": ("事项内序号（从 0 起）", "position (from 0)"),
    "root": ("树根", "root"),
    "subject": ("事项", "subject"),
    "subjects": ("事项个数", "subjects"),
    "waiting": ("待封存条数", "waiting to be sealed"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, where, in which field, and what more is known."""

    code: str
    place: str
    field: str = ""
    detail: str = ""

    def text(self, language: Language) -> str:
        words = WORDS[self.code][language == "en"]
        what = f" [{self.field}]" if self.field else ""
        more = f" — {self.detail}" if self.detail else ""
        return f"{self.place}{what}: {words}{more}"


@dataclass(slots=True)
class Report:
    """The outcome of a verification. It holds when nothing was found and nothing is pending."""

    about: str
    facts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pending: bool = False
    key_unchecked: bool = False
    """No trusted key was given: whoever reads this must compare the fingerprint."""

    @property
    def ok(self) -> bool:
        return not self.findings

    def found(self, code: str, place: str, field: str = "", detail: str = "") -> None:
        readable = place.encode(errors="replace").decode()  # damaged text may hold what no screen can show
        self.findings.append(Finding(code, readable, field, detail))

    def lines(self, language: Language) -> Iterator[str]:
        """The report as lines of text, the verdict last."""
        english = language == "en"
        for name, value in self.facts.items():
            yield f"{FACTS[name][english]}: {value}"
        for finding in self.findings:
            yield ("WRONG  " if english else "不符  ") + finding.text(language)
        if self.ok and self.key_unchecked and not self.pending:
            yield (
                "Compare the key's fingerprint with the one published elsewhere, or give the key with --key."
                if english
                else "请把签名密钥指纹与别处公布的核对，或用 --key 给出您信任的密钥。"
            )
        if not self.ok:
            yield f"{self.about}: " + ("does NOT verify" if english else "核验未通过")
        elif self.pending:
            yield f"{self.about}: " + (
                "intact, but not sealed yet; fetch it again later"
                if english
                else "内容完好，尚未封存；请稍后重新下载凭证"
            )
        else:
            yield f"{self.about}: " + ("verifies" if english else "核验通过")


NO_HEAD = (-1, b"")
"""Where a chain begins: nothing comes before position 0."""


class Chains:
    """Follows every subject's chain while entries pass by in the order of the tree."""

    def __init__(self) -> None:
        self._heads: dict[str | bytes, tuple[int, bytes]] = {}

    def step(self, subject: str | bytes, position: int, previous: bytes, digest: bytes) -> str | None:
        """Take the next entry; returns the code of what is wrong, and goes on from it."""
        last, expected = self._heads.get(subject, NO_HEAD)
        self._heads[subject] = (position, digest)
        if position != last + 1:
            return "position"
        return None if previous == expected else "chain"

    def follow(self, entries: Iterable[tuple[str | bytes, int, bytes, bytes]]) -> bool:
        """Take entries as long as each joins its chain; if one does not, forget them all and return False."""
        given = list(entries)
        subjects, positions, previous_hashes, digests = zip(*given, strict=True) if given else [()] * 4
        if len(set(subjects)) == len(subjects):  # each chain grows by one: compared as whole lists, without a loop
            heads = map(self._heads.get, subjects, repeat(NO_HEAD))
            if list(heads) != list(zip([position - 1 for position in positions], previous_hashes, strict=True)):
                return False
            self._heads.update(zip(subjects, zip(positions, digests, strict=True), strict=True))
            return True
        return self._one_by_one(given)

    def _one_by_one(self, entries: Iterable[tuple[str | bytes, int, bytes, bytes]]) -> bool:
        fresh: dict[str | bytes, tuple[int, bytes]] = {}
        known = self._heads
        for subject, position, previous, digest in entries:
            last, expected = fresh.get(subject) or known.get(subject) or NO_HEAD
            if position != last + 1 or previous != expected:
                return False
            fresh[subject] = (position, digest)
        known.update(fresh)
        return True

    def __len__(self) -> int:
        return len(self._heads)
