from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "banshi.kernel.places"
    label = "places"
