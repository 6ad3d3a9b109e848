"""Files as people send them, and as attackers do. All made here, none copied."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import IFD

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode" + b"\0" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
HERE = (109.734, 39.563)


def upload(name: str, data: bytes, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, declared)


def photo(
    size: tuple[int, int] = (60, 40), kind: str = "JPEG", *, place: bool = False, turned: int = 1, **options: object
) -> bytes:
    image = Image.new("RGB", size, "steelblue")
    image.paste("crimson", (0, 0, size[0] // 4, size[1] // 4))  # the top left corner is marked
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Some Phone", turned
    if place:
        exif[IFD.GPSInfo] = {1: "N", 2: (39.0, 33.0, 46.8), 3: "E", 4: (109.0, 44.0, 2.4)}
    target = io.BytesIO()
    image.save(target, kind, exif=exif, **options)
    return target.getvalue()


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + body + b"\ntrailer\n<<>>\n%%EOF\n"


def zipped(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    parts = {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **parts})


def ole(*streams: str) -> bytes:
    return OLE + b"".join((stream + "\0").encode("utf-16-le") for stream in streams) + b"\0" * 64
