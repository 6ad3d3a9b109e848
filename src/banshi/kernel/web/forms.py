"""How every form of the house is drawn: label above, help before, error beside and in a summary."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

Widget = Mapping[str, Any]
"""What Django's widgets give to their templates."""


class Renderer(DjangoTemplates):
    """`settings.FORM_RENDERER`: a service writes `{{ form }}` and no markup of its own.

    Fields for text and choices are drawn here rather than by Django's own templates, to the same
    effect: a template for each option of each list was a third of the time of a page of the desk.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    formset_template_name = "web/forms/formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def choose(form: forms.BaseForm, name: str, choices: Any) -> None:
    """Give a field the choices that depend on who asks about what."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    value = conditional_escape(widget["value"] or "")
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    drawn = [f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            drawn.append(f'<optgroup label="{escape(group)}">')
        drawn += [
            f'<option value="{escape(str(each["value"]))}"{_attributes(each["attrs"])}>{conditional_escape(each["label"])}</option>'
            for each in options
        ]
        if group:
            drawn.append("</optgroup>")
    return "\n".join([*drawn, "</select>"])


def _options(widget: Widget) -> str:
    """Radio buttons or tick boxes, each in its label."""
    attrs = {name: str(value) for name, value in widget["attrs"].items() if name in {"id", "class"} and value}
    drawn = [f"<div{_attributes(attrs)}>"]
    for group, options, _index in widget["optgroups"]:
        if group:
            drawn.append(f"  <div><label>{conditional_escape(group)}</label>")
        drawn += [f"<div>\n    {_option(each)}</div>" for each in options]
        if group:
            drawn.append("  </div>")
    return "\n".join([*drawn, "</div>"])


def _option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    points_at = {"for": str(widget["attrs"]["id"])} if widget["attrs"].get("id") else {}
    return f"<label{_attributes(points_at)}>{_input(widget)} {conditional_escape(widget['label'])}</label>"


class LongSelect(forms.Select):
    """One choice of hundreds that are the same for everybody: drawn once a process and language, then only marked.

    Give the field a function of the module as its choices (`choose(form, name, tree_choices)`); with any others it
    is an ordinary list.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        source = getattr(self.choices, "func", None)
        if source is None:
            return super().render(name, value, attrs, renderer)
        drawn = _drawn_once(source, get_language() or "")
        for chosen in self.format_value(value) or []:
            each = f'<option value="{escape(chosen)}"'
            drawn = drawn.replace(f"{each}>", f"{each} selected>", 1)
        shown = _attributes(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{shown}>\n{drawn}')

    def use_required_attribute(self, initial: Any) -> bool:
        source = getattr(self.choices, "func", None)
        if source is None:
            return super().use_required_attribute(initial)
        return not self.is_hidden and _drawn_once(source, get_language() or "").startswith('<option value=""')


@lru_cache(64)
def _drawn_once(source: Callable[[], Any], _language: str) -> str:
    """The options, and the end of the list; none of them chosen."""
    widget = forms.Select(choices=source()).get_context("", None, {})["widget"]
    for _group, options, _index in widget["optgroups"]:
        for each in options:
            each["attrs"] = {}
    return _select(widget).partition("\n")[2]


DRAWN: Final[Mapping[str, Callable[[Widget], str]]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/radio.html": _options,
    "django/forms/widgets/checkbox_select.html": _options,
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("checkbox", "date", "email", "hidden", "number", "password", "text", "time", "url")
    },
}
