"""A connection goes to the address that was checked, whatever a resolver answers the next time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from crawler.guard.addresses import Policy
from crawler.guard.door import Door
from tests.guard.test_addresses import SPELLINGS


@implementer(IHostnameResolver)
class Flipping:
    """A resolver that gives another answer each time."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers: Iterator[Sequence[str]] = cycle(answers)

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, **_: Any) -> Any:  # noqa: N802, N803
        receiver.resolutionBegan(self)
        for ip in next(self.answers):
            receiver.addressResolved((IPv6Address if ":" in ip else IPv4Address)("TCP", ip, portNumber))
        receiver.resolutionComplete()
        return receiver


def connected(resolver: Flipping, times: int = 1, policy: Policy | None = None) -> tuple[list[str], Door]:
    """Return the addresses to which connections were made."""
    reactor: Any = MemoryReactorClock()
    reactor.installNameResolver(resolver)
    door = Door(reactor, lambda ip: (policy or Policy()).refuses(ip, "news.example:80"))
    for _ in range(times):
        endpoint = HostnameEndpoint(door, "news.example", 80)
        endpoint.connect(Factory.forProtocol(Protocol)).addErrback(lambda _: None)
        reactor.advance(1)
    return [client[0] for client in reactor.tcpClients], door


def test_a_name_that_changes_its_address_is_followed_only_to_public_ones() -> None:
    asked, door = connected(Flipping(["8.8.8.8"], ["127.0.0.1"]), times=4)
    assert asked == ["8.8.8.8", "8.8.8.8"]
    assert "127.0.0.1: loopback" in (door.refused or "")


def test_only_the_public_ones_of_several_addresses_are_connected_to() -> None:
    asked, _ = connected(Flipping(["10.0.0.1", "8.8.8.8", "::1", "169.254.169.254", "::ffff:127.0.0.1"]))
    assert asked == ["8.8.8.8"]


LITERALS = [
    ip.strip("[]")
    for kind, hosts in SPELLINGS.items()
    for ip in hosts
    if kind[:3] != "no " and (ip.count(":") > 1 or ip.count(".") == 3) and ip.isascii() and "%" not in ip
    if not any(len(part) > 1 and part[0] == "0" for part in ip.split(".")) and ip[-1] not in "."
    if ":" in ip or all(part.isdigit() for part in ip.split("."))
]


@pytest.mark.parametrize("ip", LITERALS)
def test_no_private_address_is_connected_to(ip: str) -> None:
    asked, door = connected(Flipping([ip]))
    assert (asked, bool(door.refused)) == ([], True)


def test_an_allowed_address_is_connected_to() -> None:
    assert connected(Flipping(["127.0.0.1"]), policy=Policy(allow=True))[0] == ["127.0.0.1"]
    own = Policy(places=frozenset({"news.example:80"}))
    assert connected(Flipping(["10.0.0.1", "169.254.169.254"]), policy=own)[0] == ["10.0.0.1"]
