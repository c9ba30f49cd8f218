"""What a failed fetch means: its name, one line with the cure, and whether it may be tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.errors import BrokenAnswerError, HostPausedError
from crawler.guard.addresses import RefusedAddressError, shown
from crawler.guard.encodings import BodyTooLargeError
from pipelines.times import http_date as httpdate

if TYPE_CHECKING:
    from twisted.python.failure import Failure

BUSY = (429, 503)
"""Statuses that ask for patience of the whole host."""

LONGEST_WAIT = 24 * 3600.0
"""Seconds of a Retry-After that are believed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a URL could not be had."""

    kind: str
    message: str
    again: bool = True
    """Whether the same URL may work a little later."""
    dropped: bool = False
    """A refusal of ours or the site's, not an error."""
    never: bool = False
    """It will not work later either."""
    gone: bool = False
    """The server says that there is nothing, or no more."""

    @property
    def later(self) -> bool:
        """Whether it may work on another day."""
        return not self.never


# Exception name → what a person reads, and whether trying again soon is of any use.
_BY_NAME: dict[str, tuple[str, bool]] = {
    "CannotResolveHostError": ("no such site: its name cannot be resolved; check the address", False),
    "DownloadConnectionRefusedError": (
        "the server refuses connections; check the address or try later",
        True,
    ),
    "DownloadTimeoutError": ("no answer in time; try later, or raise DOWNLOAD_TIMEOUT", True),
    "FirstByteTimeoutError": ("no answer began in time; try later, or raise FIRST_BYTE_TIMEOUT", True),
    "ResponseDataLossError": ("the answer broke off; it is tried again", True),
}

# Kind → what a person reads, of an answer that is none.

# Name of what Twisted gives for a reason → kind. What is not here broke off.
_REASONS: dict[str, str] = {
    "ParseError": "NotHttp",
    "BadResponseVersion": "NotHttp",
    "KeyError": "NotHttp",  # a transfer coding nobody knows
    "ValueError": "NotHttp",  # a Content-Length that is no number, or two of them
    "_MalformedChunkedDataError": "BadChunks",
    "VerificationError": "BadCertificate",
    "CertificateError": "BadCertificate",  # it names no host at all
    "Error": "TlsFailure",  # OpenSSL's
}

_CHUNKS = frozenset({"_MalformedChunkedDataError", "TooManyChunks"})

_ONCE = frozenset({"TooLarge", "HeadersTooLarge", "UnsupportedURLScheme"})
"""Kinds that a second try soon would not mend."""

_NEVER = frozenset({"TooLarge", "UnsupportedURLScheme"})


def fault(failure: Failure, url: str) -> Fault:
    """Read a Scrapy failure. `url` is the address that was asked for."""
    error: Any = failure.value
    for kind, read in _READERS:
        if isinstance(error, kind):
            return read(error, url)
    return _unsafe(error, url) if "certificate" in str(error).lower() else _by_name(error, url)


def _by_name(error: Exception, url: str) -> Fault:
    name = type(error).__name__
    text, again = _BY_NAME.get(name, (_short(str(error)) or "the connection failed", True))
    kind = str(getattr(error, "kind", "") or name.removesuffix("Error"))
    return Fault(kind, f"{url}: {text}", again=again and kind not in _ONCE, never=kind in _NEVER)


def _unsafe(_: Exception, url: str) -> Fault:
    cure = (
        "check the address; if your network has a certificate authority of its own, set SSL_CERT_FILE to its"
        " file; if you trust the site, add -s DOWNLOAD_VERIFY_CERTIFICATES=False, or `verify = false` to its"
        " source file"
    )
    return Fault("BadCertificate", f"{url}: its certificate does not hold; {cure}", again=False)


def _paused(error: HostPausedError, url: str) -> Fault:
    return Fault("HostPaused", f"{url}: it leads to {error}, which asks to be left alone for a while")


def broken(error: Exception) -> Exception:
    """What is behind a download that failed: ours where a bound of ours was met, else with a name."""
    if isinstance(error, DownloadCancelledError):
        return BodyTooLargeError("is larger than DOWNLOAD_MAXSIZE")
    if isinstance(error, ResponseDataLossError) or "certificate" in str(error).lower():
        names = _reasons(error.__cause__)
        return BrokenAnswerError("BadChunks") if names.keys() & _CHUNKS else error
    if not isinstance(error, DownloadFailedError):
        return error
    names = _reasons(error.__cause__)
    if found := names.get("HeadersTooLarge"):
        return found
    kind = next((_REASONS[name] for name in names if name in _REASONS), "BrokenOff")
    return BrokenAnswerError(kind)


def _reasons(error: BaseException | None) -> dict[str, Exception]:
    """What Twisted says that a failure is made of, by name."""
    found = [failure.value for failure in getattr(error, "reasons", ())]
    return {type(one).__name__: one for one in found}


def _not_asked(error: RefusedAddressError, url: str) -> Fault:
    where = "it" if error.url == url else f"it leads to {shown(error.url)}, which"
    never = error.kind != "PrivateAddress"  # a name may lead elsewhere on another day
    return Fault(error.kind, f"{shown(url)}: {where} {error.why}", again=False, never=never)


def _refused(error: IgnoreRequest, url: str) -> Fault:
    """Scrapy raises the same exception for robots.txt, for too many redirects."""
    text = str(error)
    if "robots.txt" in text:
        return Fault("Disallowed", f"{url}: {text}", again=False, dropped=True)
    kind = "TooManyRedirects" if "redirect" in text else "Refused"
    return Fault(kind, f"{url}: {_short(text)}", again=False)


def _by_status(error: HttpError, url: str) -> Fault:
    status = error.response.status
    again = status in (408, 425) or status in BUSY or status >= 500
    gone = status in (404, 410)
    return Fault(f"Http{status}", f"{url}: the server answers {status}", again=again, gone=gone)


_READERS: tuple[tuple[type[Exception], Callable[[Any, str], Fault]], ...] = (
    (HttpError, _by_status),
    (IgnoreRequest, _refused),
    (HostPausedError, _paused),
    (RefusedAddressError, _not_asked),
)


def retry_after(header: bytes | None) -> float | None:
    """Seconds to wait by a Retry-After header, in either of its forms; None where it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    when = httpdate.utc(httpdate.rfc822(text))
    if when is None:
        return None
    return min(max((when - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


def _short(detail: str) -> str:
    return " ".join(detail.split())[:160]
