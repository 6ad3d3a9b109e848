"""The colours are readable in both schemes, and the dark scheme is the same however it was chosen."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "static" / "web" / "tokens.css"
INKS = ["ink", "soft", "vermilion", "vermilion-deep", "jade", "amber", "crimson"]
GROUNDS = ["paper", "card", "sunk", "vermilion-wash", "jade-wash", "amber-wash", "crimson-wash"]

pytestmark = pytest.mark.anydb


def blocks() -> dict[str, dict[str, str]]:
    """The colours of each rule of the file, by its selector."""
    rules = re.findall(r"(:root[^{]*)\{([^}]*)\}", CSS.read_text())
    return {selector.strip(): dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", body)) for selector, body in rules}


LIGHT = blocks()[":root"]
DARK = blocks()[':root[data-scheme="dark"]']


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
class TestEveryPair:
    @pytest.mark.parametrize("ink", INKS)
    @pytest.mark.parametrize("ground", GROUNDS)
    def test_of_ink_and_ground_is_readable(self, scheme, ink, ground):
        assert contrast(scheme[ink], scheme[ground]) >= 4.5

    @pytest.mark.parametrize("ground", ["vermilion", "vermilion-deep"])
    def test_on_the_one_filled_colour_is_readable(self, scheme, ground):
        assert contrast(scheme["on-vermilion"], scheme[ground]) >= 4.5

    @pytest.mark.parametrize("ground", GROUNDS)
    def test_of_an_edge_and_its_ground_is_seen(self, scheme, ground):
        assert contrast(scheme["edge"], scheme[ground]) >= 3


def test_the_device_and_the_reader_choose_the_same_dark_scheme():
    assert blocks()[':root:not([data-scheme="light"])'] == DARK


def test_both_schemes_name_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


def test_the_colours_of_the_house_are_kept():
    named = {"paper": "#FBF8F2", "card": "#FFFFFF", "ink": "#1E2733", "soft": "#5A6572", "hairline": "#E4DED3",
             "vermilion": "#C23B22", "jade": "#22705F", "amber": "#9C5A0B", "crimson": "#9B1C31"}  # fmt: skip
    assert {name: LIGHT[name] for name in named} == named
