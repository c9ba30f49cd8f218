"""Gzip, told by its bytes and opened with a bound. Refuses to know what is inside."""

from __future__ import annotations

import zlib

_MAGIC = b"\x1f\x8b"


def unpack(body: bytes, most: int) -> tuple[bytes, bool]:
    """Return the first `most` bytes that `body` holds, unzipped where it is gzip, and whether that is all.

    A stream that ends early or is damaged gives what could be read of it, and is not all.
    """
    if not body.startswith(_MAGIC):
        return body[:most], len(body) <= most
    parts, size = [], 0
    while body.startswith(_MAGIC) and size <= most:
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(body, most + 1 - size))
        except zlib.error:
            return b"".join(parts)[:most], False
        size += len(parts[-1])
        if not stream.eof:
            return b"".join(parts)[:most], False
        body = stream.unused_data
    return b"".join(parts)[:most], size <= most
