"""Returns a cookie that a site sets while it redirects in a circle; other cookies are not stored or sent.

Some sites redirect each new visitor to the same address until they receive their cookie. The cookies belong
to one source and one run, and are never written to a file.
"""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.fetch.guard_middlewares import REDIRECTS
from crawler.fetch.site_requests import OWN_COOKIE

MOST = 50
"""Cookies of one source; a jar with more is emptied."""


class RedirectCookieMiddleware:
    """Has a cookie jar for each source, and uses it after redirects have led back to the same address."""

    def __init__(self) -> None:
        self._jars = defaultdict[str, CookieJar](CookieJar)
        self._in_use: set[str] = set()

    def process_request(self, request: Request) -> None:
        source = _source(request)
        if source in self._in_use:
            request.headers.pop("Cookie", None)
            self._jars[source].add_cookie_header(request)
            source_cookie, jar_cookie = request.meta.get(OWN_COOKIE), request.headers.get("Cookie")
            if source_cookie:  # cookies from the source file
                request.headers["Cookie"] = "; ".join(
                    [source_cookie, *([jar_cookie.decode()] if jar_cookie else [])]
                )

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status not in REDIRECTS or "Set-Cookie" not in response.headers:
            return response
        source, jar = _source(request), self._jars[_source(request)]
        jar.extract_cookies(response, request)
        if len(jar) > MOST:
            jar.clear()
        target = urljoin(request.url, (response.headers.get("Location") or b"").decode("latin-1").strip())
        if target in (request.url, *request.meta.get("redirect_urls", ())):
            self._in_use.add(source)
        return response


def _source(request: Request) -> str:
    leased = request.cb_kwargs.get("leased")
    return str(leased.source) if leased is not None else ""
