"""A name's address holds for a while, and no longer."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.base import ThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.testing import MemoryReactorClock

from crawler import settings
from crawler.guard import resolver


def test_a_name_is_resolved_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, time = [], [1000.0]

    def ask(_: object, name: str, timeout: object = ()) -> Deferred[str]:
        asked.append(name)
        return succeed(f"192.0.2.{len(asked)}")

    def resolved() -> str:
        found: list[str] = []
        fresh.getHostByName("news.example").addCallback(found.append)
        return found[0]

    monkeypatch.setattr(ThreadedResolver, "getHostByName", ask)
    monkeypatch.setattr(resolver, "monotonic", lambda: time[0])
    reactor: Any = MemoryReactorClock()
    fresh = resolver.FreshResolver(reactor, 100, 60)
    try:
        assert [resolved(), resolved()] == ["192.0.2.1", "192.0.2.1"]
        time[0] += resolver.VALID_FOR + 1
        assert [resolved(), resolved()] == ["192.0.2.2", "192.0.2.2"]
    finally:
        dnscache.clear()
        dnscache.limit = 10_000


def test_a_crawl_has_it() -> None:
    assert f"{resolver.__name__}.{resolver.FreshResolver.__name__}" == settings.TWISTED_DNS_RESOLVER
