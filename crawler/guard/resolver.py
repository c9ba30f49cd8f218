"""Scrapy's resolver, whose answers hold for a while: a run that watches lasts for weeks. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingThreadedResolver, dnscache

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

HOLDS = 300.0
"""Seconds after which names are resolved anew; sites that move ask for about that."""


class FreshResolver(CachingThreadedResolver):
    """Scrapy's own forgets nothing but for want of room."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until = 0.0

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        now = monotonic()
        if now > self._until:
            dnscache.clear()
            self._until = now + HOLDS
        return super().getHostByName(name, timeout)
