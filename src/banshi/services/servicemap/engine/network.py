"""The street network as it is kept: vertices, edges between them, their shapes, and who may use them."""

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import SCALE, Floats, Ints, Longs

FORMAT = "banshi-network/1"
FILE = "network.npz"


@dataclass(frozen=True)
class Network:
    """Streets between junctions.

    An edge runs from the vertex `start` to the vertex `end` along its shape, the points
    `shape_from[e]` to `shape_from[e + 1]` of `shape_lon` and `shape_lat`, both ends included.
    Positions are whole ten-millionths of a degree. Vertices lie in the order of Hilbert's curve,
    so that neighbours have neighbouring numbers.
    """

    lon: Ints
    lat: Ints
    osm_node: Longs
    start: Ints
    end: Ints
    metres: npt.NDArray[np.float32]
    access: npt.NDArray[np.uint8]
    """Two bits a mode, see modes.py."""
    way: Ints
    """Of each edge: its row in the tables of ways."""
    shape_from: Ints
    shape_lon: Ints
    shape_lat: Ints
    way_osm: Longs
    way_name: Ints
    """Row in `names`; 0 is no name."""
    way_kind: npt.NDArray[np.uint8]
    way_traits: npt.NDArray[np.uint8]
    way_pace: npt.NDArray[np.float32]
    """Seconds a metre: a row a way, a column a mode."""
    names: tuple[tuple[str, str], ...]
    """Names of streets in Chinese and in English."""
    notes: dict[str, int]
    """What was met while building: barriers, squares, missing nodes, …"""

    @property
    def vertices(self) -> int:
        return len(self.lon)

    @property
    def edges(self) -> int:
        return len(self.start)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        edges = (self.shape_lon.min(), self.shape_lat.min(), self.shape_lon.max(), self.shape_lat.max())
        west, south, east, north = (float(each) / SCALE for each in edges)
        return west, south, east, north

    def shape(self, edge: int) -> tuple[Floats, Floats]:
        """The points of an edge in degrees, from its start to its end."""
        part = slice(self.shape_from[edge], self.shape_from[edge + 1])
        return self.shape_lon[part] / SCALE, self.shape_lat[part] / SCALE


ARRAYS = tuple(each.name for each in fields(Network) if each.name not in ("names", "notes"))


def digest(network: Network) -> str:
    """The fingerprint of the network's content, the same on every machine."""
    found = hashlib.sha256(FORMAT.encode())
    for name in ARRAYS:
        values: npt.NDArray[Any] = getattr(network, name)
        found.update(f"{name} {values.dtype.str} {values.shape}".encode())
        found.update(np.ascontiguousarray(values).tobytes())
    found.update(_extra(network))
    return found.hexdigest()


def save(network: Network, path: Path) -> str:
    """Write the network; returns its fingerprint."""
    fingerprint = digest(network)
    extra = {"format": FORMAT, "digest": fingerprint, "rest": _extra(network).decode()}
    arrays = {name: getattr(network, name) for name in ARRAYS}
    held = io.BytesIO()
    np.savez_compressed(held, meta=np.frombuffer(json.dumps(extra).encode(), np.uint8), **arrays)
    path.write_bytes(held.getvalue())
    return fingerprint


def load(path: Path) -> tuple[Network, str]:
    """Read a network and its fingerprint.

    Raises:
        MapFailure: there is none, it has another format, or it is damaged.
    """
    if not path.is_file():
        raise MapFailure("no_map", given=str(path.parent))
    try:
        with np.load(path, allow_pickle=False) as held:
            meta = json.loads(held["meta"].tobytes())
            if meta.get("format") != FORMAT:
                raise MapFailure("other_format", given=path.name, found=meta.get("format"), wanted=FORMAT)
            rest = json.loads(meta["rest"])
            names = tuple((zh, en) for zh, en in rest["names"])
            network = Network(**{name: held[name] for name in ARRAYS}, names=names, notes=rest["notes"])
    except MapFailure:
        raise
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise MapFailure("damaged", given=path.name) from error
    if digest(network) != meta["digest"]:
        raise MapFailure("damaged", given=path.name)
    return network, meta["digest"]


def _extra(network: Network) -> bytes:
    said = {"names": [list(pair) for pair in network.names], "notes": network.notes}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
