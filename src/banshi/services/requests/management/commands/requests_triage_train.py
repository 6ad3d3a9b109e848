import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.services.requests.commands.learning import Outcome, Retrained, retrain
from banshi.services.requests.queries.learning import LEAST_ROWS
from banshi.services.requests.triage.classify import train
from banshi.services.requests.triage.errors import TriageError
from banshi.services.requests.triage.readers import read_labelled


class Command(BaseCommand):
    help = (
        "Train the classifier on this site's own confirmed history and put it in use; or on a file, which puts nothing "
        "in use. Runs on this machine alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            help="JSON lines with detail, label and, if known, title; without: own history",
        )
        parser.add_argument("--own", action="store_true", help="own history; the same as giving no file")
        parser.add_argument("--out", type=Path, help="where to put a model trained on a file, e.g. triage.npz")
        parser.add_argument(
            "--least", type=int, default=LEAST_ROWS, help=f"rows of own history needed (default {LEAST_ROWS})"
        )

    def handle(self, *args: Any, file: Path | None, own: bool, out: Path | None, least: int, **options: Any) -> None:
        started = time.monotonic()
        if file is None:
            if out is not None:
                raise CommandError("--out is for a model trained on a file; one trained on own history is put in use")
            said = self._own(least)
        elif own or out is None:
            raise CommandError("give a file with --out, or neither: then this site's own history is learned from")
        else:
            said = self._from(file, out)
        self.stdout.write(f"{said}, {time.monotonic() - started:.1f} s")

    def _own(self, least: int) -> str:
        ctx = Context(actor=Actor.system("console"), now=timezone.now(), request_id="requests-triage-train")
        try:
            done = retrain(ctx, least=least)
        except TriageError as error:
            raise CommandError(str(error)) from error
        if done.outcome is Outcome.TOO_FEW:
            raise CommandError(
                f"{done.rows} requests whose category a person set, in classes large enough; allowed: {least} or more "
                "in two classes or more; what to do: go on registering, or import an earlier ledger with its categories"
            )
        return self._told(done)

    def _told(self, done: Retrained) -> str:
        if done.record is None or done.outcome is Outcome.NOTHING_NEW:
            return f"{done.rows} rows, nothing new since the last training"
        record, compared = done.record, done.record.last_compared
        beside = (
            f"; on {compared['rows']} newer rows {compared['new_accuracy']:.4f}, the model in use before "
            f"{compared['old_accuracy']:.4f}"
            if compared
            else ""
        )
        if done.outcome is Outcome.WORSE:
            return f"{done.rows} rows, clearly worse than the model in use, which stays{beside}"
        return f"{done.rows} rows, in use: accuracy {record.accuracy:.4f}, macro-F1 {record.macro_f1:.4f}{beside}"

    def _from(self, file: Path, out: Path) -> str:
        try:
            rows = read_labelled(file)
            digest = train(rows).write(out)
        except TriageError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from error
        return f"{len(rows)} rows, {out} {digest[:16]}"
