"""Files as answers: a sealed word that stands for a file that was taken in, and cannot be made up."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import asdict

from banshi.kernel.directory.personal import Unreadable, seal, unseal
from banshi.kernel.evidence.store import Accepted

PURPOSE = "forms.file"


def keep(accepted: Accepted) -> str:
    """The word for a file that `evidence.accept` took in: the answer of a question that asks for files.

    It is sealed rather than signed, because names of files say much about people.
    """
    said = json.dumps(asdict(accepted), separators=(",", ":"), sort_keys=True)
    return urlsafe_b64encode(seal(said, PURPOSE)).decode()


def kept(word: str) -> Accepted | None:
    """The file behind a word; None where it is not one of ours."""
    try:
        return Accepted(**json.loads(unseal(urlsafe_b64decode(word.encode()), PURPOSE)))
    except (Unreadable, ValueError, TypeError):
        return None


def accepted(words: Iterable[str]) -> tuple[Accepted, ...]:
    """The files behind an answer, to be given to `evidence.store` in a command."""
    found = (kept(word) for word in words)
    return tuple(file for file in found if file is not None)
