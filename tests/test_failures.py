"""What a failed fetch means, a row each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.failures import LONGEST_WAIT, fault, retry_after

URL = "https://herald.example/a"


def answer(status: int, **headers: str) -> HttpError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpError(Response(URL, status=status, headers=named))


@pytest.mark.parametrize(
    ("error", "kind", "again", "wait"),
    [
        (answer(404), "Http404", False, None),
        (answer(410), "Http410", False, None),
        (answer(500), "Http500", True, None),
        (answer(503, Retry_After="7"), "Http503", True, 7.0),
        (answer(429), "Http429", True, None),
        (CannotResolveHostError("x"), "CannotResolveHost", False, None),
        (DownloadTimeoutError("x"), "DownloadTimeout", True, None),
        (DownloadFailedError("certificate verify failed"), "BadCertificate", False, None),
        (IgnoreRequest("Forbidden by robots.txt"), "Disallowed", False, None),
    ],
)
def test_a_failure_is_named_and_says_whether_to_try_again(
    error: Exception, kind: str, again: bool, wait: float | None
) -> None:
    found = fault(Failure(error), URL)
    assert (found.kind, found.again, found.wait) == (kind, again, wait)
    assert found.message.startswith(URL)
    assert "\n" not in found.message


def test_retry_after_is_read_in_both_forms() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(b"120") == 120
    assert 85 < (retry_after(format_datetime(soon, usegmt=True).encode()) or 0) <= 90
    assert retry_after(b"9999999999") == LONGEST_WAIT
    assert retry_after(b"soon") is None
    assert retry_after(None) is None
