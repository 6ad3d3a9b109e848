"""Handing a spreadsheet back: the file, and what was shown of it, kept in the page until it is confirmed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor
from banshi.kernel.errors import BanshiError, Conflict
from banshi.kernel.evidence.refusals import FileTooLarge
from banshi.kernel.evidence.store import MEGABYTE

KEPT_SECONDS = 12 * 3600


class PreviewGone(Conflict):
    """What was shown cannot be confirmed any more."""

    code = "preview_gone"
    message = _("这份改动对照已经过期，或者不是您打开的。请重新交回表格。")


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be set in one row's matter, which stands at `version`; 0 where the row is a new one."""

    key: str
    version: int
    values: Mapping[str, str]


class HandBackForm(forms.Form):
    """The file; what is cleaned of it are its rows, as `read(content, name)` finds them."""

    file = forms.FileField(
        label=_("改好的表格"),
        help_text=_("xlsx、xls、ods 或 CSV，最多 5000 行。先给您看改动对照，确认后才生效。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.et"}),
        allow_empty_file=True,  # refused by our own words
        error_messages={"required": _("请选择改好的表格。")},
    )

    def __init__(self, *args: Any, read: Callable[[bytes, str], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read

    def clean_file(self) -> Any:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        name = upload.name or ""
        try:
            size = -(-(upload.size or 0) // MEGABYTE)
            if size > settings.BANSHI_MAX_UPLOAD_MB:
                raise FileTooLarge(name=name, given=size, allowed=settings.BANSHI_MAX_UPLOAD_MB)
            return self.read(upload.read(), name)
        except BanshiError as error:
            raise forms.ValidationError(str(error)) from error


def keep(actor: Actor, rows: Sequence[Planned], *, salt: str) -> str:
    """What was shown, as a signed word that only this actor can confirm: no server keeps anything for it."""
    kept = [[row.key, row.version, dict(row.values)] for row in rows]
    return signing.dumps([actor.key, kept], salt=salt, compress=True)


def kept(actor: Actor, word: str, chosen: Sequence[str], *, salt: str) -> list[Planned]:
    """Those rows of what `keep` wrote that were chosen.

    Raises:
        PreviewGone: too old, somebody else's, or not ours.
    """
    try:
        whose, rows = signing.loads(word, salt=salt, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise PreviewGone() from None
    if whose != actor.key:
        raise PreviewGone()
    wanted = set(chosen)
    return [Planned(key, version, values) for key, version, values in rows if key in wanted]
