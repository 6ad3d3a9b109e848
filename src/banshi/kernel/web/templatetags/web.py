"""The components that templates use: `{% load web %}`. docs/design-system.md shows each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import uuid4

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from banshi.kernel.web import formatting
from banshi.kernel.web.charts import Chart
from banshi.kernel.web.idempotency import FIELD
from banshi.kernel.web.paging import Paging
from banshi.kernel.web.way import Held
from banshi.kernel.web.way import way as draw_way

register = template.Library()

Tone = Literal["plain", "wait", "act", "done", "soon", "late"]
MARKS: Mapping[str, str] = {
    "plain": "ring",
    "wait": "half",
    "act": "flag",
    "done": "check",
    "soon": "clock",
    "late": "alert",
}
NOTICE_MARKS: Mapping[str, str] = {**MARKS, "plain": "info"}


class UnknownTone(ValueError):
    """A template names a tone that the house does not have."""


def _known(tone: str) -> str:
    if tone not in MARKS:
        raise UnknownTone(f"tone {tone!r} is not one of {', '.join(MARKS)}")
    return tone


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """One outline icon. It is decoration: always put a word beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def status(tone: Tone, words: str) -> SafeString:
    """A status: a mark and a word, e.g. `{% status "late" "已超 2 个工作日" %}`."""
    return format_html('<span class="status status-{}">{}{}</span>', _known(tone), icon(MARKS[tone]), words)


@register.simple_tag
def seal(words: str, settled: bool = False) -> SafeString:
    """The vermilion seal of a stage: hollow while under way, filled once `settled`.

    Two or three characters stand in a column, four in a square.
    """
    shape = " seal-tall" if len(words) < 4 else ""
    kind = f"{shape} seal-settled" if settled else shape
    return format_html('<span class="seal{}"><span class="seal-inner">{}</span></span>', kind, words)


@register.simple_block_tag
def notice(content: SafeString, tone: Tone = "plain") -> SafeString:
    """What happened, in a block: `{% notice "done" %}…{% endnotice %}`."""
    return format_html(
        '<div class="notice notice-{}">{}<div class="notice-body">{}</div></div>',
        _known(tone),
        icon(NOTICE_MARKS[tone]),
        content,
    )


@register.simple_block_tag
def state(content: SafeString, mark: str, title: str, tone: Tone = "plain", level: int = 2) -> SafeString:
    """An empty, error or offline state: what happened (`title`) and, inside, the one next step.

    `level`: of its heading; 1 where the state is all there is on the page.
    """
    return format_html(
        '<div class="state state-{}"><span class="state-mark">{}</span><h{level}>{}</h{level}>{}</div>',
        _known(tone),
        icon(mark),
        title,
        content,
        level=level,
    )


@register.simple_block_tag
def entry(
    content: SafeString, what: str, when: date | datetime | None = None, who: str = "", number: int | None = None
) -> SafeString:
    """One numbered entry of `<ol class="ledger">`; `number` only inside `class="ledger ledger-given"`."""
    return format_html(
        '<li{}><div class="entry"><div class="entry-line"><span class="entry-what">{}</span>{}</div>{}{}</div></li>',
        "" if number is None else format_html(' data-number="{}"', number),
        what,
        "" if when is None else format_html('<span class="entry-when">{}</span>', moment_tag(when)),
        format_html('<div class="entry-who">{}</div>', who) if who else "",
        content,
    )


@register.inclusion_tag("web/components/way.html")
def way(stretches: Sequence[Held], name: str = "way") -> dict[str, Any]:
    """The way of a matter: the line, and the list behind it."""
    return {"way": draw_way(stretches, name=name)}


@register.inclusion_tag("web/components/chart.html")
def chart(drawn: Chart) -> dict[str, Any]:
    """A chart with the table behind it."""
    return {"chart": drawn}


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: RequestContext, page: Paging) -> dict[str, Any]:
    """Next and back of a list that is read by keyset."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("web/components/facts.html")
def facts(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Terms and what they are: above each other on a phone, beside on a desk."""
    return {"pairs": pairs}


@register.inclusion_tag("web/components/progress.html")
def progress(done: int, total: int, words: str) -> dict[str, Any]:
    """How far long work has come, in a bar and in words."""
    return {"done": done, "total": total, "words": words}


@register.simple_tag
def once() -> SafeString:
    """A hidden field with a fresh key: a form sent twice is one effect and the same answer."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4().hex)


@register.simple_tag(name="day")
def day_tag(value: date | datetime, year: bool | None = None) -> SafeString:
    """`<time>5月26日 周三</time>`."""
    return format_html('<time datetime="{}">{}</time>', formatting.machine(value), formatting.day(value, year=year))


@register.simple_tag(name="moment")
def moment_tag(value: date | datetime, year: bool | None = None) -> SafeString:
    """`<time>5月26日 周三 14:05</time>`; a bare day is shown as a day."""
    shown = formatting.moment(value, year=year) if isinstance(value, datetime) else formatting.day(value, year=year)
    return format_html('<time datetime="{}">{}</time>', formatting.machine(value), shown)


register.filter("day", formatting.day)
register.filter("moment", formatting.moment)
register.filter("money", formatting.money)
register.filter("workdays", formatting.workdays)
register.filter("left", formatting.left)
register.filter("count", formatting.count)
register.filter("share", formatting.share)
register.filter("filesize_words", formatting.size)
