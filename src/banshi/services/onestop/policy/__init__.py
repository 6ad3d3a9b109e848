"""The procedures of this release, as files that an official can read and check."""

from pathlib import Path

FOLDER = Path(__file__).parent / "procedures"


def packaged() -> dict[str, str]:
    """File name → text of every procedure of this release."""
    return {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
