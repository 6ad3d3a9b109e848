"""Why a draft is not kept, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Conflict, NotFound, TooLarge


class NoSuchDraft(NotFound):
    """There is no such draft of this person."""

    code = "no_such_draft"
    message = _("没有找到这份没办完的表。可能已经办完、删掉，或放得太久被清掉了。")


class DraftMovedOn(Conflict):
    """It was kept from another device since it was read here."""

    code = "draft_moved_on"
    message = _("这份表在另一台设备上又改过。这里写的还在：请另开一页看看那边的，再决定存哪一份。")


class TooManyDrafts(Conflict):
    """As many drafts as one person may have."""

    code = "too_many_drafts"
    message = _("没办完的表最多存 %(most)s 份，您已有 %(most)s 份。请先办完或删掉一份。")


class DraftTooLarge(TooLarge):
    """More was typed than a draft keeps."""

    code = "draft_too_large"
    message = _("写的内容太多，存不下。请删减一些再存。")


class VersionChanged(Conflict):
    """A form says something else than under the same code and version before. Its author raises the version."""

    code = "form_version_changed"
    message = _("表单 %(code)s 第 %(version)s 版的内容被改动。请恢复原样，或把版本号加一。")
