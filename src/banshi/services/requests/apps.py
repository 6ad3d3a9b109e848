from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "banshi.services.requests"
    label = "requests"
