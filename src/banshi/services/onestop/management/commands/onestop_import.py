from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.services.onestop.rules.bpmn_read import NotBlockStructured, as_file, imported


class Command(BaseCommand):
    help = (
        "Print the beginning of a procedure file for a BPMN 2.0 model of tasks, parallel and exclusive gateways. What the "
        "model does not tell is left empty; `banshi onestop check` names it. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            draft = imported(file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, NotBlockStructured) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(yaml.safe_dump(as_file(draft), allow_unicode=True, sort_keys=False, width=120), ending="")
