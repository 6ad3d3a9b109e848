from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "banshi.kernel.publication"
    label = "publication"
