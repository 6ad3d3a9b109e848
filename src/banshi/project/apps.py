from django.apps import AppConfig
from django.core.checks import register


class ProjectConfig(AppConfig):
    name = "banshi.project"
    label = "project"

    def ready(self) -> None:
        """Register the house's own checks."""
        from banshi.project import checks

        register(checks.configuration, "banshi")
        register(checks.deployment, "banshi", deploy=True)
