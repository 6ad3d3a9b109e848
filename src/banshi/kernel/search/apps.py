from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "banshi.kernel.search"
    label = "search"
