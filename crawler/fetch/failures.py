"""Explains a failed fetch: its name, one line with the cure, and whether another attempt can help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import BrokenAnswerError, HostPausedError
from crawler.guard.addresses import RefusedAddressError, shown
from crawler.guard.encodings import BodyTooLargeError
from pipelines.times.reading import http_date
from pipelines.urls import bare_host

BUSY = (429, 503)
"""Statuses with which a host asks for a pause."""

LONGEST_WAIT = 24 * 3600.0
"""The longest Retry-After, in seconds, that is applied."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The reason why a URL could not be fetched."""

    kind: str
    message: str
    again: bool = True
    """True if the same URL may work in a few seconds."""
    later: bool = True
    """True if it may work on another day."""
    dropped: bool = False
    """True if it is a refusal, by us or by the site, and not an error."""
    gone: bool = False
    """True if the server answers that the page does not exist, or no longer exists."""


_BY_NAME: dict[str, str] = {
    "CannotResolveHostError": "no such site: its name cannot be resolved; check the address",
    "DownloadConnectionRefusedError": "the server refuses connections; check the address or try later",
    "DownloadTimeoutError": "no answer in time; try later, or raise DOWNLOAD_TIMEOUT",
    "FirstByteTimeoutError": "no answer began in time; try later, or raise FIRST_BYTE_TIMEOUT",
    "ResponseDataLossError": "the answer broke off; it is tried again",
}
"""Exception name → the message."""

# Name of Twisted's reason → kind. Any other reason means that the connection broke off.
_REASONS: dict[str, str] = {
    "ParseError": "NotHttp",
    "BadResponseVersion": "NotHttp",
    "KeyError": "NotHttp",  # an unknown transfer coding
    "ValueError": "NotHttp",  # a Content-Length that is not a number, or two of them
    "_MalformedChunkedDataError": "BadChunks",
    "VerificationError": "BadCertificate",
    "CertificateError": "BadCertificate",  # the certificate names no host
    "Error": "TlsFailure",  # OpenSSL's
}

_CHUNKS = frozenset({"_MalformedChunkedDataError", "TooManyChunks"})

_NOT_AGAIN = frozenset(
    {"TooLarge", "HeadersTooLarge", "UnsupportedURLScheme", "NoSecret", "CannotResolveHost"}
)
"""Kinds for which a second attempt within seconds cannot help."""

_NOT_LATER = frozenset({"TooLarge", "UnsupportedURLScheme"})


def fault(failure: Failure, url: str, home: str | None = None) -> Fault:
    """Return the fault for a Scrapy failure. `url` is the requested address, `home` its site's front page."""
    error: Any = failure.value
    for kind, read in _READERS:
        if isinstance(error, kind):
            return read(error, url)
    if "certificate" not in str(error).lower():
        return _by_name(error, url)
    request: Request | None = getattr(failure, "request", None)
    return _bad_certificate(url, request.url if request is not None else url, home or url)


def _by_name(error: Exception, url: str) -> Fault:
    name = type(error).__name__
    text = _BY_NAME.get(name) or _short(str(error)) or "the connection failed"
    kind = str(getattr(error, "kind", "") or name.removesuffix("Error"))
    return Fault(kind, f"{url}: {text}", again=kind not in _NOT_AGAIN, later=kind not in _NOT_LATER)


def _bad_certificate(url: str, failing: str, home: str) -> Fault:
    """Return the fault of an address that answered, or led, to a host whose certificate is not valid.

    `verify = false` in a source's file holds for the site's own host alone.
    """
    place = bare_host(failing)
    cause = "its certificate is not valid"
    if place != bare_host(url):
        cause = f"it leads to {place}, whose certificate is not valid"
    file = ", or `verify = false` to its source file"
    if place != bare_host(home):
        file = f" (`verify = false` in the source file is only for {bare_host(home)})"
    cure = (
        "check the address; if your network has a certificate authority of its own, set SSL_CERT_FILE to its"
        f" file; if you trust {place}, add -s DOWNLOAD_VERIFY_CERTIFICATES=False{file}"
    )
    return Fault("BadCertificate", f"{url}: {cause}; {cure}", again=False)


def _paused(error: HostPausedError, url: str) -> Fault:
    return Fault("HostPaused", f"{url}: it leads to {error}, which asks to be left alone for a while")


def clearer_error(error: Exception) -> Exception:
    """Return a more specific exception for a failed download, or the exception itself."""
    if isinstance(error, DownloadCancelledError):
        return BodyTooLargeError("is larger than DOWNLOAD_MAXSIZE")
    if isinstance(error, ResponseDataLossError) or "certificate" in str(error).lower():
        names = _reasons(error.__cause__)
        return BrokenAnswerError("BadChunks") if names.keys() & _CHUNKS else error
    if not isinstance(error, DownloadFailedError):
        return error
    names = _reasons(error.__cause__)
    if too_large := names.get("HeadersTooLarge"):
        return too_large
    kind = next((_REASONS[name] for name in names if name in _REASONS), "BrokenOff")
    return BrokenAnswerError(kind)


def _reasons(error: BaseException | None) -> dict[str, Exception]:
    """Return name → exception for each of Twisted's reasons for a failure."""
    reasons = [failure.value for failure in getattr(error, "reasons", ())]
    return {type(reason).__name__: reason for reason in reasons}


def _refused_address(error: RefusedAddressError, url: str) -> Fault:
    where = "it" if error.url == url else f"it leads to {shown(error.url)}, which"
    later = error.kind == "PrivateAddress"  # a name may have another address on another day
    return Fault(error.kind, f"{shown(url)}: {where} {error.why}", again=False, later=later)


def _ignored(error: IgnoreRequest, url: str) -> Fault:
    """Return the fault of an exception that Scrapy raises both for robots.txt and for too many redirects."""
    text = str(error)
    if "robots.txt" in text:
        return Fault("Disallowed", f"{url}: {text}", again=False, dropped=True)
    kind = "TooManyRedirects" if "redirect" in text else "Refused"
    return Fault(kind, f"{url}: {_short(text)}", again=False)


def _by_status(error: HttpError, url: str) -> Fault:
    status = error.response.status
    again = status in (408, 425) or status in BUSY or status >= 500
    gone = status in (404, 410)
    message = f"{url}: the server answers {status}{_CURES.get(status, '')}"
    return Fault(f"Http{status}", message, again=again, gone=gone)


_CURES = {
    401: ": it asks for a login, and those in an address are not sent; its source file may name one: [login]",
    402: ": it asks for money",
}


_READERS: tuple[tuple[type[Exception], Callable[[Any, str], Fault]], ...] = (
    (HttpError, _by_status),
    (IgnoreRequest, _ignored),
    (HostPausedError, _paused),
    (RefusedAddressError, _refused_address),
)


def retry_after(header: bytes | None) -> float | None:
    """Return the seconds in a Retry-After header; None if it cannot be read."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    when = http_date.utc(http_date.rfc822(text))
    if when is None:
        return None
    return min(max((when - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


def _short(detail: str) -> str:
    return " ".join(detail.split())[:160]
