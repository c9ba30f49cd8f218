"""Adds the values in a site's source file to its requests: login, headers, cookies, User-Agent, proxy.

Login, headers and cookies go only to the host of the source's `url` (with and without `www.`): never to
another host or another port, or to an address without TLS if `url` has it. A redirect is a new request, so
they are removed before it is sent. Their values are in no setting and no row, and logs mask them.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from crawler.guard.secrets import hide
from crawler.run_context import run_context
from crawler.sources.source import Source
from pipelines.urls import bare_host, bare_netloc, same_site

ADDED = "site_headers"
"""Request meta: the names of the headers that were added."""
OWN_COOKIE = "site_cookie"
"""Request meta: the Cookie header that was added."""
ANSWER = "answer"
"""Request meta: HTML that is used as the answer, so that nothing is sent."""
IP = "ip"
"""Request meta: the only version of IP that may be used."""


class NoSecretError(Exception):
    """An environment variable that a source file names is missing or wrong."""

    kind = "NoSecret"


class SiteRequestMiddleware:
    """Adds the values in the source file of its site to each request."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteRequestMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Add the values and return None, or return an answer that is already known. Raises NoSecretError."""
        if ANSWER in request.meta:
            headers = {"Content-Type": "text/html; charset=utf-8"}
            return HtmlResponse(request.url, body=request.meta[ANSWER], headers=headers, flags=[ANSWER])
        for name in request.meta.pop(ADDED, ()):
            request.headers.pop(name, None)
        request.meta.pop(OWN_COOKIE, None)
        source = self.source_of(request)
        if source is None:
            return None
        if source.proxy:
            request.meta["proxy"] = secret(source.proxy)
            if not request.meta["proxy"].startswith("http://"):
                del request.meta["proxy"]
                raise NoSecretError(f"{source.proxy} must be an address such as http://proxy.example:3128")
        request.meta[IP] = source.ip
        if may_have_secrets(request.url, source):
            headers = dict(headers_of(source))
            request.headers.update(headers)
            request.meta[ADDED] = list(headers)
            request.meta[OWN_COOKIE] = headers.get("Cookie")
        return None

    def source_of(self, request: Request) -> Source | None:
        """Return the source of a request; for robots.txt and tdmrep.json, a source with that host or site.

        If several sources have that site, it is one with a proxy or a version of IP, because these must not
        be bypassed.
        """
        context = run_context(self.crawler)
        sources = context.sources if context is not None else {}
        leased = request.cb_kwargs.get("leased")
        if leased is not None:
            return sources.get(leased.source)
        netloc = bare_netloc(request.url)
        owners = [source for source in sources.values() if netloc in source.netlocs]
        owners = owners or [source for source in sources.values() if same_site(source.url, request.url)]
        return max(owners, key=lambda source: bool(source.proxy or source.ip), default=None)


def may_have_secrets(url: str, source: Source) -> bool:
    """Return True if secrets may be sent to an address: the source's host, with TLS if its `url` has it."""
    requested, source_parts = urlsplit(url), urlsplit(source.url)
    ports = {"http": 80, "https": 443}
    target, home = (
        (parts.scheme, parts.port or ports.get(parts.scheme)) for parts in (requested, source_parts)
    )
    return bare_host(url) == source.host and (
        target == home or (target == ("https", 443) and home == ("http", 80))
    )


def headers_of(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the headers for a request to the source's own host. Raises NoSecretError."""
    yield from ((name, secret(value)) for name, value in source.headers)
    if source.user_agent:
        yield "User-Agent", source.user_agent
    if source.cookies:
        yield "Cookie", "; ".join(f"{name}={secret(value)}" for name, value in source.cookies)
    if source.bearer:
        yield "Authorization", f"Bearer {secret(source.bearer)}"
    if source.basic:
        login = secret(source.basic)
        if ":" not in login:
            raise NoSecretError(f"{source.basic} must be user:password; set it in the environment again")
        coded = b64encode(login.encode()).decode("ascii")
        hide(coded)
        hide(login.partition(":")[2])
        yield "Authorization", f"Basic {coded}"


def secret(value: str) -> str:
    """Return a value of a source file; for `$NAME`, the variable's value, which logs mask from now on."""
    if not value.startswith("$"):
        return value
    variable = os.environ.get(value[1:], "").strip()
    if not variable:
        raise NoSecretError(f"{value} is not set; set it in the environment of the crawl")
    if re.search(r"[\x00-\x1f\x7f]", variable) or not variable.isascii():
        raise NoSecretError(f"{value} has letters that no header takes; set it in the environment again")
    hide(variable)
    return variable
