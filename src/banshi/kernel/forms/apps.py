from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "banshi.kernel.forms"
    label = "forms"
