"""A file's name as it may be shown and offered for saving."""

import re
import unicodedata

from django.utils.translation import gettext as _

MAX_STEM = 100
_UNSAFE = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f]+')


def shown_name(given: str, extension: str) -> str:
    """The given name without path, control characters and tricks, with the true extension.

    `../a\\u202Egpj.exe` holding a JPEG becomes `agpj.jpg`.
    """
    last = re.split(r"[\\/]", given)[-1]
    kept = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    stem = _UNSAFE.sub(" ", kept.rsplit(".", 1)[0] if "." in kept else kept).strip(" .")
    return f"{stem[:MAX_STEM].strip() or _('材料')}.{extension}"
