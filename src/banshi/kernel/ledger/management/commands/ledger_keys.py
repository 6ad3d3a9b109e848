"""`banshi ledger keys [show|create|rotate|forget]`: the keys that sign the checkpoints."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger import keys
from banshi.kernel.ledger.notes import read_chain
from banshi.kernel.ledger.sealing import seal


class Command(BaseCommand):
    help = "Show the chain of keys, create the first, rotate to a new one, or destroy the secrets of retired ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["show", "create", "rotate", "forget"], default="show")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"show": self._show, "create": self._create, "rotate": self._rotate, "forget": self._forget}[
                options["verb"]
            ]()
        except BanshiError as error:
            raise CommandError(str(error)) from error

    def _context(self) -> Context:
        return Context(actor=Actor.system("ledger"), now=timezone.now(), request_id="ledger-keys")

    def _show(self) -> None:
        links = keys.key_links()
        for term in read_chain(links) if links else []:
            until = "…" if term.last is None else str(term.last)
            self.stdout.write(f"{term.key.fingerprint}  {term.first}–{until}  {term.key.vkey}")

    def _create(self) -> None:
        made = keys.create_key(self._context())
        self.stdout.write(f"{made.fingerprint}  {made.vkey}")

    def _rotate(self) -> None:
        seal(timezone.now())  # what is there is signed by the old key
        made = keys.rotate_key(self._context())
        seal(timezone.now())  # the hand-over itself is signed by the new one
        self.stdout.write(f"{made.fingerprint}  {made.vkey}")
        self._forget()

    def _forget(self) -> None:
        for name in keys.forget_retired_keys():
            self.stdout.write(f"destroyed {name}")
