"""Take personal data out of a text before anybody outside sees it: one engine for pages, files, exports and search."""

from banshi.kernel.publication.redaction.engine import Manual, Redacted, Removed, Segment, redact
from banshi.kernel.publication.redaction.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind", "Manual", "Redacted", "Removed", "Segment", "redact"]
