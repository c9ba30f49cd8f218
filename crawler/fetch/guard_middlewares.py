"""Checks all requests and redirects before they are sent: for pages, listings and robots.txt."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.errors import BrokenAnswerError
from crawler.guard.addresses import Policy, RefusedAddressError
from crawler.run_context import run_context
from pipelines.urls import LONGEST

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def policy_of(crawler: Crawler) -> Policy:
    """Return what a crawl may request, by its settings and the private sources of its context."""
    settings, context = crawler.settings, run_context(crawler)
    return Policy(
        allow=settings.getbool("ALLOW_PRIVATE_ADDRESSES"),
        places=context.private_places if context is not None else frozenset(),
        longest=min(settings.getint("URLLENGTH_LIMIT") or LONGEST, LONGEST),
    )


class AddressMiddleware:
    """Refuses addresses that must not be requested, before anything is resolved or sent; see `crawler.guard`.

    The addresses of a name are checked by `Door`, after it is resolved.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedAddressError if the request's address is not allowed."""
        policy_of(self.crawler).check(request.url)


class AnswerMiddleware:
    """Refuses invalid redirects, and parts of pages, which Scrapy would treat as complete pages."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise RefusedAddressError for a redirect to another scheme, BrokenAnswerError for a partial page.

        An invalid status raises it too: failures are counted by status, and a server must not invent names.
        """
        if not 200 <= response.status <= 999:
            raise BrokenAnswerError("NotHttp")
        location = response.headers.get(b"Location")
        if location and response.status in REDIRECTS:
            check_redirect(request.url, location.decode("latin-1").strip())
        if response.status == 206:  # we never request a part
            raise BrokenAnswerError("PartialContent")
        return response


def check_redirect(url: str, location: str) -> None:
    """Raise RefusedAddressError if `location`, from a response of `url`, is not an http address."""
    try:
        parts = urlsplit(urljoin(url, location))
        _ = parts.port  # raises ValueError for a port that is no number
    except ValueError as error:
        why = f"leads to {location[:100]!r}, which is not an address: {error}"
        raise RefusedAddressError(url, why, "NotAnAddress") from error
    if parts.scheme not in ("http", "https"):
        why = f"leads to {location[:100]!r}, which is not an http or https address"
        raise RefusedAddressError(url, why, "UnsupportedURLScheme")
    if not parts.netloc:
        raise RefusedAddressError(url, f"leads to {location[:100]!r}, which has no host", "NotAnAddress")
