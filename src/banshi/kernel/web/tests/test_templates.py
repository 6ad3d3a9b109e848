"""What the content security policy forbids stands in no template of the house."""

import re
from pathlib import Path

import pytest

from banshi.kernel.web.catalogues import PACKAGE

pytestmark = pytest.mark.anydb

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
FORBIDDEN = {
    "an inline style": r"<[^>]+\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "an inline script": r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>",
    "an event handler": r"<[^>]+\son[a-z]+\s*=",
    "an HTMX handler, which is evaluated": r"\shx-on[:-]",
    "a javascript address": r"javascript:",
    "something from another host": r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//",
}


def test_templates_are_found():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_keeps_to_the_policy(template: Path):
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", template.read_text())
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, text, re.IGNORECASE)
        assert not found, f"{what}: {found[0] if found else ''}"


def test_the_checks_find_what_they_look_for():
    planted = {
        "an inline style": '<p style="x">', "a style element": "<style>", "an inline script": "<script>x</script>",
        "an event handler": '<a onclick="x">', "an HTMX handler, which is evaluated": '<a hx-on:click="x">',
        "a javascript address": 'href="javascript:x"', "something from another host": '<script src="https://cdn">',
    }  # fmt: skip
    assert all(re.search(FORBIDDEN[what], text, re.IGNORECASE) for what, text in planted.items())
