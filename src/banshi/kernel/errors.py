"""One hierarchy of anticipated errors: stable code, data, translated message, HTTP status.

A leaf class lives beside the function that raises it and names what was given, what is
allowed and what to do next. The edges (pages, API, console) turn any `BanshiError` into an
answer of its status; nothing anticipated reaches a person as a 500.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BanshiError(Exception):
    """An anticipated refusal. `message` is a Chinese msgid filled with `data`."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = _("没有办成，请稍后再试。")

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data: dict[str, Any] = data

    def __str__(self) -> str:
        """The message in the language in force."""
        return str(self.message) % self.data

    def as_dict(self) -> dict[str, Any]:
        """The error as the API shows it."""
        return {"code": self.code, "message": str(self), "data": self.data}


class Invalid(BanshiError):
    """Some given values are not allowed; `fields` says which, and why."""

    code = "invalid"
    status = 422
    message = _("有几处需要改一下。")

    def __init__(self, fields: Mapping[str, Sequence[str | Promise]] | None = None, **data: Any) -> None:
        super().__init__(**data)
        self.fields: dict[str, list[str | Promise]] = {k: list(v) for k, v in (fields or {}).items()}

    def __str__(self) -> str:
        details = "".join(str(reason) for reasons in self.fields.values() for reason in reasons)
        return super().__str__() + details

    def as_dict(self) -> dict[str, Any]:
        fields = {name: [str(reason) for reason in reasons] for name, reasons in self.fields.items()}
        return {"code": self.code, "message": super().__str__(), "data": self.data, "fields": fields}


class NotFound(BanshiError):
    """There is no such thing, or the asker may not know that there is."""

    code = "not_found"
    status = 404
    message = _("没有找到。请核对编号，或回到上一页。")


class SignInNeeded(BanshiError):
    """The act needs to know who asks."""

    code = "sign_in_needed"
    status = 401
    message = _("请先登录，再继续办理。")


class Forbidden(BanshiError):
    """The asker sees the matter but may not do this to it."""

    code = "forbidden"
    status = 403
    message = _("您的岗位不能这样办理。请联系经办单位。")


class Conflict(BanshiError):
    """The matter has moved on since it was read."""

    code = "conflict"
    status = 409
    message = _("这件事刚刚有了变化，请刷新后再办。")


class TooLarge(BanshiError):
    """More was given than is taken at once."""

    code = "too_large"
    status = 413
    message = _("内容太大了，请减少一些再提交。")


class TooMany(BanshiError):
    """Asked too often."""

    code = "too_many"
    status = 429
    message = _("操作太频繁，请稍等片刻再试。")
