"""An opened map: the network, its places, and what was reckoned from them once."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from banshi.services.servicemap.engine import coverage
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Floats
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.network import Network
from banshi.services.servicemap.engine.reach import EMPTY, LIMIT, Reach, Stand, reach_of, row_of, stands_of
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.engine.snap import Snapper


class Atlas:
    """One network with one set of places. Nothing in it changes; other places make another one."""

    def __init__(self, streets: Network, fingerprint: str, sites: Sequence[Site], reach: Reach | None = None) -> None:
        self.network, self.fingerprint = streets, fingerprint
        self.sites = {site.code: site for site in sites}
        self._given = reach
        self._graphs: dict[Mode, Graph] = {}
        self._snappers: dict[Mode, Snapper] = {}
        self._tables: dict[Mode, Reach] = {}
        self._nearest: dict[int, Floats] = {}
        self._told: dict[Mode, dict[str, tuple[Site, float, bool] | None]] = {}

    def graph(self, mode: Mode = Mode.FOOT) -> Graph:
        """The network of a mode, made at first use."""
        if mode not in self._graphs:
            self._graphs[mode] = Graph(self.network, mode)
        return self._graphs[mode]

    def snapper(self, mode: Mode = Mode.FOOT) -> Snapper:
        if mode not in self._snappers:
            self._snappers[mode] = Snapper(self.graph(mode))
        return self._snappers[mode]

    @cached_property
    def reach(self) -> Reach:
        """The table on foot: the one in the folder, or a new one."""
        return self._given if self._given is not None else self.reach_by(Mode.FOOT)

    def reach_by(self, mode: Mode, limit: int = LIMIT) -> Reach:
        """A new table for a mode."""
        return reach_of(self.graph(mode), self.snapper(mode), self._places(), limit)

    def _places(self) -> list[tuple[str, float, float]]:
        return [(site.code, site.lon, site.lat) for site in self.sites.values()]

    def with_sites(self, sites: Sequence[Site]) -> "Atlas":
        """The same map with other places: only the rows of those that are new or stand elsewhere are reckoned."""
        kept = {
            stand.code: (stand, row)
            for stand, row in zip(self.reach.stands, self.reach.rows, strict=True)
            if stand.code in self.sites
        }
        stands, rows = [], []
        for site in sites:
            there = self.sites.get(site.code)
            if there is not None and (there.lon, there.lat) == (site.lon, site.lat) and site.code in kept:
                stand, row = kept[site.code]
            else:
                stand = Stand(site.code, self.snapper().snap(site.lon, site.lat))
                row = row_of(self.graph(), stand.snapped, self.reach.limit)
            stands.append(stand)
            rows.append(row)
        reach = Reach(Mode.FOOT, self.reach.limit, self.network.vertices, tuple(stands), tuple(rows))
        other = Atlas(self.network, self.fingerprint, sites, reach)
        other._graphs, other._snappers = self._graphs, self._snappers
        return other

    def with_table(self, reach: Reach) -> "Atlas":
        """The same map and places with another table on foot, e.g. the one that phones get."""
        other = Atlas(self.network, self.fingerprint, list(self.sites.values()), reach)
        other._graphs, other._snappers = self._graphs, self._snappers
        return other

    def stands(self, tier: int = 0) -> tuple[Stand, ...]:
        """Where the places stand, those of one tier or all."""
        chosen = {site.code for site in self.sites.values() if not tier or site.tier == tier}
        return tuple(stand for stand in self.reach.stands if stand.code in chosen)

    def nearest(self, tier: int = 0) -> Floats:
        """Seconds from every junction to the nearest place, of one tier or of any; reckoned once."""
        if tier not in self._nearest:
            self._nearest[tier] = coverage.exact(self.graph(), self.stands(tier))
        return self._nearest[tier]

    def table(self, mode: Mode) -> Reach:
        """The table on foot; for other modes where the places stand, from which `near` goes on by itself."""
        if mode is Mode.FOOT:
            return self.reach
        if mode not in self._tables:
            stands = stands_of(self.snapper(mode), self._places())
            self._tables[mode] = Reach(mode, -1, self.network.vertices, stands, (EMPTY,) * len(stands))
        return self._tables[mode]

    def told(self, mode: Mode) -> Mapping[str, tuple[Site, float, bool] | None]:
        """Code → the place, how far from its street it stands and whether that is far; None beside which there is no street. Made once."""
        if mode not in self._told:
            self._told[mode] = {
                stand.code: (
                    (self.site(stand.code), round(stand.snapped.away, 1), stand.snapped.off_network)
                    if stand.snapped is not None
                    else None
                )
                for stand in self.table(mode).stands
            }
        return self._told[mode]

    def site(self, code: str) -> Site:
        """The place of this code.

        Raises:
            MapFailure: the map has none.
        """
        if code not in self.sites:
            raise MapFailure("unknown_place", given=code)
        return self.sites[code]
