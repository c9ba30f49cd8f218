"""A small news site on loopback for tests, with faults that a test can switch on.

`site.pages["/a"] = "<p>…"` sets a page, `site.pages["/a"] = FAULTS["reset"]` makes it misbehave,
`site.log` has each request with its time. A page is text or bytes (sent with ETag, 304 and gzip, as a
good server does), a Reply (sent as it is), or a function from the Request to either. A key is a path, with or
without its query, or a whole address if the site is a proxy (environment `site.proxy`) for many hosts.
"""

from __future__ import annotations

import gzip
import random
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle, pairwise, repeat
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.loopback import HTML, Loopback, Reply, Request, compressed, conditional

Page = str | bytes | Reply | Callable[[Request], "str | bytes | Reply"]

TYPES = {".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".json": "application/json"}
STORY = b"<html><head><title>Night ferry</title></head><body><h1>Night ferry</h1>" + b"".join(
    b"<p>The night ferry took %d passengers across the bay before the fog came down.</p>" % number
    for number in range(40, 60)
)
MISSING = Reply(body=b"<html><title>404</title><h1>Not found</h1></html>", status=404)


def busy(after: str | None = "1", status: int = 503) -> Reply:
    """Return the reply of a server that asks for a pause: `after` is Retry-After,
    in seconds or as an HTTP date."""
    return Reply(body=b"busy", status=status, headers={"Retry-After": after} if after else {})


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


def typed(content_type: str, body: bytes = STORY) -> Reply:
    return Reply(body=body, headers={"Content-Type": content_type})


def coded(encoding: str, body: bytes) -> Reply:
    return Reply(body=body, headers={"Content-Type": HTML, "Content-Encoding": encoding})


def _farther(request: Request) -> Reply:
    """Redirect to an address that was never requested before, without end."""
    hop = int(request.path.rpartition("hop=")[2] or 0) if "hop=" in request.path else 0
    return moved(f"{request.path.split('?')[0]}?hop={hop + 1}")


FAULTS: Mapping[str, Page] = {
    "slow body": Reply(body=tuple(piece for part in (STORY[:99], STORY[99:]) for piece in (0.5, part))),
    "slow start": Reply(body=(30.0, STORY)),
    "never-ending body": Reply(body=repeat(b"<p>and then</p>" * 500)),
    "trickle": Reply(body=cycle((b".", 0.05))),
    "reset": Reply(body=STORY[:99], length=len(STORY), reset=True),
    "reset at once": Reply(raw=True, reset=True),
    "no answer": Reply(raw=True),
    "not http": Reply(body=b"220 mail.example ESMTP ready\r\n", raw=True),
    "truncated gzip": coded("gzip", gzip.compress(STORY, mtime=0)[:-20]),
    "gzip that is none": coded("gzip", STORY),
    "gzip bomb": coded("gzip", gzip.compress(bytes(50_000_000), 9, mtime=0)),
    "unknown encoding": coded("x-rot13", STORY),
    "too short": Reply(body=STORY, length=len(STORY) + 100),
    "too long": Reply(body=STORY, length=len(STORY) - 100),
    "empty": Reply(),
    "no content": Reply(status=204),
    "redirect to itself": lambda request: moved(request.path),
    "redirect for ever": _farther,
    "redirect nowhere": Reply(status=302, headers={}),
    "redirect off http": moved("file:///etc/hostname"),
    "unknown charset": typed("text/html; charset=klingon"),
    "wrong charset": typed("text/html; charset=utf-8", "<h1>Größe</h1>".encode("utf-16")),
    "no content type": Reply(body=STORY, headers={}),
    "image called html": typed(HTML, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "pdf": typed("application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(2000)),
    "header bomb": Reply(body=STORY, headers={f"X-{number}": "x" * 1000 for number in range(200)}),
    "endless header": Reply(raw=True, body=(b"HTTP/1.1 200 OK\r\n", *[b"X: " + b"x" * 995 + b"\r\n"] * 9999)),
    "server error": Reply(body=b"oops", status=500),
    "forbidden": Reply(body=b"no", status=403),
    "gone": Reply(body=b"gone", status=410),
    "busy": busy(),
    "too many": busy(status=429),
}
"""Faults of servers, by name: add a row for each new fault."""


@dataclass(frozen=True)
class Failing:
    """Makes a share of requests fail; the same seed fails the same ones."""

    share: float
    reply: Reply
    spare: tuple[str, ...] = ("/robots.txt",)
    """Paths that never fail."""


class Site:
    """A site whose pages a test sets; a context manager."""

    def __init__(self, seed: int = 7, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.log: list[Request] = []
        self._failing: Failing | None = None
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._server = Loopback(self._answer, tls)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        """The base of its addresses, without a slash at the end."""
        return self._server.url

    @property
    def proxy(self) -> Mapping[str, str]:
        """Environment variables that send a crawl's requests for any http address to this site."""
        return {"http_proxy": self.url, "no_proxy": ""}

    def fail(self, share: float, reply: Reply | None = None) -> None:
        """From now on answer `share` (0 to 1) of the requests with `reply`;
        by default a 503 that asks to wait."""
        self._failing = Failing(share, reply or busy())

    def asked(self, host: str | None = None) -> list[str]:
        """Return the requested paths, in order; of one host, or of all."""
        return [request.path for request in tuple(self.log) if host in (None, request.host)]

    def gaps(self, host: str | None = None) -> list[float]:
        """Return the seconds between each request and the next."""
        times = [request.at for request in tuple(self.log) if host in (None, request.host)]
        return [later - earlier for earlier, later in pairwise(times)]

    def most_open(self) -> Mapping[str, int]:
        """Return, by host, the most requests that were open at the same time."""
        most: dict[str, int] = {}
        for request in tuple(self.log):
            most[request.host] = max(most.get(request.host, 0), request.open)
        return most

    def _answer(self, request: Request) -> Reply:
        with self._lock:
            self.log.append(request)
            failing = self._failing
            fails = failing is not None and self._dice.random() < failing.share
        if failing is not None and fails and request.path not in failing.spare:
            return failing.reply
        return _reply(request, self._page(request))

    def _page(self, request: Request) -> Page:
        keys = (request.url, request.url.split("?")[0], request.path, request.path.split("?")[0])
        return next((self.pages[key] for key in keys if key in self.pages), MISSING)


def _reply(request: Request, page: Page) -> Reply:
    if callable(page):
        page = page(request)
    if isinstance(page, Reply):
        return page
    suffix = "." + urlsplit(request.url).path.rpartition(".")[2]
    body = page.encode() if isinstance(page, str) else page
    good = Reply(body=body, headers={"Content-Type": TYPES.get(suffix, HTML)})
    return compressed(request, conditional(request, good))
