"""The people of the demonstration whom a visitor may become with one click.

`banshi.demo` opens their accounts under these names; elsewhere the addresses of this module
do not exist.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.models import Account


@dataclass(frozen=True, slots=True)
class Persona:
    """A name to sign in under, and what this person comes here to do."""

    username: str
    title: str | Promise
    words: str | Promise
    icon: str


PERSONAS = (
    Persona("demo-resident", _("居民"), _("反映一件事，办新生儿的事，看它走到哪里、谁看过"), "mine"),
    Persona("demo-clerk", _("热线受理员"), _("替来电群众登记、核对、派单"), "phone"),
    Persona("demo-handler", _("部门承办人"), _("接单、办理、退回、延期、答复"), "edit"),
    Persona("demo-ward", _("产科窗口受理员"), _("在病房替妈妈填一张表，七个部门一起办"), "edit"),
    Persona("demo-police", _("户政民警"), _("接上一步传来的出生证，落户、退回、批量办结"), "check"),
    Persona("demo-township", _("乡镇承办人"), _("办本镇的事，再派到村里"), "house"),
    Persona("demo-leader", _("包联领导"), _("包下疑难件，见面走访，兑现承诺"), "flag"),
    Persona("demo-supervisor", _("督办员"), _("催办超期的，收三次退回的"), "clock"),
    Persona("demo-inspector", _("记录检查员"), _("查谁看过谁的记录，核对账本"), "eye"),
    Persona("demo-administrator", _("管理员"), _("管单位、人员、岗位和账号"), "people"),
)


@dataclass(frozen=True, slots=True)
class Present:
    """A persona whose account stands in this demonstration, under the name of the invented person."""

    persona: Persona
    name: str


def present() -> tuple[Present, ...]:
    """The personas that can be entered, in order."""
    names = dict(
        Account.objects.filter(username__in=[each.username for each in PERSONAS], is_active=True).values_list(
            "username", "person__name"
        )
    )
    return tuple(Present(each, names[each.username] or "") for each in PERSONAS if each.username in names)


def account_of(username: str) -> Account | None:
    """The account behind a persona's name, None for every other name."""
    if username not in {each.username for each in PERSONAS}:
        return None
    return Account.objects.filter(username=username, is_active=True).first()
