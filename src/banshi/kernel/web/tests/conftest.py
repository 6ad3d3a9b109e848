from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from banshi.kernel.web import doors, health, hooks


@pytest.fixture(autouse=True)
def own_house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web room's pages alone, no other room's menu, and a cache that begins empty."""
    settings.ROOT_URLCONF = "banshi.kernel.web.tests.sample_urls"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SECURE_SSL_REDIRECT = False
    for module in (doors, health, hooks):
        monkeypatch.setattr(module, "services", tuple)
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    """Somebody whom nobody knows, whose failing pages answer as they would on the site."""
    return Client(raise_request_exception=False)
