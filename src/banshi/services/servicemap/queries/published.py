"""Which counties have a map, and which."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError, NotFound
from banshi.services.servicemap.models import PublishedMap

MAPS = "maps"


class NoMap(NotFound):
    """Nobody has published a map of this county."""

    code = "no_map"
    message = _("这里还没有发布服务地图。")


class MapBroken(BanshiError):
    """The files of the published map are damaged or gone."""

    code = "map_broken"
    status = 503
    message = _("服务地图的文件坏了，请管理员重新发布。场所的电话和时间还能查。")


@dataclass(frozen=True, slots=True)
class MapRow:
    """The map of a county."""

    county: str
    folder: str
    network: str
    source: str
    attribution: str
    note: str
    note_en: str
    published_at: datetime

    @property
    def path(self) -> Path:
        return folder_of(self.folder)

    @property
    def said(self) -> str:
        """What a reader must know of the map, in the language in force."""
        return self.note_en if get_language() == "en" and self.note_en else self.note


FIELDS = tuple(MapRow.__dataclass_fields__)


def folder_of(name: str) -> Path:
    """Where a published map lies."""
    return Path(settings.DATA_DIR) / MAPS / name


def published(county: str) -> MapRow:
    """The map of a county. SQL: 1.

    Raises:
        NoMap: there is none.
    """
    found = PublishedMap.objects.filter(county=county[:6]).values_list(*FIELDS).first()
    if found is None or len(county) != 6:
        raise NoMap()
    return MapRow(*found)


def mapped_counties() -> tuple[str, ...]:
    """The counties that have one, by code. SQL: 1."""
    return tuple(PublishedMap.objects.order_by("county").values_list("county", flat=True))
