"""Follows pages that only redirect: by a `Refresh` header, a meta refresh after at most 1 s, or a script.

The limits and checks are those of redirects with a status of 30x.
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
_LITTLE = 200  # characters: a page that redirects has at most a text such as "You are being redirected"
_SOON = 1.0  # seconds: a later refresh only reloads a page for readers

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
_MUCH_DATA = 500  # characters: more data may have an article
_MOST_PLACES = 50  # in scripts at which a page may be redirected
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
    """Requests the page to which a response redirects. `most` is the limit of redirects for one page."""

    def __init__(self, most: int) -> None:
        self.most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageRedirectMiddleware:
        return cls(crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the response, or a request for its target.

        Raises RefusedAddressError for a target with another scheme, IgnoreRequest after too many redirects.
        """
        is_robots_or_tdmrep = request.meta.get("dont_obey_robotstxt") or request.meta.get("dont_redirect")
        if response.status != 200 or is_robots_or_tdmrep or ANSWER in response.flags:
            return response
        target = target_of(response)
        if target is None:
            return response
        check_redirect(request.url, target)
        try:
            url = canonical(target, response.url)
        except NotAnAddress:
            return response
        earlier = request.meta.get("redirect_urls", [])
        if url in (request.url, response.url) or url in earlier:
            return response
        times = request.meta.get("redirect_times", 0) + 1
        if times > self.most:
            raise IgnoreRequest("max redirections reached")
        meta = {**request.meta, "redirect_times": times, "redirect_urls": [*earlier, request.url]}
        return request.replace(url=url, meta=meta, dont_filter=True)


def target_of(response: Response) -> str | None:
    """Return the address to which the response redirects at once; None for a page for readers."""
    header = (response.headers.get("Refresh") or b"").decode("latin-1")
    if target := _immediate_target(header):
        return urljoin(response.url, target)
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    start = response.body[:_LOOK]
    if b"html" not in kind or (b"refresh" not in start.lower() and b"location" not in start):
        return None
    text = _COMMENT.sub("", start.decode("utf-8", "replace"))
    base = _BASE.search(text)
    place = urljoin(response.url, html.unescape(base[1])) if base else response.url
    return next((urljoin(place, target) for target in _targets(text, response.body)), None)


def _targets(text: str, body: bytes) -> list[str]:
    is_short = len(body) <= _LOOK and len(" ".join(_UNSEEN.sub(" ", text).split())) < _LITTLE
    # A page for readers may have a refresh for browsers without scripts, and scripts that run later.
    visible = text if is_short else _NOSCRIPT.sub("", text)
    metas = (_CONTENT.search(tag) for tag in _META.findall(visible))
    targets = [
        _immediate_target(html.unescape(next(filter(None, content.groups()), "")))
        for content in metas
        if content
    ]
    if is_short:
        targets += _script_targets(text)
    return [target for target in targets if target]


def _script_targets(text: str) -> list[str]:
    """Return the addresses to which a page's scripts redirect: a text, or a variable with a text.

    A redirect after some seconds counts only if the page has no data that may be an article.
    """
    elements = _SCRIPT.findall(text)
    scripts = [body for attributes, body in elements if not _IS_DATA.search(attributes)]
    scripts += [html.unescape(double or single) for double, single in _ONLOAD.findall(text)]
    all_scripts = "".join(f"{script}\n{END}" for script in scripts)
    has_data = sum(len(body) for attributes, body in elements if _IS_DATA.search(attributes)) > _MUCH_DATA
    texts_by_name = {name: double or single for name, double, single in _NAMED.findall(all_scripts)}
    matches = list(islice(_LOCATION.finditer(all_scripts), _MOST_PLACES))
    flow = Script(all_scripts) if matches else None
    accepted = ("now",) if has_data else ("now", "later")
    matches = [match for match in matches if flow is not None and flow.when(match.start()) in accepted]
    return [
        _unescaped(double or single or texts_by_name.get(name, ""))
        for double, single, name in (match.groups() for match in matches)
    ]


def _immediate_target(refresh: str) -> str | None:
    match = _REFRESH.match(refresh[:5_000])
    return match[2].strip() if match and float(match[1]) <= _SOON else None


def _unescaped(text: str) -> str:
    text = text.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'").replace("\\u0026", "&")
    return unquote(text) if _PACKED.match(text) else text
