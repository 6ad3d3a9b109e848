import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banshi.services.requests.triage.classify import cross_validate, evaluate
from banshi.services.requests.triage.errors import RowsRefused
from banshi.services.requests.triage.model import load
from banshi.services.requests.triage.readers import read_labelled
from banshi.services.requests.triage.report import Report


class Command(BaseCommand):
    help = "How often the classifier agrees with people: a model on unseen rows, or cross-validated on the rows themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON lines with detail, label and, if known, title")
        parser.add_argument("--model", type=Path, default=None, help="a trained model; without one: cross-validation")
        parser.add_argument("--folds", type=int, default=5)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, file: Path, model: Path | None, folds: int, **options: Any) -> None:
        try:
            rows = read_labelled(file)
            found = evaluate(load(model), rows) if model else cross_validate(rows, folds=folds)
        except RowsRefused as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._table(found)

    def _table(self, found: Report) -> None:
        self.stdout.write(f"accuracy {found.accuracy:.4f}   macro-F1 {found.macro_f1:.4f}")
        for each in found.per_class:
            self.stdout.write(
                f"  {each.label}  precision {each.precision:.3f}  recall {each.recall:.3f}  F1 {each.f1:.3f}  of {each.rows}"
            )
