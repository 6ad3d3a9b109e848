"""One person at one browser: they click and type, and say what they then see.

Every page they come to must fit its screen, be refused nothing and, where scripts run,
satisfy axe on a phone and on a desk.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys.looking import Device, Seen, look_over

PATIENCE = 60_000
"""Milliseconds after which something that should come does not; long, for machines that do much else."""
expect.set_options(timeout=PATIENCE / 2)
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"
BESIDE = 1200
"""From this width on the desk opens things beside the queue instead of on a page of their own."""


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
        look_over(self.page, self.device, self.seen, self.name)
        return self

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.wrong.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, kind: str, text: str) -> None:
        if "Content Security" in text or (kind == "error" and "Failed to load resource" not in text):
            self.wrong.append(f"console: {text}")
