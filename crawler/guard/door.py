"""A reactor that resolves a host name only to addresses that may be requested.

The checked address is the one that is connected to, so a name whose address changes between two lookups (DNS
rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer

Refuses = Callable[[str], str | None]
"""Takes an IP address as text; returns why it is refused, or None."""


@implementer(IReactorPluggableNameResolver, IHostnameResolver)
class Door:
    """Takes the place of the reactor in an endpoint. Everything but the resolver is the reactor's own."""

    def __init__(self, reactor: Any, refuses: Refuses) -> None:
        self._reactor = reactor
        self._refuses = refuses
        self.refused: str | None = None
        """Why the last refused address was refused."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    @property
    def nameResolver(self) -> Any:  # noqa: N802  (Twisted's name)
        return self

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        """Resolve as the reactor does, without the addresses that are refused."""
        receiver = _Receiver(resolutionReceiver, self)
        return self._reactor.nameResolver.resolveHostName(receiver, hostName, *args, **kwargs)

    def allows(self, address: IAddress) -> bool:
        why = self._refuses(address.host)
        self.refused = why or self.refused
        return why is None


@implementer(IResolutionReceiver)
class _Receiver:
    def __init__(self, receiver: Any, door: Door) -> None:
        self._receiver = receiver
        self._door = door

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        if self._door.allows(address):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
