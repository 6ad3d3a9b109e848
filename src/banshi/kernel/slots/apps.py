from django.apps import AppConfig


class SlotsConfig(AppConfig):
    name = "banshi.kernel.slots"
    label = "slots"
