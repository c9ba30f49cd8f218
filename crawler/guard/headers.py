"""Twisted's HTTP client with limits for the headers and chunks of an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from crawler.compat import (
    ChunkedTransferDecoder,
    LenientClientFactory,
    LenientClientParser,
    LenientClientProtocol,
    guard_writes,
)


class HeadersTooLarge(Exception):
    """The headers of an answer are larger than the limit."""


class TooManyChunks(Exception):
    """A body has more chunks than any honest server sends."""


CHUNKS = 100_000
"""The most chunks of one body. A chunk of one byte costs as much as one of a kilobyte; honest bodies have
hundreds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come before the body."""

    size: int
    """Bytes of the status line, all headers and all preliminary answers (1xx)."""
    lines: int


MayWrite = Callable[[], bool]


class _Parser(LenientClientParser):
    """Counts what comes before the body.

    Scrapy makes the parser itself; we then change its class to this one.
    """

    bounds: Bounds
    head = 0
    lines = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.head += len(line) + 1
        self.lines += 1
        if self.head > self.bounds.size:
            raise HeadersTooLarge(f"over {self.bounds.size:,} bytes")
        if self.lines > self.bounds.lines:
            raise HeadersTooLarge(f"over {self.bounds.lines:,} lines")
        super().lineReceived(line)

    def switchToBodyMode(self, decoder: Any) -> None:  # noqa: N802
        super().switchToBodyMode(decoder)  # type: ignore[no-untyped-call]
        if isinstance(decoder, ChunkedTransferDecoder):
            decoder.dataCallback = _counted(decoder.dataCallback)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        raise HeadersTooLarge(f"one of over {self.MAX_LENGTH:,} bytes")


def _counted(deliver: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Return `deliver` with a limit of CHUNKS calls."""
    left = iter(range(CHUNKS))

    def deliver_counted(piece: bytes) -> None:
        if next(left, None) is None:
            raise TooManyChunks
        deliver(piece)

    return deliver_counted


class _Protocol(LenientClientProtocol):
    def __init__(self, bounds: Bounds, may_write: MayWrite, quiescent: Any) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._bounds, self._may_write = bounds, may_write

    def connectionMade(self) -> None:  # noqa: N802
        super().connectionMade()
        guard_writes(self.transport, self._may_write)

    def request(self, request: Any) -> Any:
        answer = super().request(request)
        parser = cast("Any", self._parser)
        if parser is not None:  # None for a request that could not be sent
            parser.__class__ = _Parser
            parser.bounds = self._bounds
        return answer


class _Factory(LenientClientFactory):
    def __init__(self, bounds: Bounds, may_write: MayWrite, quiescent: Any, metadata: Any) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._bounds, self._may_write = bounds, may_write

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        return _Protocol(self._bounds, self._may_write, self._quiescentCallback)


def bounded(bounds: Bounds, may_write: MayWrite = lambda: True) -> Any:
    """Return a factory for a connection pool, whose connections have these limits.

    `may_write` is asked each time when bytes go to the socket; if they may not, the connection is lost.
    """
    return partial(_Factory, bounds, may_write)
