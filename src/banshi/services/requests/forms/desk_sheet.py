"""Handing a spreadsheet back: the file, and what was shown of it, kept in the page until it is confirmed."""

from collections.abc import Sequence
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
from banshi.services.requests.rules.sheet import Choices
from banshi.services.requests.sheets.incoming import read
from banshi.services.requests.sheets.taking import Planned

SALT = "requests.handed_back"
KEPT_SECONDS = 12 * 3600
MOST_AT_ONCE = 200
"""Changed rows that one page shows and one confirmation takes in."""


class PreviewGone(Conflict):
    """What was shown cannot be confirmed any more."""

    code = "preview_gone"
    message = _("这份改动对照已经过期，或者不是您打开的。请重新交回表格。")


class HandBackForm(forms.Form):
    """The file; what is cleaned of it are its rows."""

    file = forms.FileField(
        label=_("改好的表格"),
        help_text=_("xlsx、xls、ods 或 CSV，最多 5000 行。先给您看改动对照，确认后才写进台账。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.et"}),
        allow_empty_file=True,  # refused by our own words
        error_messages={"required": _("请选择改好的表格。")},
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_file(self) -> Any:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        name = upload.name or ""
        try:
            size = -(-(upload.size or 0) // MEGABYTE)
            if size > settings.BANSHI_MAX_UPLOAD_MB:
                raise FileTooLarge(name=name, given=size, allowed=settings.BANSHI_MAX_UPLOAD_MB)
            return read(upload.read(), name, self.choices)
        except BanshiError as error:
            raise forms.ValidationError(str(error)) from error


def keep(actor: Actor, rows: Sequence[Planned]) -> str:
    """What was shown, as a signed word that only this actor can confirm: no server keeps anything for it."""
    kept = [[row.number, row.version, dict(row.values)] for row in rows]
    return signing.dumps([actor.key, kept], salt=SALT, compress=True)


def kept(actor: Actor, word: str, chosen: Sequence[str]) -> list[Planned]:
    """Those rows of what `keep` wrote that were chosen.

    Raises:
        PreviewGone: too old, somebody else's, or not ours.
    """
    try:
        whose, rows = signing.loads(word, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise PreviewGone() from None
    if whose != actor.key:
        raise PreviewGone()
    wanted = set(chosen)
    return [Planned(number, version, values) for number, version, values in rows if number in wanted]
