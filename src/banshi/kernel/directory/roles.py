"""What each role is called in the language in force."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Role

ROLE_NAMES: dict[Role, Promise] = {
    Role.RESIDENT: _("居民"),
    Role.CLERK: _("受理员"),
    Role.HANDLER: _("承办人"),
    Role.TOWNSHIP: _("乡镇承办人"),
    Role.LEADER: _("包联领导"),
    Role.SUPERVISOR: _("督办员"),
    Role.INSPECTOR: _("记录检查员"),
    Role.ADMINISTRATOR: _("管理员"),
}
STAFF_ROLES = tuple(role for role in Role if role is not Role.RESIDENT)
