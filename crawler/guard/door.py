"""The reactor as one request sees it: a name leads only to addresses that may be asked.

The address that is checked is the one that is connected to, so a name whose address changes between two
looks (DNS rebinding) gains nothing. Knows no HTTP.
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
"""An address as text → why it is not asked, or None."""


@implementer(IReactorPluggableNameResolver, IHostnameResolver)
class Door:
    """Give it to an endpoint in the reactor's place. All but the resolver is the reactor's own."""

    def __init__(self, reactor: Any, refuses: Refuses) -> None:
        self._reactor = reactor
        self._refuses = refuses
        self.refused: str | None = None
        """Why the last address that was left out was left out."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    @property
    def nameResolver(self) -> Any:  # noqa: N802  (Twisted's name)
        return self

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        """Resolve as the reactor does, and leave out what may not be asked."""
        receiver = _Receiver(resolutionReceiver, self)
        return self._reactor.nameResolver.resolveHostName(receiver, hostName, *args, **kwargs)

    def lets(self, address: IAddress) -> bool:
        """Whether an address that was resolved may be connected to."""
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
        if self._door.lets(address):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
