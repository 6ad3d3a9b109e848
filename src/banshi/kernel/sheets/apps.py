from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "banshi.kernel.sheets"
    label = "sheets"
