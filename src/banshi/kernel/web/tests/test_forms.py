"""Fields drawn by hand are the fields that Django's templates draw."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.web.forms import DRAWN, LongSelect, Renderer, choose

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


def long_list() -> list[Any]:
    return [("", "—"), ("水", [("01", "<水>"), ("02", "电")]), ("3", "路")]


class LongForm(forms.Form):
    default_renderer = Renderer
    one = forms.ChoiceField(widget=LongSelect)
    other = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "one", long_list)
        choose(self, "other", long_list())


class TestALongList:
    @pytest.mark.parametrize("chosen", ["", "02", "3", "9", '"><b>'])
    def test_is_drawn_as_any_list_whatever_is_chosen(self, chosen: str) -> None:
        for form in (LongForm({"one": chosen, "other": chosen}), LongForm(initial={"one": chosen, "other": chosen})):
            ordinary = str(form["other"].as_widget()).replace("other", "one")
            assert parse_html(str(form["one"].as_widget())) == parse_html(ordinary)

    def test_takes_what_is_in_it_and_nothing_else(self) -> None:
        assert not LongForm({"one": "02", "other": "3"}).errors
        assert list(LongForm({"one": "9", "other": "3"}).errors) == ["one"]

    def test_with_choices_of_its_own_is_an_ordinary_list(self) -> None:
        widget = LongSelect(choices=[("1", "一")])
        assert parse_html(widget.render("f", "1", renderer=ours)) == parse_html(
            forms.Select(choices=[("1", "一")]).render("f", "1", renderer=ours)
        )
