"""The IPv4 and IPv6 addresses of a name are valid for a limited time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IResolutionReceiver
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from crawler import settings
from crawler.guard import resolver


@implementer(IResolutionReceiver)
class Receiver:
    """Records the addresses of a resolution."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


class Names:
    """An operating system's resolver that returns one more address each time."""

    def __init__(self) -> None:
        self.asked = 0

    def resolveHostName(  # noqa: N802
        self, receiver: Any, name: str, port: int = 0, *_: object, **__: object
    ) -> object:
        self.asked += 1
        receiver.resolutionBegan(object())
        if not name.startswith("six."):
            receiver.addressResolved(IPv4Address("TCP", f"192.0.2.{self.asked}", port))
        receiver.addressResolved(IPv6Address("TCP", f"2001:db8::{self.asked}", port))
        receiver.resolutionComplete()
        return receiver


@pytest.fixture
def fresh() -> Iterator[resolver.FreshResolver]:
    reactor: Any = MemoryReactorClock()
    reactor.nameResolver = Names()
    yield resolver.FreshResolver(reactor, 100)
    dnscache.clear()
    dnscache.limit = 10_000


def resolved(fresh: resolver.FreshResolver, name: str) -> list[str]:
    receiver = Receiver()
    fresh.resolveHostName(receiver, name, 80)
    return receiver.found


def test_a_name_is_resolved_again_after_some_time(
    fresh: resolver.FreshResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = [1000.0]
    monkeypatch.setattr(resolver, "monotonic", lambda: time[0])
    assert resolved(fresh, "news.example") == ["192.0.2.1", "2001:db8::1"]
    assert resolved(fresh, "news.example") == ["192.0.2.1", "2001:db8::1"]
    time[0] += resolver.VALID_FOR + 1
    assert resolved(fresh, "news.example") == ["192.0.2.2", "2001:db8::2"]


def test_a_host_with_only_ipv6_is_found(fresh: resolver.FreshResolver) -> None:
    assert resolved(fresh, "six.example") == ["2001:db8::1"]


def test_a_crawl_has_it() -> None:
    assert f"{resolver.__name__}.{resolver.FreshResolver.__name__}" == settings.TWISTED_DNS_RESOLVER
