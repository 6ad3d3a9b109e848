"""Copy the smallest room as a new one: `make service NAME=lending [TITLE=借用]`, then follow what it prints."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SKELETON = HERE / "new_service"


def files(slug: str, title: str, root: Path) -> dict[Path, str]:
    """What to write where, from the skeleton with the names put in."""
    words = {"SLUG": slug, "TITLE": title, "CAMEL": slug.title().replace("_", "")}
    pattern = re.compile(r"\b(" + "|".join(words) + ")")  # MAX_TITLE is a name of its own

    def fill(text: str) -> str:
        return pattern.sub(lambda match: words[match.group()], text)

    room = root / "src" / "banshi" / "services" / slug
    found = {room / "__init__.py": f'"""{title}."""\n'}
    for name in ("tests/__init__.py", "migrations/__init__.py"):
        found[room / name] = ""
    for path in sorted(SKELETON.rglob("*.txt")):
        place = Path(fill(str(path.relative_to(SKELETON)))).with_suffix("")
        target = root / "docs" / "services" / f"{slug}.md" if place.name == "page.md" else room / place
        found[target] = fill(path.read_text())
    return found


def main(slug: str, title: str = "", root: Path = ROOT) -> str:
    """Write the room; returns what is left to do by hand.

    Raises:
        SystemExit: the name is not a Python name, or the room is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", slug):
        raise SystemExit(
            f"NAME={slug!r} cannot be a room: use lower-case letters, digits and _, e.g. make service NAME=lending"
        )
    if (root / "src" / "banshi" / "services" / slug).exists():
        raise SystemExit(f"src/banshi/services/{slug} is there already: choose another NAME")
    for path, text in files(slug, title or slug, root).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return f"""made src/banshi/services/{slug} and docs/services/{slug}.md. Now:
  1. project/settings.py: add "banshi.services.{slug}" to INSTALLED_APPS and "banshi.services.{slug}.service.SERVICE" to BANSHI_SERVICES
  2. project/urls.py: path("{slug}/", include("banshi.services.{slug}.urls"))
  3. .venv/bin/banshi makemigrations {slug} && make messages && make check && make test
The failing tests say what is still missing: documentation, English, the role matrix."""


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]) + "\n")
