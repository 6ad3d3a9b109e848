from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banshi.kernel.errors import BanshiError
from banshi.services.onestop.queries.procedures import in_force, of_version
from banshi.services.onestop.rules.bpmn import export
from banshi.services.onestop.rules.bpmn_model import model


class Command(BaseCommand):
    help = "Print a published procedure: its file, or with --bpmn its way as BPMN 2.0."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--version-name", default="", metavar="VERSION", help="by default the one in force today")
        parser.add_argument("--bpmn", action="store_true")

    def handle(self, *args: Any, code: str, version_name: str, bpmn: bool, **options: Any) -> None:
        try:
            found = of_version(code, version_name) if version_name else in_force(code, timezone.localdate())
        except BanshiError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(export(model(found.procedure)) if bpmn else found.procedure.source, ending="")
