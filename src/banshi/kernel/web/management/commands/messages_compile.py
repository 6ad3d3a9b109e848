from typing import Any

from django.core.management.base import BaseCommand

from banshi.kernel.web.catalogues import PACKAGE, compile_all


class Command(BaseCommand):
    help = "Make the .mo files that Django reads from every .po that is newer; no gettext program is needed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for file in compile_all():
            self.stdout.write(f"made {file.relative_to(PACKAGE.parent)}")
