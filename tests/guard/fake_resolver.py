"""A resolver for tests that returns private addresses for public names and sends no request."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.abstract import isIPAddress
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError

SAYS = {
    "loops-back.example": "127.0.0.1",
    "inside.example": "10.0.0.1",
    "meta.example": "169.254.169.254",
    "shared.example": "100.64.0.1",
}


class LyingResolver(CachingThreadedResolver):
    """Used if TWISTED_DNS_RESOLVER names it."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        address = name if isIPAddress(name) else SAYS.get(name)
        return succeed(address) if address else fail(DNSLookupError(name))
