"""Whose base map is shown. Apart from its page: every start of the house asks, and only a map needs what reckons with maps."""

from django.conf import settings

from banshi.services.servicemap.engine.tiles import Provider, provider


def provider_of_house() -> Provider | None:
    """Whose tiles are shown, None for the house's own."""
    return provider(settings.BANSHI_MAP_TILES, settings.BANSHI_MAP_TILES_KEY, settings.BANSHI_MAP_TILES_ATTRIBUTION)
