"""Why a parameter is not given, and why a file of parameters is not taken."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict, NotFound


class BadParameters(ValueError):
    """A file of parameters cannot be used; the message names file, line and what to correct."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class WrongUnit(TypeError):
    """A parameter was read as something that it is not. A defect of the code."""


class NoParameter(NotFound):
    """No value of the parameter is in force on the day asked for."""

    code = "no_parameter"
    message = _("%(day)s 没有生效的政策参数 %(code)s（有值的日子：%(known)s）。请核对编码和日期，或在参数文件中补上。")


class NothingToPublish(Conflict):
    """Every value in force is on record already."""

    code = "nothing_to_publish"
    message = _("已生效的参数都已记入账本，没有新的。")


class PastValueChanged(Conflict):
    """A file says something else than what is on record as in force."""

    code = "past_value_changed"
    message = _("已生效的参数被改动：%(problems)s")
