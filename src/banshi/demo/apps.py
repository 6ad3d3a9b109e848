from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "banshi.demo"
    label = "demo"
