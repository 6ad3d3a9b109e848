"""What the departments wait for: all that a resident is asked for, as one form."""

from collections.abc import Iterable
from dataclasses import replace

from banshi.kernel.forms.questions import Form
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.procedure import Procedure


def form_of_missing(procedure: Procedure, codes: Iterable[str]) -> Form:
    """The questions of these codes, each once, whatever they depend on: a department has said that it needs them."""
    wanted, form = set(codes), form_for(procedure)
    found = tuple(replace(each, when=None, required=True) for each in form.questions if each.code in wanted)
    return replace(form, questions=found)
