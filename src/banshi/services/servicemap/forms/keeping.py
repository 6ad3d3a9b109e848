"""What a keeper of places is asked: which place, and where it really is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError, Invalid

NUMBER = {"required": _("请写成数字。"), "invalid": _("请写成数字，例如 109.840340。")}
SYSTEMS = [
    ("wgs84", _("这张图、卫星定位（WGS-84、CGCS2000）")),
    ("gcj02", _("高德、腾讯地图（GCJ-02）")),
    ("bd09", _("百度地图（BD-09）")),
]


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
