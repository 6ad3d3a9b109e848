"""Names of kinds, roles and areas in templates: `{% load directory %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, Any], key: str) -> str:
    """What `names` calls `key`: a word, or an area by its name."""
    found = names.get(key, key)
    return str(getattr(found, "name", found))
