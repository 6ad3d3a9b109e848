"""The reach table as a file small enough for a phone: read by this module and by the page's script alike.

The file: the eight bytes `BSREACH1`, then zlib-compressed: a line of JSON, a line feed, and whole
numbers of seven bits a byte, lowest first, the high bit set where more follow. Place by place: how
many vertices; the steps from one vertex to the next; the steps from one number of seconds to the
next, folded so that small ones of either sign are small (0, -1, 1, -2 → 0, 1, 2, 3). Vertices lie
along Hilbert's curve, so that most steps are one byte.
"""

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Longs
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.reach import Reach, Row, Stand
from banshi.services.servicemap.engine.snap import Snapped

MAGIC = b"BSREACH1"
SNAP_DIGITS = 7
Bytes = npt.NDArray[np.uint8]


def pack(reach: Reach, network: str, limit: int | None = None) -> bytes:
    """The table of a network with this fingerprint; with `limit`, only what is reached in so many seconds."""
    rows = [_within(row, limit) for row in reach.rows] if limit is not None else reach.rows
    head = {
        "limit": min(limit or reach.limit, reach.limit),
        "mode": reach.mode.value,
        "network": network,
        "places": [_stand(stand) for stand in reach.stands],
        "vertices": reach.vertices,
    }
    body = b"".join(_packed_row(row) for row in rows)
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return MAGIC + zlib.compress(text + b"\n" + body, 9)


def unpack(data: bytes, network: str, name: str = "reach") -> Reach:
    """The table in a file.

    Raises:
        MapFailure: not a table, damaged, or of another network.
    """
    if not data.startswith(MAGIC):
        raise MapFailure("other_format", given=name, found=repr(data[:8]), wanted=MAGIC.decode())
    try:
        text, _feed, body = zlib.decompress(data[len(MAGIC) :]).partition(b"\n")
        head = json.loads(text)
        numbers = _unpacked(np.frombuffer(body, np.uint8))
        rows, at = [], 0
        for _place in head["places"]:
            count = int(numbers[at])
            vertex = np.cumsum(numbers[at + 1 : at + 1 + count]).astype(np.int32)
            seconds = np.cumsum(_unfolded(numbers[at + 1 + count : at + 1 + 2 * count])).astype(np.uint16)
            rows.append(Row(vertex, seconds))
            at += 1 + 2 * count
        stands = tuple(_read_stand(given) for given in head["places"])
        found = Reach(Mode(head["mode"]), head["limit"], head["vertices"], stands, tuple(rows))
    except (zlib.error, ValueError, KeyError, IndexError, TypeError) as error:
        raise MapFailure("damaged", given=name) from error
    if head["network"] != network:
        raise MapFailure("mismatch", given=name)
    return found


def load(path: Path, network: str) -> Reach:
    """The table in a file of this name.

    Raises:
        MapFailure: as `unpack`, or there is none.
    """
    if not path.is_file():
        raise MapFailure("no_map", given=str(path.parent))
    return unpack(path.read_bytes(), network, path.name)


def _within(row: Row, limit: int) -> Row:
    kept = row.seconds <= limit
    return Row(row.vertex[kept], row.seconds[kept])


def _packed_row(row: Row) -> bytes:
    vertex, seconds = row.vertex.astype(np.int64), row.seconds.astype(np.int64)
    steps = np.diff(vertex, prepend=0)
    return _packed(np.concatenate([[len(vertex)], steps, _folded(np.diff(seconds, prepend=0))]))


def _folded(numbers: Longs) -> Longs:
    found: Longs = (numbers << 1) ^ (numbers >> 63)
    return found


def _unfolded(numbers: Longs) -> Longs:
    found: Longs = (numbers >> 1) ^ -(numbers & 1)
    return found


def _packed(numbers: Longs) -> bytes:
    """Seven bits a byte, lowest first."""
    sizes = np.ones(len(numbers), np.int64)
    for more in range(1, 5):
        sizes += numbers >= 1 << 7 * more
    ends = np.cumsum(sizes)
    found = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    for at in range(int(sizes.max(initial=0))):
        here = sizes > at
        part = (numbers[here] >> 7 * at) & 127
        follows = (sizes[here] > at + 1).astype(np.int64) << 7
        found[(ends - sizes)[here] + at] = part | follows
    return found.tobytes()


def _unpacked(data: Bytes) -> Longs:
    last = np.flatnonzero(data < 128)
    first = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    used = data[: last[-1] + 1] if len(last) else data[:0]
    place = np.arange(len(used)) - np.repeat(first, last - first + 1)
    parts = (used & 127).astype(np.int64) << (7 * place)
    found: Longs = np.add.reduceat(parts, first) if len(first) else np.empty(0, np.int64)
    return found


def _stand(stand: Stand) -> list[Any]:
    snapped = stand.snapped
    if snapped is None:
        return [stand.code]
    lon, lat = round(snapped.lon, SNAP_DIGITS), round(snapped.lat, SNAP_DIGITS)
    return [stand.code, snapped.edge, round(snapped.along, 2), round(snapped.away, 2), lon, lat, snapped.segment]


def _read_stand(given: list[Any]) -> Stand:
    if len(given) == 1:
        return Stand(given[0], None)
    code, edge, along, away, lon, lat, segment = given
    return Stand(code, Snapped(int(edge), float(along), float(away), float(lon), float(lat), int(segment)))
