"""Ask ClamAV about a file, where BANSHI_CLAMAV names its daemon."""

import socket
import struct

from django.conf import settings

from banshi.kernel.evidence.refusals import FileInfected, ScannerAway

CHUNK = 64 * 1024
SECONDS = 30


def scan(data: bytes, name: str) -> None:
    """Let a clean file pass; do nothing where no scanner is set.

    Source: clamd(8), INSTREAM: chunks with a 4-byte length, ended by a zero length.

    Raises:
        FileInfected: the scanner found something.
        ScannerAway: it is set but does not answer, or cannot judge.
    """
    if not settings.BANSHI_CLAMAV:
        return
    try:
        answer = _ask(settings.BANSHI_CLAMAV, data)
    except OSError:
        raise ScannerAway(name=name) from None
    if answer.endswith(" FOUND"):
        raise FileInfected(name=name, found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if not answer.endswith("OK"):
        raise ScannerAway(name=name)


def _ask(where: str, data: bytes) -> str:
    with _connected(where) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            daemon.sendall(struct.pack("!L", len(part)) + part)
        daemon.sendall(struct.pack("!L", 0))
        answer = b""
        while part := daemon.recv(4096):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(where: str) -> socket.socket:
    """`/run/clamav/clamd.ctl` or `127.0.0.1:3310`."""
    if where.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(SECONDS)
        daemon.connect(where)
        return daemon
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
