"""An HTTP client of Twisted's whose answers may have only so many headers and chunks. Knows no address."""

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
)


class HeadersTooLarge(Exception):
    """An answer began with more headers than any page needs."""


class TooManyChunks(Exception):
    """A body came in more pieces than any server has reason to make."""


CHUNKS = 100_000
"""Of one body: one of a byte costs as much as one of a kilobyte. Honest bodies have hundreds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may stand before the body."""

    size: int
    """Bytes: the status line, all headers, and all answers that announce another (1xx)."""
    lines: int


class _Parser(LenientClientParser):
    """Counts what comes before the body. Made of Scrapy's own parser by giving that this class."""

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
    """Deliver so many pieces, and no more."""
    left = iter(range(CHUNKS))

    def counted(piece: bytes) -> None:
        if next(left, None) is None:
            raise TooManyChunks
        deliver(piece)

    return counted


class _Protocol(LenientClientProtocol):
    def __init__(self, bounds: Bounds, quiescent: Any) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._bounds = bounds

    def request(self, request: Any) -> Any:
        answer = super().request(request)
        parser = cast("Any", self._parser)
        if parser is not None:  # what could not be sent has none
            parser.__class__ = _Parser
            parser.bounds = self._bounds
        return answer


class _Factory(LenientClientFactory):
    def __init__(self, bounds: Bounds, quiescent: Any, metadata: Any) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._bounds = bounds

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        return _Protocol(self._bounds, self._quiescentCallback)


def bounded(bounds: Bounds) -> Any:
    """What a connection pool takes for its factory."""
    return partial(_Factory, bounds)
