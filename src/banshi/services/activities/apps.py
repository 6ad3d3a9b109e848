from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "banshi.services.activities"
    label = "activities"
