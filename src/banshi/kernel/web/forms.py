"""How every form of the house is drawn: label above, help before, error beside and in a summary."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """`settings.FORM_RENDERER`: a service writes `{{ form }}` and no markup of its own."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    formset_template_name = "web/forms/formset.html"
