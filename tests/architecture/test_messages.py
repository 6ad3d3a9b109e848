"""Every public word of the house is there in Chinese and in English."""

import pytest

from banshi.kernel.web.catalogues import problems

pytestmark = pytest.mark.anydb


def test_no_message_is_missing_unused_or_half_translated():
    assert problems() == []
