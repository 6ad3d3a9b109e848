from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "banshi.kernel.commands"
    label = "commands"
