"""What a file is, by its content. Names, extensions and declared types are not believed."""

import io
import re
import zipfile
from dataclasses import dataclass

from banshi.kernel.evidence.refusals import (
    FileDamaged,
    FileDangerous,
    FileHasMacros,
    FileIsArchive,
    FileIsRecording,
    FileNeedsConversion,
    FileRefused,
    FileTypeUnknown,
)

MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """An accepted type. `pillow` names the decoder of an image and is empty for a document."""

    type: str
    extension: str
    pillow: str = ""


JPEG = Kind("image/jpeg", "jpg", "JPEG")
PNG = Kind("image/png", "png", "PNG")
WEBP = Kind("image/webp", "webp", "WEBP")
GIF = Kind("image/gif", "gif", "GIF")
BMP = Kind("image/bmp", "bmp", "BMP")
PDF = Kind("application/pdf", "pdf")
OFD = Kind("application/ofd", "ofd")
DOC = Kind("application/msword", "doc")
XLS = Kind("application/vnd.ms-excel", "xls")
PPT = Kind("application/vnd.ms-powerpoint", "ppt")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
PPTX = Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
ODT = Kind("application/vnd.oasis.opendocument.text", "odt")
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", "ods")
ODP = Kind("application/vnd.oasis.opendocument.presentation", "odp")
ACCEPTED = (JPEG, PNG, WEBP, GIF, BMP, PDF, OFD, DOC, XLS, PPT, DOCX, XLSX, PPTX, ODT, ODS, ODP)
EXTENSIONS = {kind.type: kind.extension for kind in ACCEPTED}

_BEGINNINGS: tuple[tuple[bytes, Kind | type[FileRefused]], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"MZ", FileDangerous),  # Windows
    (b"\x7fELF", FileDangerous),  # Linux, Android
    (b"\xca\xfe\xba\xbe", FileDangerous),  # Java, macOS
    (b"\xcf\xfa\xed\xfe", FileDangerous),  # macOS
    (b"dex\n", FileDangerous),  # Android
    (b"\x00asm", FileDangerous),
    (b"#!", FileDangerous),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileDangerous),  # a Windows shortcut
    (b"Rar!", FileIsArchive),
    (b"7z\xbc\xaf\x27\x1c", FileIsArchive),
    (b"\x1f\x8b", FileIsArchive),
    (b"ID3", FileIsRecording),
    (b"#!AMR", FileIsRecording),
    (b"OggS", FileIsRecording),
    (b"\x1aE\xdf\xa3", FileIsRecording),
)
_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*(?:<[\s\x00]*[!?a-z/]|@echo|WScript|\{\\rtf|MIME-Version:)",
    re.IGNORECASE,
)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch)\b")
_OOXML = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
_OLE = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
_OLE_ACTIVE = ("_VBA_PROJECT", "Ole10Native")
_END_OF_ZIP = b"PK\x05\x06"


def kind_of(data: bytes, name: str) -> Kind:
    """The accepted type whose content this is.

    Raises:
        FileRefused: one of its subclasses, saying what the file is instead and what to do.
    """
    if data.startswith(b"#!AMR"):
        raise FileIsRecording(name=name)
    for beginning, found in _BEGINNINGS:
        if data.startswith(beginning):
            if isinstance(found, Kind):
                return found
            raise found(name=name)
    if data.startswith(b"%PDF-"):
        return _pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(data, name)
    return _boxed(data, name)


def _boxed(data: bytes, name: str) -> Kind:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:4] == b"RIFF":
        raise FileIsRecording(name=name)
    if data[4:8] == b"ftyp":
        photo = data[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
        raise (FileNeedsConversion if photo else FileIsRecording)(name=name)
    if _MARKUP.match(data[:512]):
        raise FileDangerous(name=name)
    raise FileTypeUnknown(name=name)


def _pdf(data: bytes, name: str) -> Kind:
    if b"%%EOF" not in data[-2048:]:
        raise FileDamaged(name=name)
    if _ACTIVE_PDF.search(data):
        raise FileHasMacros(name=name)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise FileDangerous(name=name)  # two files in one
    return PDF


def _zipped(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _document_in(archive, data, name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, KeyError, RuntimeError, EOFError, OSError):
        raise FileDamaged(name=name) from None


def _document_in(archive: zipfile.ZipFile, data: bytes, name: str) -> Kind:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileIsArchive(name=name)
    if not entries or min(e.header_offset for e in entries) or data.rfind(_END_OF_ZIP) + 22 != len(data):
        raise FileDangerous(name=name)  # something before or behind the archive: two files in one
    if any(re.search(r"vbaProject|^Basic/|^Scripts/|\.(?:exe|dll|js|vbs|bat|scr)$", n, re.IGNORECASE) for n in names):
        raise FileHasMacros(name=name)
    if "[Content_Types].xml" in names:
        found = next((kind for part, kind in _OOXML if part in names), None)
    elif "OFD.xml" in names:
        found = OFD
    elif "mimetype" in names:
        declared = archive.open("mimetype").read(100).decode("ascii", "replace").strip()
        found = next((kind for kind in (ODT, ODS, ODP) if kind.type == declared), None)
    else:
        found = None
    if found is None:
        raise FileIsArchive(name=name)
    return found


def _ole(data: bytes, name: str) -> Kind:
    """Word, Excel and PowerPoint until 2003, and WPS: told apart by the names of their streams."""
    if any(stream.encode("utf-16-le") in data for stream in _OLE_ACTIVE):
        raise FileHasMacros(name=name)
    for stream, kind in _OLE:
        if (stream + "\0").encode("utf-16-le") in data:
            return kind
    raise FileTypeUnknown(name=name)
