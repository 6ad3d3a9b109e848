from django.apps import AppConfig


class OnestopConfig(AppConfig):
    name = "banshi.services.onestop"
    label = "onestop"
