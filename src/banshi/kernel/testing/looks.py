"""What axe finds on a page at several widths, without asking it again for what cannot have changed.

Nearly all rules go by what a page is and what of it is shown. They are asked once, and again at a width at which other
things are shown. Contrast alone goes by how words look; it is asked wherever words look as none did before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from banshi.kernel.testing.browser import BUT_CONTRAST, CONTRAST, axe_clean

WIDE = "document.documentElement.scrollWidth"
LOOK = "[data-look]"
LOOKS = """judged => {
    const good = new Set(judged.split('\\n')), grounds = new Map(), shape = [];
    const plain = 'rgba(0, 0, 0, 0) none 1 none normal ';
    const ground = each => {
        if (!each) return '';
        if (!grounds.has(each)) {
            const style = getComputedStyle(each);
            const behind = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
            const moved = ['static', 'relative'].includes(style.position) ? '' : each.className;
            const own = `${behind.join(' ')} ${moved}`;
            grounds.set(each, ground(each.parentElement) + (own === plain ? '' : `${own};`));
        }
        return grounds.get(each);
    };
    for (const each of document.querySelectorAll('body *')) {
        ['data-look', 'data-unsure'].forEach(name => each.removeAttribute(name));
        const shown = each.checkVisibility({visibilityProperty: true});
        const more = each.scrollWidth - each.clientWidth > 13 || each.scrollHeight - each.clientHeight > 13;
        shape.push(!shown ? 0 : each.clientWidth && more ? 2 : 1);
        const words = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!shown || !(words || each.matches('input, select, textarea'))) continue;
        const style = getComputedStyle(each);
        const type = [style.color, style.fontSize, style.fontWeight, style.textShadow];
        const look = `${type.join(' ')} ${ground(each)}`.replace(/\\s+/g, ' ');
        if (good.has(look) || good.has(`${each.tagName} ${each.getAttribute('class')} ${look}`)) continue;
        each.setAttribute('data-look', look);
    }
    return [document.documentElement.scrollWidth, shape.join(''), document.querySelector('[data-look]') !== null];
}"""
"""How wide the page is; what of it is shown and what is more than its frame; and whether words look as none did before on
their ground, marked where they stand."""
JUDGED = """() => [...document.querySelectorAll('[data-look]')].map(each => {
    const told = each.hasAttribute('data-unsure') ? `${each.tagName} ${each.getAttribute('class')} ` : '';
    return told + each.dataset.look;
}).join('\\n')"""
"""How the marked words look. Where axe could not tell, that holds for others of their class only."""


@dataclass
class Judged:
    """What axe found nothing in."""

    looks: set[str] = field(default_factory=set)
    """Colours, sizes and grounds of words, on any page."""
    shapes: set[str] = field(default_factory=set)
    """What was shown of the page that is looked at now."""


def axe_clean_here(page: Any, judged: Judged, *, within: str | None = "") -> int:
    """As `axe_clean`, for what was not judged yet; None asks for contrast alone. Returns how wide the page is.

    Raises:
        AssertionError: with axe's own report.
    """
    wide, shape, fresh = page.evaluate(LOOKS, "\n".join(judged.looks))
    if within is not None and shape not in judged.shapes:
        axe_clean(page, within=within, rules=BUT_CONTRAST)
    judged.shapes.add(shape)
    if fresh:
        axe_clean(page, within=LOOK, rules=CONTRAST)
        judged.looks |= set(page.evaluate(JUDGED).split("\n"))
    return int(wide)


def fits_and_keeps_nobody_out(page: Any, judged: Judged | None = None, *, widths: Iterable[int] = (360, 1440)) -> None:
    """The page needs no sideways scrolling and satisfies axe at each width.

    Raises:
        AssertionError: where it does not.
    """
    judged = judged or Judged()
    judged.shapes.clear()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 780})
        wide = axe_clean_here(page, judged)
        assert wide <= width, f"{page.url} is {wide} wide on a screen of {width}"
