"""What is wrong with a form's document: the file, the line and the reason. Pure."""

from typing import Any, NoReturn

from banshi.kernel.policy.lines import line_of


class FormFault(ValueError):
    """A form cannot be used as it is written. Whoever wrote it reads file, line and what to change."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


def fault(where: str, given: Any, reason: str, key: str | int | None = None) -> NoReturn:
    """Refuse `given`, a piece of the document, at its own line or that of its entry `key`.

    Raises:
        FormFault: always.
    """
    raise FormFault(where, line_of(given, key), reason)
