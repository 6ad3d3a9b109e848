from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "banshi.project"
    label = "project"
