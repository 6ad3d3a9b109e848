"""The words of the house in two languages: gather msgids, compile catalogues, find what is amiss.

Chinese msgids stand in the code; each room's English stands in its own `locale/en`. Messages
of files that belong to no room go to this one. No gettext program is needed.
"""

import os
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
HOME = Path(__file__).resolve().parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_KINDS = frozenset({".html", ".txt", ".xml", ".js"})
LEFT_OUT = frozenset({"tests", "migrations", "static", "locale", "__pycache__", "testing"})
OWN_HEADERS = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Language", "Plural-Forms")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s|\{(\w*)\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff」》][,;:?!]|[\u4e00-\u9fff]\(")
Key = tuple[str, str]


def rooms() -> dict[Path, list[Path]]:
    """Each room's folder with the files whose words it keeps."""
    homes = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).is_relative_to(PACKAGE)]
    kept: dict[Path, list[Path]] = {home: [] for home in homes}
    for file in sorted(PACKAGE.rglob("*")):
        inside = file.relative_to(PACKAGE).parts
        if LEFT_OUT.isdisjoint(inside) and _has_words(file, inside):
            owners = [home for home in homes if file.is_relative_to(home)]
            kept[max(owners, key=lambda home: len(home.parts), default=HOME)].append(file)
    return kept


def gathered(files: list[Path]) -> Catalog:
    """The messages that these files use."""
    catalogue = Catalog(locale="en", domain="django")
    for file in files:
        place = file.relative_to(PACKAGE).as_posix()
        for line, ids, _comments, context in _messages(file):
            catalogue.add(ids, locations=[(place, line)], context=context)
    return catalogue


def english(home: Path) -> Catalog:
    """The room's English as it stands; empty where there is none yet."""
    file = _po(home)
    if not file.exists():
        return Catalog(locale="en", domain="django")
    return read_po(BytesIO(file.read_bytes()), locale="en", domain="django")


def update() -> list[Path]:
    """Bring every room's English catalogue in step with its code; translations are kept. Returns what changed."""
    changed = []
    for home, files in rooms().items():
        catalogue, used = english(home), gathered(files)
        if len(used) == 0:
            continue
        catalogue.update(used, no_fuzzy_matching=True)
        if _write(_po(home), catalogue):
            changed.append(_po(home))
    return changed


def compile_all() -> list[Path]:
    """Make the .mo file of every .po that is newer. Returns what was made."""
    made = []
    for home in rooms():
        for source in sorted(home.glob("locale/*/LC_MESSAGES/django.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            catalogue = read_po(BytesIO(source.read_bytes()), locale=source.parts[-3], domain="django")
            with NamedTemporaryFile(dir=target.parent, delete=False) as file:
                write_mo(file, catalogue)
            os.chmod(file.name, 0o644)
            os.replace(file.name, target)  # two processes may compile at once: each leaves a whole file
            made.append(target)
    return made


def problems() -> list[str]:
    """What is amiss in the catalogues, one line each; empty when all is well."""
    kept = rooms()
    return [line for home, files in kept.items() for line in _problems(home, files)] + list(_rivals(kept))


def _problems(home: Path, files: list[Path]) -> Iterator[str]:
    used = {_key(message): message for message in gathered(files) if message.id}
    known = {_key(message): message for message in english(home) if message.id}
    name = home.relative_to(PACKAGE).as_posix()
    for key in sorted(used.keys() - known.keys()):
        yield f"{name}: not in the catalogue: {key[1]!r}; run `banshi messages update`"
    for key in sorted(known.keys() - used.keys()):
        yield f"{name}: no code uses {key[1]!r}; run `banshi messages update`"
    for key, message in sorted(known.items()):
        if message.fuzzy or not _complete(message):
            yield f"{name}: no English for {key[1]!r}"
        elif _placeholders(message.id) != _placeholders(message.string):
            yield f"{name}: other placeholders in the English of {key[1]!r}"
    for key in sorted(used):
        if HALF_WIDTH.search(key[1]):
            yield f"{name}: half-width punctuation after Chinese in {key[1]!r}"


def _rivals(homes: Iterable[Path]) -> Iterator[str]:
    """Django reads all rooms as one catalogue: the same msgid must have the same English everywhere."""
    said: dict[Key, tuple[str, object]] = {}
    for home in homes:
        name = home.relative_to(PACKAGE).as_posix()
        for message in english(home):
            if message.id and _complete(message):
                first, words = said.setdefault(_key(message), (name, message.string))
                if words != message.string and isinstance(words, str) and isinstance(message.string, str):
                    yield f"{name}: {_key(message)[1]!r} is {message.string!r} here and {words!r} in {first}"


def _has_words(file: Path, inside: tuple[str, ...]) -> bool:
    if file.suffix == ".py":
        return True
    return "templates" in inside and file.suffix in TEMPLATE_KINDS


def _messages(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = file.read_text()
    if file.suffix != ".py":
        # templatize leaves Python-like text whose indentation means nothing
        text = "\n".join(line.strip() for line in templatize(text).split("\n"))
    yield from extract("python", BytesIO(text.encode()), keywords=KEYWORDS)


def _key(message: Message) -> Key:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", first)


def _complete(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings or ())


def _placeholders(words: str | Iterable[str] | None) -> set[str]:
    texts = [words] if isinstance(words, str) else words or ()
    return {found[0] for text in texts for found in PLACEHOLDER.finditer(text)}


def _po(home: Path) -> Path:
    return home / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _write(file: Path, catalogue: Catalog) -> bool:
    """Write without dates and versions, which would change at every run."""
    catalogue.fuzzy = False
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    kept = [line for line in buffer.getvalue().decode().splitlines() if not _is_noise(line)]
    text = "\n".join(kept).strip() + "\n"
    if file.exists() and file.read_text() == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return True


def _is_noise(line: str) -> bool:
    header = re.match(r'"([A-Z][\w-]+): ', line)
    return (header is not None and header[1] not in OWN_HEADERS) or (line.startswith("# ") or line == "#")
