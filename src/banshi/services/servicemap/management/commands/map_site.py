"""`banshi map site DIR --count K`: where the next sites should be, proven best."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.folder import open_map
from banshi.services.servicemap.engine.sites import Site, read_sites
from banshi.services.servicemap.engine.siting import MOST_SECONDS
from banshi.services.servicemap.engine.snap import Snapper
from banshi.services.servicemap.engine.surveyed import SitingAnswer, junction_sites, proposed, survey
from banshi.services.servicemap.management.console import MapCommand


class Command(MapCommand):
    help = "Choose the sites that bring most people within ten minutes of a place; says whether it is proven best."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help="a map made by `banshi map build`")
        parser.add_argument("--count", type=int, required=True, help="how many sites")
        parser.add_argument("--candidates", type=Path, help=".csv or .geojson; else junctions all over the map")
        parser.add_argument(
            "--junctions", type=int, default=3000, help="how many junctions at most, where no list is given"
        )
        parser.add_argument("--households", type=Path, help=".csv with lon, lat, people; else every junction counts")
        parser.add_argument("--capacity", type=float, help="people that a new site serves at most")
        parser.add_argument("--minutes", type=float, default=10)
        parser.add_argument("--speed", type=float, help="km/h")
        parser.add_argument("--most-seconds", type=float, default=MOST_SECONDS, help="time to prove in")

    def answer(self, options: dict[str, Any]) -> None:
        atlas = open_map(options["folder"])
        households = self._list(options, "households", atlas.snapper())
        candidates = self._list(options, "candidates", atlas.snapper()) or junction_sites(atlas, options["junctions"])
        found = proposed(
            atlas,
            survey(atlas, households),
            candidates,
            options["count"],
            minutes=options["minutes"],
            kmh=options["speed"],
            capacity=options["capacity"],
            most_seconds=options["most_seconds"],
        )
        self.show(options, found, lambda: _lines(found, options["lang"] == "en"))

    def _list(self, options: dict[str, Any], name: str, snapper: Snapper) -> list[Site]:
        if options[name] is None:
            return []
        given, problems = read_sites(options[name])
        kept, doubts = checked(given, snapper)
        self.warn(options, [*problems, *doubts])
        return kept


def _lines(found: SitingAnswer, english: bool) -> list[str]:
    lines = [f"{each.people:>10,.0f}  {each.lon:.6f},{each.lat:.6f}  {each.code}  {each.name}" for each in found.sites]
    share = f"{found.before.share:.1%} → {found.after.share:.1%}"
    if english:
        proof = "proven best" if found.proven else f"not proven: at most {found.bound:,.0f} is possible"
        return [
            *lines,
            f"within {found.minutes:g} min: {share}; {found.gained:,.0f} more, {proof} ({found.seconds:.1f} s); "
            f"one after the other (greedy): {found.gained_greedy:,.0f}",
        ]
    proof = "已证明最优" if found.proven else f"未证明最优：至多 {found.bound:,.0f}"
    return [
        *lines,
        f"{found.minutes:g} 分钟内：{share}；新增 {found.gained:,.0f}，{proof}（{found.seconds:.1f} 秒）；逐个挑选（贪心）{found.gained_greedy:,.0f}",
    ]
