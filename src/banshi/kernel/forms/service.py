"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Service

SERVICE = Service(
    slug="forms",
    title=_("表单与草稿"),
    kinds={
        "forms.draft_saved": _("存下没办完的表"),
        "forms.draft_discarded": _("删掉没办完的表"),
        "forms.draft_expired": _("没办完的表放得太久，已清掉"),
    },
    menu=(MenuItem(_("没办完的表"), "forms:drafts", "mine", "edit", order=30),),
    hooks={
        "forget_person": "banshi.kernel.forms.drafts.forget",
        "reads_file": "banshi.kernel.forms.pages.reads_file",
    },
)
