"""Decode a photo within limits and write it anew: only its pixels survive."""

import io
import struct
import threading
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps

from banshi.kernel.evidence.content import JPEG, PNG, WEBP, Kind
from banshi.kernel.evidence.refusals import FileDamaged, ImageTooLarge

MAX_SIDE = 4096
"""Longest side kept, pixels: an A4 page stays legible at 350 dpi."""
THUMBNAIL_SIDE = 480
MAX_PIXELS = {"JPEG": 120_000_000, "PNG": 50_000_000, "WEBP": 50_000_000, "GIF": 50_000_000, "BMP": 50_000_000}
"""A JPEG is decoded at a reduced scale and so may be larger: phones take 108 million."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Photos decoded at the same time in one process: bounds the memory a rush of uploads takes."""
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, ArithmeticError, struct.error)
_GPS, _ORIENTATION = 0x8825, 0x0112

Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A photo without anything but its picture, and the place it used to carry (WGS-84)."""

    data: bytes
    kind: Kind
    width: int
    height: int
    thumbnail: bytes
    lon: float | None
    lat: float | None


def clean(data: bytes, kind: Kind, name: str) -> CleanImage:
    """Turn upright, bring to sRGB, shrink to MAX_SIDE, drop all metadata, encode anew.

    Raises:
        ImageTooLarge: more pixels than MAX_PIXELS.
        FileDamaged: it cannot be decoded to its end.
    """
    with AT_ONCE:
        try:
            with Image.open(io.BytesIO(data), formats=[kind.pillow]) as image:
                return _clean(image, kind, name)
        except Image.DecompressionBombError:
            raise ImageTooLarge(name=name, given="240+", allowed=MAX_PIXELS[kind.pillow] // 1_000_000) from None
        except _DAMAGE:
            raise FileDamaged(name=name) from None


def _clean(image: Image.Image, kind: Kind, name: str) -> CleanImage:
    allowed = MAX_PIXELS[kind.pillow]
    if image.width * image.height > allowed:
        raise ImageTooLarge(name=name, given=image.width * image.height // 1_000_000, allowed=allowed // 1_000_000)
    lon, lat = _place(image)
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    image.load()
    out = kind if kind in {JPEG, PNG, WEBP} else PNG
    upright = _srgb(_upright(image), out)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright.info.clear()  # a comment would be written again
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return CleanImage(
        data=_encoded(upright, out),
        kind=out,
        width=upright.width,
        height=upright.height,
        thumbnail=_encoded(_flat(small), JPEG, quality=75),
        lon=lon,
        lat=lat,
    )


def _encoded(image: Image.Image, kind: Kind, quality: int = 85) -> bytes:
    target = io.BytesIO()
    image.save(target, kind.pillow, **({} if kind is PNG else {"quality": quality}))
    return target.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE:  # a broken orientation tag does not make the photo worthless
        return image


def _srgb(image: Image.Image, out: Kind) -> Image.Image:
    profile = image.info.get("icc_profile")
    mode = "RGB" if out is JPEG or not _transparent(image) else "RGBA"
    if profile and image.mode in {"RGB", "CMYK"} and mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, *_DAMAGE):
            turned = None
        if turned is not None:
            return turned
    return image.convert(mode) if image.mode != mode else image.copy()


def _transparent(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _flat(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _place(image: Image.Image) -> tuple[float | None, float | None]:
    """Longitude and latitude from the photo's EXIF; None where there are none or they are broken."""
    try:
        gps: Any = image.getexif().get_ifd(_GPS)
        lat, lon = (
            _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1),
            _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1),
        )
    except _DAMAGE:
        return None, None
    valid = -90 <= lat <= 90 and -180 <= lon <= 180
    return (round(lon, 6), round(lat, 6)) if valid else (None, None)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
