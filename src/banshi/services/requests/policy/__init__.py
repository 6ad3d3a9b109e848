"""Dated parameters and published lists of the room, as files that an official can read and check."""

from pathlib import Path


def document(name: str) -> str:
    """The text of one policy file."""
    return (Path(__file__).parent / name).read_text("utf-8")
