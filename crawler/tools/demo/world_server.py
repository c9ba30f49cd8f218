"""The bundled news world: its addresses, the reply to each, and a server that is a proxy to all of it.

Each outlet is a directory in `world/` with a `site.toml`: its host, and a file for each path. A page's file
contains its part of the head, the line `<!-- body -->`, and its part of the body. The outlet's frame is put
around it, as a content management system does.
"""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

WORLD = Path(__file__).parent / "world"
SOURCES = Path(__file__).parent / "sources"
"""The source files of the world's outlets."""

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the world answers to a request for an address."""

    body: bytes = field(default=b"", repr=False)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})


_MISSING = Reply(body=b"<html><title>404</title><h1>Not found</h1></html>", status=404)
_TYPES = {".html": HTML, ".txt": "text/plain; charset=utf-8"}
_SPLIT = "<!-- body -->\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """The entry of one path in `site.toml`."""

    file: str | None = None
    frame: str | None = None
    """The frame file; None means the outlet's."""
    type: str | None = None
    charset: str = "utf-8"
    modified: str | None = None
    status: int = 200
    location: str | None = None


@dataclass(frozen=True, slots=True)
class _Outlet:
    root: Path
    frame: str
    modified: str
    pages: Mapping[str, _Entry]

    def reply(self, path: str) -> Reply:
        """Return the reply to a path with its query; an unknown query changes nothing."""
        entry = self.pages.get(path) or self.pages.get(path.split("?", 1)[0])
        if entry is None:
            return _MISSING
        if entry.location is not None:
            return Reply(status=entry.status, headers={"Location": entry.location})
        headers = {"Content-Type": self._type(entry), "Last-Modified": entry.modified or self.modified}
        return Reply(body=self._text(entry).encode(entry.charset, "xmlcharrefreplace"), headers=headers)

    def _type(self, entry: _Entry) -> str:
        return entry.type or _TYPES.get(Path(entry.file or "").suffix, "application/octet-stream")

    def _text(self, entry: _Entry) -> str:
        text = _read(self.root / (entry.file or ""))
        if _SPLIT not in text:
            return text
        head, body = text.split(_SPLIT)
        frame = _read(self.root / (entry.frame or self.frame))
        return frame.replace("<!-- page head -->\n", head).replace("<!-- page body -->\n", body)


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _outlets() -> Mapping[str, _Outlet]:
    return dict(_load(path) for path in sorted(WORLD.glob("*/site.toml")))


def _load(path: Path) -> tuple[str, _Outlet]:
    site = tomllib.loads(_read(path))
    pages = {where: _Entry(**what) for where, what in site["pages"].items()}
    return site["host"], _Outlet(path.parent, site["frame"], site["modified"], pages)


def addresses() -> tuple[str, ...]:
    """Return every address of the world that answers, including redirects."""
    return tuple(f"http://{host}{path}" for host, outlet in _outlets().items() for path in outlet.pages)


def page(url: str) -> Reply:
    """Return the reply to an address; 404 if the world does not have it."""
    parts = urlsplit(url)
    outlet = _outlets().get(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return outlet.reply(path) if outlet else _MISSING


class _Handler(BaseHTTPRequestHandler):
    """Sends a page with its ETag, in gzip if the client accepts that; or 304 if the client has it already."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        reply = page(self.path)  # a client of a proxy sends the whole address
        status, body, headers = reply.status, reply.body, dict(reply.headers)
        if status == 200:
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self._has(headers):
                status, body = 304, b""
            elif "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        if status != 304:
            headers["Content-Length"] = str(len(body))
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _has(self, headers: Mapping[str, str]) -> bool:
        tag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        return headers["ETag"] in tag if tag else since == headers["Last-Modified"]

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the world while the block runs; gives the address of the proxy through which to reach it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), name="world")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
