"""A compressed body is unpacked completely and within limits, or not at all."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest

from crawler.guard.encodings import MEMBERS, BodyTooLargeError, BrokenEncodingError, unpack

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "".join(
    f"<p>The night ferry took {number} passengers across the bay.</p>" for number in range(4_000)
).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=3)),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("body", [TEXT, b"", b"x", bytes(300_000)], ids=["text", "empty", "short", "zeros"])
def test_a_packed_body_is_unpacked(encoding: str, body: bytes) -> None:
    assert unpack(PACKERS[encoding](body), encoding, 1_000_000) == body


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9])
def test_a_cut_body_is_refused(encoding: str, share: float) -> None:
    packed = PACKERS[encoding](TEXT)
    with pytest.raises(BrokenEncodingError):
        unpack(packed[: int(len(packed) * share) or 1], encoding, 1_000_000)


@pytest.mark.parametrize("encoding", PACKERS)
def test_markup_that_only_claims_to_be_packed_is_used_unchanged(encoding: str) -> None:
    assert unpack(TEXT, encoding, 1_000_000) == TEXT


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_is_refused_before_it_takes_memory(encoding: str) -> None:
    packed = PACKERS[encoding](bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLargeError):
            unpack(packed, encoding, 1_000_000)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 5_000_000


def test_bytes_after_a_gzip_body_are_left_out_unless_they_are_members() -> None:
    assert unpack(gzip.compress(b"a") + gzip.compress(b"b") + b"\0garbage", "gzip", 0) == b"ab"
    assert unpack(zstd.compress(b"a") + zstd.compress(b"b"), "zstd", 0) == b"ab"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_the_number_of_unpacked_parts_is_limited(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a million empty frames blocked the event loop for four seconds."""
    opened = []
    module, name = {"gzip": (zlib, "decompressobj"), "zstd": (zstd, "ZstdDecompressor")}[encoding]
    real = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **more: opened.append(1) or real(*args, **more))
    empty = PACKERS[encoding](b"")
    assert unpack(empty * (MEMBERS - 1) + PACKERS[encoding](b"x"), encoding, 9) == b"x"
    opened.clear()
    with pytest.raises(BrokenEncodingError):
        unpack(empty * 20_000, encoding, 9)
    assert len(opened) == MEMBERS
