from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "banshi.kernel.notices"
    label = "notices"
