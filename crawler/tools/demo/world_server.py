"""The bundled news world: its addresses, and the reply to each.

Each outlet is a directory in `world/` with a `site.toml`: its host, and a file for each path. A page's file
contains its part of the head, the line `<!-- body -->`, and its part of the body. The outlet's frame is put
around it, as a content management system does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.tools.demo.loopback import HTML, Loopback, Reply, Request, compressed, conditional

WORLD = Path(__file__).parent / "world"
SOURCES = Path(__file__).parent / "sources"
"""The source files of the world's outlets."""

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


def _answer(request: Request) -> Reply:
    return compressed(request, conditional(request, page(request.url)))


@contextmanager
def serving() -> Iterator[str]:
    """Serve the world while the block runs; gives the address of the proxy through which to reach it."""
    with Loopback(_answer) as server:
        yield server.url
