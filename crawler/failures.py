"""What a failed fetch means: its name, one line with the cure, and whether it may be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

BUSY = (429, 503)
"""Statuses that ask for patience of the whole host."""

LONGEST_WAIT = 24 * 3600.0
"""Seconds of a Retry-After that are believed."""


class HostPausedError(Exception):
    """The host asked to be left alone for a while; nothing was sent."""


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
    "ResponseDataLossError": ("the answer broke off; it is tried again", True),
    "DownloadCancelledError": ("the answer is larger than DOWNLOAD_MAXSIZE", False),
    "UnsupportedURLSchemeError": ("not an http or https address", False),
}


_NEVER = frozenset({"UnsupportedURLSchemeError", "DownloadCancelledError"})


def fault(failure: Failure, url: str) -> Fault:
    """Read a Scrapy failure. `url` is the address that was asked for."""
    error = failure.value
    if isinstance(error, HttpError):
        return _by_status(error.response, url)
    if isinstance(error, IgnoreRequest):
        return _refused(error, url)
    if isinstance(error, HostPausedError):
        return Fault("HostPaused", f"{url}: it leads to {error}, which asks to be left alone for a while")
    kind, detail = type(error).__name__, str(error)
    if "certificate" in detail.lower():
        cure = (
            "check the address; if you trust it, add -s DOWNLOAD_VERIFY_CERTIFICATES=False,"
            " or `verify = false` to its source file"
        )
        return Fault("BadCertificate", f"{url}: its certificate does not hold; {cure}", again=False)
    text, again = _BY_NAME.get(kind, (_short(detail) or "the connection failed", True))
    never = kind in _NEVER
    return Fault(kind.removesuffix("Error"), f"{url}: {text}", again=again, never=never)


def _refused(error: IgnoreRequest, url: str) -> Fault:
    """Scrapy raises the same exception for robots.txt, for too many redirects and for what is too large."""
    text = str(error)
    if "robots.txt" in text:
        return Fault("Disallowed", f"{url}: {text}", again=False, dropped=True)
    kind = "TooManyRedirects" if "redirect" in text else "TooLarge" if "size" in text.lower() else "Refused"
    return Fault(kind, f"{url}: {_short(text)}", again=False)


def _by_status(response: Response, url: str) -> Fault:
    status = response.status
    again = status in (408, 425) or status in BUSY or status >= 500
    gone = status in (404, 410)
    return Fault(f"Http{status}", f"{url}: the server answers {status}", again=again, gone=gone)


def retry_after(header: bytes | None) -> float | None:
    """Seconds to wait by a Retry-After header, in either of its forms; None where it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _short(detail: str) -> str:
    return " ".join(detail.split())[:160]
