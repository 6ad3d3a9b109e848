"""What a keeper of places is asked: where a place really is, and a spreadsheet that comes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Actor
from banshi.kernel.errors import BanshiError, Conflict, Invalid
from banshi.kernel.evidence.refusals import FileTooLarge
from banshi.kernel.evidence.store import MEGABYTE
from banshi.services.servicemap.sheets.cells import Cells
from banshi.services.servicemap.sheets.incoming import read
from banshi.services.servicemap.sheets.taking import Planned

SALT = "servicemap.handed_back"
KEPT_SECONDS = 12 * 3600
MOST_AT_ONCE = 500
"""Changed rows that one page shows and one confirmation takes in."""
NUMBER = {"required": _("请写成数字。"), "invalid": _("请写成数字，例如 109.840340。")}
SYSTEMS = [
    ("wgs84", _("这张图、卫星定位（WGS-84、CGCS2000）")),
    ("gcj02", _("高德、腾讯地图（GCJ-02）")),
    ("bd09", _("百度地图（BD-09）")),
]


class PreviewGone(Conflict):
    """What was shown cannot be confirmed any more."""

    code = "places_preview_gone"
    message = _("这份改动对照已经过期，或者不是您打开的。请重新交回表格。")


class PlacesForm(forms.Form):
    """Words that name, address or code hold."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


class MoveForm(forms.Form):
    """Where a place really is, in the system in which somebody has it, and why it is moved."""

    lon = forms.FloatField(
        label=_("经度"), widget=forms.TextInput(attrs={"inputmode": "decimal"}), error_messages=NUMBER
    )
    lat = forms.FloatField(
        label=_("纬度"), widget=forms.TextInput(attrs={"inputmode": "decimal"}), error_messages=NUMBER
    )
    system = forms.ChoiceField(label=_("坐标是从哪里来的"), choices=SYSTEMS)
    reason = forms.CharField(
        label=_("为什么改"),
        help_text=_("会公开，例如“门口实际在路南”。"),
        max_length=200,
        error_messages={"required": _("请写明原因。")},
    )

    def refuse(self, error: BanshiError) -> None:
        """Show why the command refused, beside the field."""
        fields = error.fields if isinstance(error, Invalid) else {}
        for name, reasons in fields.items():
            known = "lon" if name == "position" else name
            self.add_error(known if known in self.fields else None, [str(reason) for reason in reasons])
        if not fields:
            self.add_error(None, str(error))


class HandBackForm(forms.Form):
    """The file; what is cleaned of it are its rows."""

    file = forms.FileField(
        label=_("改好的表格"),
        help_text=_("xlsx、xls、ods 或 CSV，最多 5000 行。先给您看改动对照，确认后才生效。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.et"}),
        allow_empty_file=True,  # refused by our own words
        error_messages={"required": _("请选择改好的表格。")},
    )

    def __init__(self, *args: Any, cells: Cells, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells

    def clean_file(self) -> Any:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        name = upload.name or ""
        try:
            size = -(-(upload.size or 0) // MEGABYTE)
            if size > settings.BANSHI_MAX_UPLOAD_MB:
                raise FileTooLarge(name=name, given=size, allowed=settings.BANSHI_MAX_UPLOAD_MB)
            return read(upload.read(), name, self.cells)
        except BanshiError as error:
            raise forms.ValidationError(str(error)) from error


def keep(actor: Actor, rows: Sequence[Planned]) -> str:
    """What was shown, as a signed word that only this actor can confirm: no server keeps anything for it."""
    kept = [[row.code, row.version, dict(row.values)] for row in rows]
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
    return [Planned(code, version, values) for code, version, values in rows if code in wanted]
