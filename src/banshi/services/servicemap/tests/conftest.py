"""A real piece of town, opened once a module."""

import pytest

from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.tests.town import real_atlas


@pytest.fixture(scope="module")
def real() -> Atlas:
    """1.3 × 1.3 km of Beijing with its own public services."""
    return real_atlas()
