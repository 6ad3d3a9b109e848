from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "banshi.kernel.draws"
    label = "draws"
