"""The streets as a phone needs them to put a position on one: read by the page's script, which then reads the reach table.

The file: the eight bytes `BSFOOT01`, then zlib-compressed: a line of JSON, a line feed, and the arrays that the line names
in their order, little-endian. Only streets on which walkers can be put are in it, under the numbers they have in the network,
since the table names them by these.
"""

import json
import zlib

import numpy as np

from banshi.kernel.places.coordinates import ECCENTRICITY, EQUATOR
from banshi.services.servicemap.engine.geo import SCALE
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.modes import KMH
from banshi.services.servicemap.engine.reach import WALKED
from banshi.services.servicemap.engine.snap import FARTHEST, OFF_NETWORK

MAGIC = b"BSFOOT01"
FORWARD, BACKWARD = 1, 2


def pack_streets(graph: Graph, fingerprint: str) -> bytes:
    """The streets of one mode's network with this fingerprint."""
    network = graph.network
    edges = np.flatnonzero(graph.mainland).astype(np.int32)
    first, last = network.shape_from[edges], network.shape_from[edges + 1]
    counts = last - first
    points = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
    arrays = {
        "edge": edges,
        "start": network.start[edges],
        "end": network.end[edges],
        "metres": network.metres[edges].astype(np.float32),
        "pace": graph.pace[edges].astype(np.float32),
        "ways": (graph.forward[edges] * FORWARD + graph.backward[edges] * BACKWARD).astype(np.uint8),
        "shape": np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        "lon": np.diff(network.shape_lon[points], prepend=0).astype(np.int32),
        "lat": np.diff(network.shape_lat[points], prepend=0).astype(np.int32),
    }
    head = {
        "arrays": [
            [name, values.dtype.kind + str(values.dtype.itemsize), len(values)] for name, values in arrays.items()
        ],
        "eccentricity": ECCENTRICITY,
        "equator": EQUATOR,
        "farthest": FARTHEST,
        "kmh": KMH[graph.mode],
        "mode": graph.mode.value,
        "network": fingerprint,
        "off_network": OFF_NETWORK,
        "scale": SCALE,
        "walked": WALKED,
    }
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    body = b"".join(values.astype(values.dtype.newbyteorder("<")).tobytes() for values in arrays.values())
    return MAGIC + zlib.compress(text + b"\n" + body, 9)
