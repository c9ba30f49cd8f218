"""Scrapy's resolver for IPv4 and IPv6, with answers that expire: a run that stays lasts for weeks."""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy.resolver import CachingHostnameResolver, HostResolution, dnscache

VALID_FOR = 300.0
"""Seconds after which names are resolved again; sites that move ask for about this much."""


class FreshResolver(CachingHostnameResolver):
    """Forgets all answers every five minutes.

    Scrapy's own resolver drops an answer only when its cache is full. Its default one knows only IPv4, so it
    cannot find a host that has only IPv6.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expires = 0.0

    def resolveHostName(self, *args: Any, **kwargs: Any) -> Any:  # noqa: N802  (Twisted's name)
        receiver, name = args[:2]
        now = monotonic()
        if now > self._expires:
            dnscache.clear()
            self._expires = now + VALID_FOR
        if not _is_encodable(name):
            # Twisted 26 catches no UnicodeError of getaddrinfo: the request would hang until its timeout.
            resolution = HostResolution(name)
            receiver.resolutionBegan(resolution)
            receiver.resolutionComplete()
            return resolution
        return super().resolveHostName(*args, **kwargs)


def _is_encodable(name: str) -> bool:
    """Return whether DNS can ask for a name: no label is empty or longer than 63 letters."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True
