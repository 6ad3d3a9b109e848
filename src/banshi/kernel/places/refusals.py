"""Why something about a place is refused, in words that say what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.places.positions import Flaw

FLAWS: Mapping[Flaw, str | Promise] = {
    Flaw.NO_NUMBER: _("经度和纬度要写成数字，例如 109.8403 和 40.6575。"),
    Flaw.SWAPPED: _("经度和纬度写反了：经度在前（73 到 135），纬度在后（4 到 53）。"),
    Flaw.NOT_ON_EARTH: _("没有这样的经纬度。经度在 73 到 135 之间，纬度在 4 到 53 之间。"),
    Flaw.OUTSIDE: _("这个位置不在中国境内，请核对经度和纬度。"),
}


class PlaceRefused(Invalid):
    """What is said of the place is not allowed."""

    code = "place_refused"


class PlaceExists(Conflict):
    """A code names one place for ever."""

    code = "place_exists"
    message = _("编码“%(place)s”已经是“%(name)s”。请换一个编码；停用的场所编码也不再使用。")


class NoSuchPlace(NotFound):
    """There is no place of this code."""

    code = "no_such_place"
    message = _("没有编码为“%(place)s”的场所。请从列表里选择。")


class PlaceMovedOn(Conflict):
    """Somebody else changed the place since it was read."""

    code = "place_moved_on"
    message = _("“%(name)s”刚刚被别人改过，请看过新的内容再改。")


class PlaceClosed(Conflict):
    """A closed place is not changed; reopen it first."""

    code = "place_closed"
    message = _("“%(name)s”已经停用。先恢复开放，再修改。")


class PlaceOpen(Conflict):
    """The place is open already."""

    code = "place_open"
    message = _("“%(name)s”正在开放，不用恢复。")


class NothingChanges(Invalid):
    """Everything given stands there already."""

    code = "place_unchanged"
    message = _("“%(name)s”没有变化：填写的与现在的一样。")
