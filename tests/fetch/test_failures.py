"""What each failed fetch means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import FirstByteTimeoutError
from crawler.fetch.failures import LONGEST_WAIT, clearer_error, fault, retry_after
from crawler.guard.addresses import RefusedAddressError
from crawler.guard.encodings import BodyTooLargeError, BrokenEncodingError
from crawler.guard.headers import HeadersTooLarge

URL = "https://herald.example/a"


def answer(status: int) -> HttpError:
    return HttpError(Response(URL, status=status))


@pytest.mark.parametrize(
    ("url", "answered", "home", "cause", "cure"),
    [
        (
            "https://herald.example/a",
            None,
            "https://www.herald.example/",
            "its certificate",
            "to its source file",
        ),
        (
            "https://herald.example/a",
            "https://go.example/b",
            "https://herald.example/",
            "it leads to go.example, whose certificate is not valid",
            "(`verify = false` in the source file is only for herald.example)",
        ),
        (
            "https://feeds.example/herald",
            "https://feeds.example/herald",
            "https://herald.example/",
            "its certificate",
            "if you trust feeds.example, add -s DOWNLOAD_VERIFY_CERTIFICATES=False (`verify = false` in",
        ),
    ],
)
def test_the_cure_for_a_certificate_is_for_its_host(
    url: str, answered: str | None, home: str, cause: str, cure: str
) -> None:
    """`verify = false` was offered for hosts for which it has no effect."""
    failure = Failure(DownloadFailedError("certificate verify failed"))
    if answered:
        failure.request = Request(answered)  # type: ignore[attr-defined]
    message = fault(failure, url, home).message
    assert message.startswith(f"{url}: {cause}")
    assert cure in message


@pytest.mark.parametrize(
    ("error", "kind", "again"),
    [
        (answer(404), "Http404", False),
        (answer(410), "Http410", False),
        (answer(500), "Http500", True),
        (answer(503), "Http503", True),
        (answer(429), "Http429", True),
        (CannotResolveHostError("x"), "CannotResolveHost", False),
        (DownloadTimeoutError("x"), "DownloadTimeout", True),
        (DownloadFailedError("certificate verify failed"), "BadCertificate", False),
        (IgnoreRequest("Forbidden by robots.txt"), "Disallowed", False),
        (IgnoreRequest("max redirections reached"), "TooManyRedirects", False),
        (BodyTooLargeError("unpacks to more"), "TooLarge", False),
        (BrokenEncodingError("its gzip breaks off"), "BrokenEncoding", True),
        (FirstByteTimeoutError(), "FirstByteTimeout", True),
        (clearer_error(DownloadCancelledError()), "TooLarge", False),
        (clearer_error(DownloadFailedError()), "BrokenOff", True),
        (HeadersTooLarge("over 9 bytes"), "HeadersTooLarge", False),
        (ValueError("a mistake of ours"), "Value", True),
        (RefusedAddressError(URL, "is not a public address"), "PrivateAddress", False),
    ],
)
def test_a_failure_has_a_name_and_says_whether_to_try_again(error: Exception, kind: str, again: bool) -> None:
    found = fault(Failure(error), URL)
    assert (found.kind, found.again) == (kind, again)
    assert found.message.startswith(URL)
    assert "\n" not in found.message


def test_retry_after_is_read_in_both_forms() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(b"120") == 120
    assert 85 < (retry_after(format_datetime(soon, usegmt=True).encode()) or 0) <= 90
    assert retry_after(b"9999999999") == LONGEST_WAIT
    assert retry_after(b"soon") is None
    assert retry_after(b"\xb2") is None
    assert retry_after(b"Thu, 01 Jan 2026 00:00:00 +99999999999999999") is None
    assert retry_after(None) is None
