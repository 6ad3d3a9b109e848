"""What a file is by its first bytes: only OpenStreetMap data goes on to the reader, and the rest is named."""

import bz2
import gzip
import zlib
from pathlib import Path

from banshi.services.servicemap.engine.failures import MapFailure

HEAD = 4096
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "压缩包（zip）", "a zip archive"),
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"SQLite format 3", "SQLite 数据库", "an SQLite database"),
    (b"\x00\x00\x27\x0a", "Shapefile", "a shapefile"),
    (b"PMTiles", "PMTiles 底图", "PMTiles"),
    (b"7z\xbc\xaf", "压缩包（7z）", "a 7z archive"),
    (b"Rar!", "压缩包（rar）", "a rar archive"),
    (b"\x1f\x9d", "压缩包", "a compressed file"),
    (b"{", "JSON", "JSON"),
    (b"[", "JSON", "JSON"),
)


def osm_format(path: Path) -> str:
    """How OpenStreetMap's reader calls the format: "osm", "pbf", "o5m", "osm.gz" or "osm.bz2".

    By the content, not by the name: a download is often misnamed.

    Raises:
        MapFailure: no such file, an empty one, changes instead of an extract, or something else.
    """
    if not path.is_file():
        raise MapFailure("absent", given=path.name)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise MapFailure("empty", given=path.name)
    if b"OSMHeader" in head[:64]:
        return "pbf"
    if head.startswith(b"\xff\xe0"):
        return "o5m"
    if head.startswith(b"\x1f\x8b"):
        return _xml(path, _unpacked(path, head, "gz"), "osm.gz")
    if head.startswith(b"BZh"):
        return _xml(path, _unpacked(path, head, "bz2"), "osm.bz2")
    return _xml(path, head, "osm")


def _unpacked(path: Path, head: bytes, kind: str) -> bytes:
    try:
        if kind == "gz":
            return zlib.decompressobj(wbits=31).decompress(head)
        return bz2.BZ2Decompressor().decompress(head)
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise MapFailure("unreadable", given=path.name, detail=str(error)) from None


def _xml(path: Path, head: bytes, found: str) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<osmChange" in text:
        raise MapFailure("change_file", given=path.name)
    if b"<osm" in text or (found == "osm.bz2" and not text):
        return found
    if text.startswith((b"<!DOCTYPE html", b"<!doctype html", b"<html")):
        raise MapFailure("foreign", given=path.name, looks_zh="网页（下载链接可能失效）", looks_en="a web page")
    for magic, zh, en in FOREIGN:
        if text.startswith(magic) or head.startswith(magic):
            raise MapFailure("foreign", given=path.name, looks_zh=zh, looks_en=en)
    raise MapFailure("foreign", given=path.name, looks_zh="别的文件", looks_en="something else")
