"""Looking a page over: does it fit, and does axe find anything; what was judged before is not judged again."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from banshi.kernel.testing.looks import WIDE, Judged, axe_clean_here

SHOTS = os.environ.get("BANSHI_SHOTS", "")
"""A folder for a picture of every page that somebody comes to, on a phone and on a desk; empty: none are taken."""
PHONE, DESK = 360, 1440
HEIGHT = {PHONE: 780, DESK: 900}
FRESH = "[data-fresh]"
KINDS = """([here, judged]) => {
    const known = new Set(here.split('\\n')), good = new Set(judged.split('\\n')), kinds = new Set(), fresh = new Set();
    for (const each of document.querySelectorAll('body *')) {
        ['data-fresh', 'data-look', 'data-unsure'].forEach(name => each.removeAttribute(name));
        const told = ['class', 'role', 'type', 'name'].map(name => each.getAttribute(name) ?? '').join(' ') + each.tagName;
        const kind = told.replace(/\\s+/g, ' ');
        const named = `${each.getAttributeNames()} ${each.textContent.trim() !== ''} ${each.labels?.length} ${each.checkVisibility()}`;
        if (!known.has(kind)) kinds.add(kind);
        if (good.has(`${kind} ${named}`)) continue;
        fresh.add(`${kind} ${named}`);
        (each.closest('a, button, label, summary') ?? each).setAttribute('data-fresh', '');
    }
    return [document.documentElement.scrollWidth, [...kinds].join('\\n'), [...fresh].join('\\n')];
}"""
"""How wide the page is; the kinds of things on it that were not seen at this address; and those not judged at any,
told apart more closely and marked where they stand."""


@dataclass(frozen=True)
class Device:
    """What the people of a story sit at."""

    width: int
    script: bool


@dataclass
class Seen:
    """What the people of all journeys came to before, on one device."""

    places: dict[str, set[str]] = field(default_factory=dict)
    """The kinds of things at each address."""
    kinds: set[str] = field(default_factory=set)
    """The kinds of things in which axe found nothing."""
    judged: Judged = field(default_factory=Judged)
    """How words looked that could be read."""


def look_over(page: Page, device: Device, seen: Seen, name: str) -> None:
    """The page fits its screen. What is on it that nobody came to before fits a phone and a desk and, where scripts
    run, satisfies axe on both: the whole page at the first visit to an address, later what is new of its kind.

    Raises:
        AssertionError: where it does not.
    """
    place = re.sub(r"\d{6}-[0-9A-Z]{6}|\d+", "…", urlsplit(page.url).path)
    first = place not in seen.places
    here = seen.places.setdefault(place, set())
    wide, kinds, fresh = page.evaluate(KINDS, [_line_by_line(here), _line_by_line(seen.kinds)])
    _fits(page, wide, device.width)
    if not kinds and not (fresh and device.script):
        return
    here |= set(kinds.split("\n"))
    seen.judged.shapes.clear()
    for width in (device.width, PHONE if device.width == DESK else DESK):
        page.set_viewport_size(size(width))
        part = "" if first else FRESH if fresh else None
        _fits(page, axe_clean_here(page, seen.judged, within=part) if device.script else page.evaluate(WIDE), width)
        if SHOTS:
            _shot(page, f"{place} {name} {len(here)} {width}")
    page.set_viewport_size(size(device.width))
    seen.kinds |= set(fresh.split("\n"))


def _line_by_line(words: set[str]) -> str:
    """One long string reaches the browser sooner than many short ones."""
    return "\n".join(words)


def _fits(page: Page, wide: int, width: int) -> None:
    assert wide <= width, f"{page.url} is {wide} wide on a screen of {width}"


def _shot(page: Page, name: str) -> None:
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^0-9a-zA-Z一-鿿-]+', '_', name)}.png"
    # Hiding the caret takes a style of its own, which the page refuses to take.
    page.screenshot(path=path, full_page=True, caret="initial")


def size(width: int) -> Any:
    """The screen of this width."""
    return {"width": width, "height": HEIGHT[width]}
