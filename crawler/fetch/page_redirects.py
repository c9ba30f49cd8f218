"""Follows pages that only lead to another: a `Refresh` header, a meta refresh after 0 s, or a script.

They count as redirects, with the same limits and checks as a status of 30x.
"""

from __future__ import annotations

import html
import re
from itertools import islice
from urllib.parse import unquote, urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.fetch.guard_middlewares import check_redirect
from crawler.fetch.script_flow import END, Script
from crawler.fetch.site_requests import ANSWER
from pipelines.urls import NotAnAddress, canonical

_LOOK = 100_000  # bytes of a page that are searched
_LITTLE = 200  # characters: such a page has at most a text like "You are being redirected"
_SOON = 1.0  # seconds: a later refresh reloads a page that is being read

# A tag ends at the next `<` here: otherwise 100,000 unclosed ones would stop the event loop for seconds.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(r"<meta\b[^<>]{0,500}?http-equiv\s*=\s*[\"']?refresh\b[^<>]{0,5000}>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s<>]+))", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s*(\d{1,6}(?:\.\d*)?|\.\d+)\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?(\S[^\"']*)", re.IGNORECASE
)
_NOSCRIPT = re.compile(r"<noscript\b.*?(?:</noscript\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_IS_DATA = re.compile(
    r"\btype\s*=\s*[\"']?(?:[\w/.+-]*json|text/(?:html|template|x-)|importmap)", re.IGNORECASE
)
_MUCH_DATA = 500  # characters: an article may be in them
_MOST_PLACES = 50  # in scripts where a page may go elsewhere
_TEXT = r"(?:\"([^\"\\]*(?:\\.[^\"\\]*)*)\"|'([^'\\]*(?:\\.[^'\\]*)*)')"
_LOCATION = re.compile(
    r"(?<![\w.$])(?:(?:window|document|top|self|parent)\s*\.\s*){0,2}location(?:\s*\.\s*href)?\s*"
    rf"(?:=(?!=)|\.\s*(?:replace|assign)\s*\()\s*(?:decodeURI(?:Component)?\s*\(\s*)?(?:{_TEXT}|([\w$]+)\s*[;)\n])"
)
_PACKED = re.compile(r"(?:https?%3A)?%2F", re.IGNORECASE)
_NAMED = re.compile(rf"(?<![\w.$])([\w$]+)\s*=\s*{_TEXT}")
_BASE = re.compile(r"<base\b[^<>]{0,500}?href\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_ONLOAD = re.compile(r"<body\b[^<>]{0,2000}?onload\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(script|style|noscript|title|head|template)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)


class PageRedirectMiddleware:
    """Requests the page that a response leads to. `most` is the limit of redirects for one page."""

    def __init__(self, most: int) -> None:
        self.most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageRedirectMiddleware:
        return cls(crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Raises RefusedAddressError if the page leads to another scheme, IgnoreRequest after too many."""
        # robots.txt itself, and tdmrep.json
        is_file = request.meta.get("dont_obey_robotstxt") or request.meta.get("dont_redirect")
        if response.status != 200 or is_file or ANSWER in response.flags:
            return response
        target = target_of(response)
        if target is None:
            return response
        check_redirect(request.url, target)
        try:
            url = canonical(target, response.url)
        except NotAnAddress:
            return response
        before = request.meta.get("redirect_urls", [])
        if url in (request.url, response.url) or url in before:
            return response
        times = request.meta.get("redirect_times", 0) + 1
        if times > self.most:
            raise IgnoreRequest("max redirections reached")
        meta = {**request.meta, "redirect_times": times, "redirect_urls": [*before, request.url]}
        return request.replace(url=url, meta=meta, dont_filter=True)


def target_of(response: Response) -> str | None:
    """Return the address to which the response leads at once; None if it is a page for readers."""
    header = (response.headers.get("Refresh") or b"").decode("latin-1")
    if target := _at_once(header):
        return urljoin(response.url, target)
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    start = response.body[:_LOOK]
    if b"html" not in kind or (b"refresh" not in start.lower() and b"location" not in start):
        return None
    text = _COMMENT.sub("", start.decode("utf-8", "replace"))
    base = _BASE.search(text)
    place = urljoin(response.url, html.unescape(base[1])) if base else response.url
    return next((urljoin(place, found) for found in _targets(text, response.body)), None)


def _targets(text: str, body: bytes) -> list[str]:
    is_short = len(body) <= _LOOK and len(" ".join(_UNSEEN.sub(" ", text).split())) < _LITTLE
    # A page for readers may have a refresh for browsers without scripts, and scripts that run later.
    seen = text if is_short else _NOSCRIPT.sub("", text)
    metas = (_CONTENT.search(tag) for tag in _META.findall(seen))
    found = [_at_once(html.unescape(next(filter(None, one.groups()), ""))) for one in metas if one]
    if is_short:
        found += _of_scripts(text)
    return [target for target in found if target]


def _of_scripts(text: str) -> list[str]:
    """Return the addresses that a page's scripts go to by themselves, written there or under a name.

    What they do only after some seconds counts if no data beside them may be an article.
    """
    found = _SCRIPT.findall(text)
    scripts = [body for attributes, body in found if not _IS_DATA.search(attributes)]
    scripts += [html.unescape(one or two) for one, two in _ONLOAD.findall(text)]
    joined = "".join(f"{script}\n{END}" for script in scripts)
    has_data = sum(len(body) for attributes, body in found if _IS_DATA.search(attributes)) > _MUCH_DATA
    named = {name: one or two for name, one, two in _NAMED.findall(joined)}
    places = list(islice(_LOCATION.finditer(joined), _MOST_PLACES))
    flow = Script(joined) if places else None
    wanted = ("now",) if has_data else ("now", "later")
    places = [each for each in places if flow is not None and flow.when(each.start()) in wanted]
    return [
        _unescaped(one or two or named.get(name, "")) for one, two, name in (each.groups() for each in places)
    ]


def _at_once(refresh: str) -> str | None:
    match = _REFRESH.match(refresh[:5_000])
    return match[2].strip() if match and float(match[1]) <= _SOON else None


def _unescaped(text: str) -> str:
    text = text.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'").replace("\\u0026", "&")
    return unquote(text) if _PACKED.match(text) else text
