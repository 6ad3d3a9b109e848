from django.apps import AppConfig


class ServicemapConfig(AppConfig):
    name = "banshi.services.servicemap"
    label = "servicemap"
