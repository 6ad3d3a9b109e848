"""The house's own source files, as the architecture tests read them."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "banshi"


@dataclass(frozen=True)
class Source:
    """One Python file with its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        """The kernel room or service the file belongs to, e.g. "services/requests"."""
        parts = self.path.relative_to(PACKAGE).parts
        return "/".join(parts[:2])


@cache
def sources() -> tuple[Source, ...]:
    """All files of the package except migrations and tests."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if {"migrations", "tests"} & set(path.parts):
            continue
        text = path.read_text()
        found.append(Source(path, text, ast.parse(text)))
    return tuple(found)


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt"}))


def services() -> tuple[str, ...]:
    """Slugs of the services that stand in the house."""
    return tuple(sorted(path.name for path in (PACKAGE / "services").iterdir() if (path / "service.py").exists()))
