from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "banshi.kernel.directory"
    label = "directory"
