"""Checks that a certificate names the host that was requested."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from OpenSSL.crypto import X509
from OpenSSL.SSL import VERIFY_FAIL_IF_NO_PEER_CERT, VERIFY_PEER, Connection
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from zope.interface import implementer

Verdict = Callable[[Connection, X509, int, int, int], bool]


@implementer(IOpenSSLClientConnectionCreator)
class Verifying:
    """Makes connections as `creator` does, but refuses a certificate that does not name the host.

    Twisted accepts a certificate that names no host at all (old ones have only a common name) for every host.
    """

    def __init__(self, creator: Any, hostname: str) -> None:
        self._creator = creator
        is_number = isIPAddress(hostname) or isIPv6Address(hostname)
        self._host: ServiceID = IPAddress_ID(hostname) if is_number else DNS_ID(hostname)

    def clientConnectionForTLS(self, protocol: Any) -> Connection:  # noqa: N802  (Twisted's name)
        connection: Connection = self._creator.clientConnectionForTLS(protocol)
        connection.set_verify(VERIFY_PEER | VERIFY_FAIL_IF_NO_PEER_CERT, _verdict(protocol, self._host))
        return connection


def _verdict(protocol: Any, host: ServiceID) -> Verdict:
    reference = weakref.ref(protocol)  # the protocol holds the connection, which holds this function

    def verify(_: Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        if depth or not ok:
            return bool(ok)
        try:
            verify_service_identity(extract_patterns(certificate), [host], [])
        except (VerificationError, CertificateError, ValueError):
            if (waiting := reference()) is not None:
                waiting.failVerification(Failure())  # type: ignore[no-untyped-call]
            return False
        return True

    return verify
