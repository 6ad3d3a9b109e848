"""The kinds of activities as a file that an official can read and change."""

from pathlib import Path

KINDS = Path(__file__).parent / "kinds.yaml"
