"""Scrapy's resolver with answers that expire: a run that stays lasts for weeks, and sites move."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingThreadedResolver, dnscache

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

VALID_FOR = 300.0
"""Seconds after which names are resolved again; sites that move ask for about as much."""


class FreshResolver(CachingThreadedResolver):
    """Forgets all answers every five minutes.

    Scrapy's own resolver drops an answer only when its cache is full.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expires = 0.0

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        now = monotonic()
        if now > self._expires:
            dnscache.clear()
            self._expires = now + VALID_FOR
        return super().getHostByName(name, timeout)
