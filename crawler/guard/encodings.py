"""What a server packed, unpacked within bounds: gzip, deflate, brotli, zstd. Knows no page.

A body that breaks off is an error here, where Scrapy takes what there is: half an article stored as a whole
one would be a lie that nobody sees.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LAYERS = 3
"""Encodings over one another that are unpacked; two are a mistake that happens, more are an attack."""

MEMBERS = 100
"""Parts of one body of gzip or zstd: an empty one costs as much as a chunk, and has a few bytes."""

ZSTD_WINDOW = 23
"""Two to this power are the bytes of a window, as RFC 9659 bounds it: a header may ask for gigabytes."""

_CHUNK = 65_536
_PLAIN = (b"<", b"{")


class BodyTooLargeError(Exception):
    """A body grew over the limit as it was unpacked."""

    kind = "TooLarge"


class BrokenEncodingError(Exception):
    """A body breaks off, or is not in the encoding that its header says."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the body that `encoding` packed; at most `limit` bytes, 0 for any number.

    What is called packed and is markup is returned as it is. Raises BodyTooLargeError, BrokenEncodingError.
    """
    if not body:
        return body
    unpacked = bytearray()
    try:
        for piece in _READERS[encoding](body):
            unpacked += piece
            if limit and len(unpacked) > limit:
                raise BodyTooLargeError(f"unpacks to more than DOWNLOAD_MAXSIZE, {limit:,} bytes")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        if body.lstrip()[:1] in _PLAIN:
            return body
        raise BrokenEncodingError(f"its {encoding} breaks off, or is none") from error
    return bytes(unpacked)


def _gzip(body: bytes) -> Iterator[bytes]:
    for _ in range(MEMBERS):
        reader = zlib.decompressobj(wbits=31)
        yield from _inflated(reader, body)
        body = reader.unused_data
        if not body.startswith(b"\x1f\x8b"):  # what else follows is not the server's page
            return
    raise EOFError


def _deflate(body: bytes) -> Iterator[bytes]:
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:  # raw, as some servers have it
        yield from _inflated(zlib.decompressobj(wbits=-15), body)
    else:
        yield from _inflated(zlib.decompressobj(), body)


def _inflated(reader: Any, body: bytes) -> Iterator[bytes]:
    while not reader.eof:
        piece = reader.decompress(body, _CHUNK)
        body = reader.unconsumed_tail
        if not piece and not body and not reader.eof:
            raise EOFError
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    piece = reader.process(body, output_buffer_limit=_CHUNK)
    while piece:
        yield piece
        piece = b"" if reader.is_finished() else reader.process(b"", output_buffer_limit=_CHUNK)
    if not reader.is_finished():
        raise EOFError


def _zstd(body: bytes) -> Iterator[bytes]:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW}
    for _ in range(MEMBERS):
        reader = zstd.ZstdDecompressor(options=options)
        while not reader.eof:
            piece = reader.decompress(body, _CHUNK)
            body = b""
            if not piece and not reader.eof:
                raise EOFError
            yield piece
        body = reader.unused_data
        if not body:
            return
    raise EOFError


_READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}


class UnpackMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with `unpack` in the place of its own readers."""

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        if sum(one.count(b",") + 1 for one in content_encoding) > LAYERS:
            raise BrokenEncodingError(f"it is packed more than {LAYERS} times over")
        return super()._handle_encoding(body, content_encoding, max_size)

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return unpack(body, encoding.decode("ascii"), max_size)
