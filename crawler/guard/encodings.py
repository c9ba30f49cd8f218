"""Unpacks compressed bodies within limits: gzip, deflate, brotli, zstd.

A body that breaks off is an error. Scrapy takes the part that is there, and half an article would then be
stored as a whole one without anybody noticing.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from pipelines.markup.content_kind import kind_of_body

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


LAYERS = 3
"""The most encodings on top of each other. Two happen by mistake, more are an attack."""

MEMBERS = 100
"""The most parts of a gzip or zstd body. An empty part has a few bytes and costs as much as a full one."""

ZSTD_WINDOW = 23
"""The window has at most 2 to this power bytes (RFC 9659). Without it, a header can ask for gigabytes."""

_CHUNK = 65_536
_PLAIN = (b"<", b"{")
_ARCHIVE_HEAD = 512
"""Bytes that show what an archive is: the header of a tar has so many."""
_GZIP = b"\x1f\x8b\x08"


class BodyTooLargeError(Exception):
    """An unpacked body is larger than the limit."""

    kind = "TooLarge"


class BrokenEncodingError(Exception):
    """A body breaks off, or does not have the encoding that its header names."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the unpacked body, of at most `limit` bytes; 0 means no limit.

    Plain markup that is only labelled as packed is returned as it is.
    Raises BodyTooLargeError or BrokenEncodingError.
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
        if not body.startswith(b"\x1f\x8b"):  # anything after it is not part of the page
            return
    raise EOFError


def _deflate(body: bytes) -> Iterator[bytes]:
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:  # some servers send it without the header
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


def _is_archive(body: bytes) -> bool:
    """Return whether a gzip body holds a WARC or a tar, which is no page under any name."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(body[:_CHUNK], _ARCHIVE_HEAD)
    except zlib.error:
        return False
    return kind_of_body(start, None) == "archive"


class UnpackMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware with `unpack` in place of its own readers."""

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        if sum(value.count(b",") + 1 for value in content_encoding) > LAYERS:
            raise BrokenEncodingError(f"it is packed more than {LAYERS} times over")
        return super()._handle_encoding(body, content_encoding, max_size)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Unpack also a page that is gzip without a header; a sitemap in a .gz file stays as it is."""
        has_header = "Content-Encoding" in response.headers
        answer = super().process_response(request, response)
        kind = response.headers.get("Content-Type") or b"text/html"
        if has_header or not isinstance(answer, Response):
            return answer
        is_page = b"html" in kind.lower() or (b"octet-stream" in kind and not answer.url.endswith("gz"))
        if answer.body.startswith(_GZIP) and is_page and not _is_archive(answer.body):
            limit = request.meta.get("download_maxsize", self._max_size)
            return answer.replace(body=unpack(answer.body, "gzip", limit))
        return answer

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return unpack(body, encoding.decode("ascii"), max_size)
