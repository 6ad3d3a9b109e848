from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "banshi.kernel.web"
    label = "web"
