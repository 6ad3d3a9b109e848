"""What the map's commands share: options, progress, and answers as lines or as JSON."""

import json
import sys
import time
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banshi.kernel.ledger.verify import language_of_shell
from banshi.services.servicemap.engine.extract import Progress, quiet
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.plain import plain
from banshi.services.servicemap.engine.problems import said
from banshi.services.servicemap.engine.sites import MOST_PROBLEMS_TOLD, Problem

STAGES = {
    "ways": ("读道路", "reading streets"),
    "nodes": ("读点", "reading nodes"),
    "edges": ("接成路网", "joining the network"),
    "places": ("放上场所", "placing places"),
    "reach": ("算到达表", "reckoning reach"),
    "drawing": ("画底图", "drawing the base map"),
}


class MapCommand(ABC, BaseCommand):
    """A command that needs neither database nor settings of a site, and says its refusals in the shell's language."""

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")
        parser.add_argument("--lang", choices=["zh", "en"], default=language_of_shell())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(options)
        except MapFailure as failure:
            if options["json"]:
                self.stdout.write(
                    json.dumps({"error": failure.code, "message": failure.said(options["lang"])}, ensure_ascii=False)
                )
            raise CommandError(failure.said(options["lang"])) from failure

    @abstractmethod
    def answer(self, options: dict[str, Any]) -> None:
        """Do what was asked; MapFailure is said and ends with 1."""

    def show(self, options: dict[str, Any], answer: Any, lines: Callable[[], list[str]]) -> None:
        """The answer as JSON where that was asked for, else as lines."""
        if options["json"]:
            self.stdout.write(json.dumps(plain(answer), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(lines()))

    def warn(self, options: dict[str, Any], problems: list[Problem]) -> None:
        """Problems of a list on standard error, so that JSON stays clean."""
        for problem in problems[:MOST_PROBLEMS_TOLD]:
            self.stderr.write(said(problem, options["lang"]))
        if len(problems) > MOST_PROBLEMS_TOLD:
            more = len(problems) - MOST_PROBLEMS_TOLD
            self.stderr.write(f"… {more} more" if options["lang"] == "en" else f"……还有 {more} 处")


def at_position(parser: ArgumentParser) -> None:
    """The options of a position, a mode and a speed."""
    parser.add_argument("folder", type=Path, help="a map made by `banshi map build`")
    parser.add_argument("--lon", type=float, required=True, help="longitude, WGS-84")
    parser.add_argument("--lat", type=float, required=True, help="latitude, WGS-84")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.FOOT.value)
    parser.add_argument("--speed", type=float, help="km/h; walkers 5.1 unless given, elders about 3.2")


def shown_progress(options: dict[str, Any]) -> Progress:
    """A line a stage on standard error, its count running where somebody looks on."""
    if options["verbosity"] == 0:
        return quiet
    began, english, running = time.monotonic(), options["lang"] == "en", sys.stderr.isatty()
    last: list[str] = []

    def tell(stage: str, done: int) -> None:
        start = "\r" if running and last and last[-1] == stage else "\n" if running and last else ""
        end = "" if running else "\n"
        name = STAGES[stage][english]
        sys.stderr.write(f"{start}{time.monotonic() - began:6.1f} s  {name}  {done:,}{end}")
        sys.stderr.flush()
        last.append(stage)

    return tell
