"""One person at one browser: they click and type, and say what they then see.

Every page they come to must fit its screen, be refused nothing and, where scripts run,
satisfy axe on a phone and on a desk.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response, expect

from banshi.kernel.testing.browser import axe_clean

SHOTS = os.environ.get("BANSHI_SHOTS", "")
"""A folder for a picture of every page that somebody comes to, on a phone and on a desk; empty: none are taken."""
PHONE, DESK = 360, 1440
HEIGHT = {PHONE: 780, DESK: 900}
PATIENCE = 60_000
"""Milliseconds after which something that should come does not; long, for machines that do much else."""
expect.set_options(timeout=PATIENCE / 2)
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"
KINDS = """seen => {
    const known = new Set(seen), fresh = new Set();
    for (const each of document.querySelectorAll('body *')) {
        const kind = ['class', 'role', 'type', 'name'].map(name => each.getAttribute(name) ?? '').join(' ') + each.tagName;
        each.removeAttribute('data-fresh');
        if (!known.has(kind)) { fresh.add(kind); each.setAttribute('data-fresh', ''); }
    }
    return [...fresh];
}"""
"""The kinds of things on a page that are not among those seen, marked where they stand."""
FRESH = "[data-fresh]"
BESIDE = 1200
"""From this width on the desk opens things beside the queue instead of on a page of their own."""


@dataclass(frozen=True)
class Device:
    """What the people of a story sit at."""

    width: int
    script: bool


Seen = dict[str, set[str]]
"""Which kinds of things were looked over already, at which addresses."""


class Person:
    """Somebody at a browser of their own; `seen` is what the people of the story came to before."""

    def __init__(self, page: Page, device: Device, seen: Seen, name: str = "") -> None:
        self.page, self.device, self.seen, self.name = page, device, seen, name
        self.wrong: list[str] = []
        self._expected: set[int] = set()
        page.set_default_timeout(PATIENCE)
        self._listeners = {
            "response": self._answered,
            "pageerror": lambda error: self.wrong.append(f"script: {error}"),
            "console": lambda said: self._console(said.type, said.text),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    # What they do

    def opens(self, path: str) -> "Person":
        """Types an address, or follows a link they were given."""
        self.page.goto(path)
        return self._arrived()

    def follows(self, words: str, *, within: str = "body", exact: bool = True) -> "Person":
        """Clicks the link of these words; of the link that begins with them where more words may follow."""
        name = words if exact else re.compile(f"^\\s*{re.escape(words)}")
        return self._clicks(self.page.locator(within).get_by_role("link", name=name, exact=exact))

    def presses(self, words: str, *, within: str = "body") -> "Person":
        """Clicks the button of these words."""
        return self._clicks(self.page.locator(within).get_by_role("button", name=words, exact=True))

    def unfolds(self, words: str) -> "Person":
        """Opens what is folded under these words."""
        self.page.locator("summary", has_text=words).first.click()
        return self

    def writes(self, label: str, words: str, *, within: str = "body") -> "Person":
        """Fills in the field of this label."""
        self._field(label, within).fill(words)
        return self

    def chooses(self, label: str, option: str, *, within: str = "body") -> "Person":
        """Chooses from a list, however deep the choice is indented."""
        field = self._field(label, within)
        words = field.locator("option").filter(has_text=re.compile(f"^\\s*{re.escape(option)}\\s*$"))
        field.select_option(value=words.get_attribute("value"))
        return self

    def ticks(self, words: str) -> "Person":
        """Chooses one of several, or ticks a box."""
        self.page.get_by_label(words, exact=True).check()
        return self

    def attaches(self, label: str, file: Path) -> "Person":
        self._field(label).set_input_files(file)
        return self

    def downloads(self, words: str) -> bytes:
        """The file behind a link or a button."""
        named = [self.page.get_by_role(role, name=words, exact=True) for role in ("link", "button")]
        with self.page.expect_download() as download:
            named[0].or_(named[1]).click()
        return Path(download.value.path()).read_bytes()

    # What they see

    def sees(self, *words: str) -> "Person":
        """All of these words stand on the page, unfolded and readable."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each, use_inner_text=True)
        return self

    def does_not_see(self, *words: str) -> "Person":
        """None of these words stands anywhere in the page, shown or not."""
        content = self.page.content()
        for each in words:
            assert each not in content, f"{self.name} finds “{each}” on {self.page.url}"
        return self

    def sees_a_picture(self) -> "Person":
        """Every picture on the page has arrived."""
        pictures = self.page.locator("main img")
        expect(pictures.first).to_be_visible()
        assert pictures.first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
        return self

    def text(self, css: str) -> str:
        """What stands in one part of the page."""
        return self.page.locator(css).inner_text().strip()

    def address(self) -> str:
        """The path of the page they are on, with its question."""
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within the block, answers of these statuses are what should come."""
        self._expected = set(statuses)
        yield
        self._expected = set()

    def status_of(self, path: str, **headers: str) -> int:
        """What the house answers at an address, asked with this browser's cookies."""
        return int(self.page.context.request.get(path, headers=headers, max_redirects=0).status)

    def reads(self, path: str, **headers: str) -> str:
        """What stands at an address, page or file."""
        return str(self.page.context.request.get(path, headers=headers).text())

    def leaves(self) -> None:
        """Gets up. Nothing may have gone wrong while they sat here."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        assert self.wrong == [], f"{self.name}: {self.wrong}"

    # How it is done

    def _field(self, label: str, within: str = "body") -> Locator:
        """The field whose label is these words, with or without 选填; with … at their end, begins with them."""
        words = re.escape(label.removesuffix("…")) + ("" if label.endswith("…") else r"(选填)?\s*$")
        return self.page.locator(within).get_by_label(re.compile(rf"^\s*{words}"))

    def _clicks(self, target: Locator) -> "Person":
        expect(target).to_have_count(1)
        if self._beside(target):
            target.click()
            self.page.wait_for_function("busy => !document.querySelector(busy)", arg=BUSY)
        else:
            with self.page.expect_navigation():
                target.click()
        return self._arrived()

    @property
    def has_room(self) -> bool:
        """Whether a case opens beside the queue."""
        return self.device.script and self.device.width >= BESIDE

    def _beside(self, target: Locator) -> bool:
        """Whether a click changes a part of the page only."""
        return self.has_room and bool(
            target.evaluate("e => e.matches('[hx-get]') || e.form?.matches('[hx-post]') || false")
        )

    def _arrived(self) -> "Person":
        """Look the page over on both screens; where somebody was there before, only things of a kind not seen there yet."""
        place = re.sub(r"\d{6}-[0-9A-Z]{6}|\d+", "…", urlsplit(self.page.url).path)
        seen = self.seen.setdefault(place, set())
        known, fresh = bool(seen), self.page.evaluate(KINDS, list(seen))
        self._fits(self.device.width)
        if not fresh:
            return self
        seen |= set(fresh)
        for width in (self.device.width, PHONE if self.device.width == DESK else DESK):
            self.page.set_viewport_size(size(width))
            self._fits(width)
            if SHOTS:
                self._shot(f"{place} {self.name} {len(seen)} {width}")
            if self.device.script:
                axe_clean(self.page, within=FRESH if known else "")
        self.page.set_viewport_size(size(self.device.width))
        return self

    def _fits(self, width: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{self.page.url} is {wide} wide on a screen of {width}"

    def _shot(self, name: str) -> None:
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{re.sub(r'[^0-9a-zA-Z一-鿿-]+', '_', name)}.png"
        # Hiding the caret takes a style of its own, which the page refuses to take.
        self.page.screenshot(path=path, full_page=True, caret="initial")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.wrong.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, kind: str, text: str) -> None:
        if "Content Security" in text or (kind == "error" and "Failed to load resource" not in text):
            self.wrong.append(f"console: {text}")


def size(width: int) -> Any:
    """The screen of this width."""
    return {"width": width, "height": HEIGHT[width]}
