"""Fields drawn by hand are the fields that Django's templates draw."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.web.forms import DRAWN, Renderer

pytestmark = pytest.mark.anydb
ours, theirs = Renderer(), DjangoTemplates()
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
attrs = st.dictionaries(st.sampled_from(["id", "class", "required", "data-x"]), texts | st.booleans(), max_size=3)
WIDGETS = [
    forms.TextInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.CheckboxInput,
    forms.DateInput,
    forms.TimeInput,
    forms.Textarea,
]


def alike(widget: forms.Widget, value: Any) -> bool:
    assert widget.template_name in DRAWN
    return parse_html(widget.render("field", value, renderer=ours)) == parse_html(
        widget.render("field", value, renderer=theirs)
    )


class TestAField:
    @pytest.mark.parametrize("kind", WIDGETS)
    @given(value=st.none() | texts, attrs=attrs)
    def test_is_drawn_alike_whatever_is_in_it(self, kind: type[forms.Widget], value: str | None, attrs: Any) -> None:
        assert alike(kind(attrs=attrs), value)

    @given(options=st.lists(st.tuples(texts, texts), max_size=4), group=texts.filter(bool), chosen=texts, attrs=attrs)
    def test_with_choices_is_drawn_alike(self, options: list[Any], group: str, chosen: str, attrs: Any) -> None:
        choices = [("", "—"), (chosen, "chosen"), *options, (group, options)]
        assert alike(forms.Select(attrs=attrs, choices=choices), chosen)
        assert alike(forms.SelectMultiple(attrs=attrs, choices=choices), [chosen])
        assert alike(forms.RadioSelect(attrs=attrs, choices=choices), chosen)
        assert alike(forms.CheckboxSelectMultiple(attrs=attrs, choices=choices), [chosen])

    def test_lets_no_markup_through_but_what_is_marked_safe(self) -> None:
        drawn = forms.Select(choices=[("1", "<b>"), ("2", mark_safe("<i>"))]).render("<f>", "1", renderer=ours)
        assert "<b>" not in drawn
        assert "<i>" in drawn
        assert "<f>" not in drawn
        assert "<script>" not in forms.TextInput().render("f", '"><script>', renderer=ours)
