"""Checks of what Broadsheet needs on this machine: Python, SQLite, time zones, disk, extras."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.fetch import javascript
from crawler.tools.doctor.finding import Finding, State
from pipelines.db.connect import OLDEST_SQLITE

OLDEST_PYTHON = (3, 11)
FEATURES: Mapping[str, str] = {
    "FTS5": "CREATE VIRTUAL TABLE temp.words USING fts5(text)",
    "JSON": "SELECT json('[1]')",
    "STRICT": "CREATE TEMP TABLE strict_one (n INTEGER) STRICT",
}
"""A feature that our schema uses → a statement that fails if SQLite was built without it."""
ZONES = ("Asia/Tehran", "America/Argentina/Buenos_Aires", "Europe/Kyiv")
ROOM = 1_000_000_000
"""Free bytes that a crawl should have: 10,000 articles with their pages take about half of it."""
LEAST_ROOM = 50_000_000
"""Free bytes below which a crawl soon stops."""
EXTRAS: Mapping[str, tuple[str, str]] = {
    "parquet": ("pyarrow", "scrapy export -o news.parquet"),
    "browse": ("datasette", "scrapy browse"),
}
"""Optional extra → the package that it installs, and the command that needs it."""


def machine(database: Path, program: str | None = None) -> Iterator[Finding]:
    """Run all checks that need no network."""
    yield _python()
    yield from _sqlite()
    yield _zones()
    yield _disk(database)
    yield from _extras()
    yield _browser(program)
    yield from _proxies()


def _python() -> Finding:
    version = f"{platform.python_version()} on {platform.system()}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding("bad", "Python", version, "install Python 3.11 or later")
    return Finding("ok", "Python", version)


def _sqlite() -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Finding("bad", "SQLite", version, "3.40 is needed: use a newer Python, or a newer system")
        return
    with closing(sqlite3.connect(":memory:")) as db:
        missing = [name for name, sql in FEATURES.items() if not _runs(db, sql)]
    if missing:
        cure = "use a Python whose SQLite has it, such as the one of python.org or Debian"
        yield Finding("bad", "SQLite", f"{version}, built without {', '.join(missing)}", cure)
    else:
        yield Finding("ok", "SQLite", f"{version} with {', '.join(FEATURES)}")


def _runs(db: sqlite3.Connection, sql: str) -> bool:
    try:
        db.execute(sql)
    except sqlite3.OperationalError:
        return False
    return True


def _zones() -> Finding:
    try:
        names = [ZoneInfo(name).key for name in ZONES]
    except ZoneInfoNotFoundError as error:
        return Finding("bad", "time zones", str(error), "pip install tzdata")
    return Finding("ok", "time zones", f"known, for example {', '.join(names)}")


def _disk(database: Path) -> Finding:
    directory = database.parent
    if not directory.is_dir():
        cure = "create it, or name another with -s DATABASE=path"
        return Finding("bad", "disk", f"{directory} is not a directory", cure)
    if not os.access(directory, os.W_OK):
        cure = "change its permissions, or name another place"
        return Finding("bad", "disk", f"{directory} cannot be written", cure)
    free = shutil.disk_usage(directory).free
    room = f"{free / 1e9:.1f} GB free in {directory}"
    if free < ROOM:
        state: State = "bad" if free < LEAST_ROOM else "look"
        return Finding(state, "disk", room, "make room, or keep fewer pages: RAW_PAGES_MEGABYTES")
    return Finding("ok", "disk", room)


def _extras() -> Iterator[Finding]:
    for extra, (package, use) in EXTRAS.items():
        if find_spec(package) is None:
            install = f"pip install -e '.[{extra}]', or pipx install --force '.[{extra}]'"
            cure = f"for `{use}`, in the clone: {install}"
            yield Finding("ok", "extras", f"{extra} is not installed, and nobody needs it to crawl", cure)
        else:
            yield Finding("ok", "extras", f"{extra} is installed, for `{use}`")


def _browser(program: str | None) -> Finding:
    """Whether pages can be read in a browser; only a crawl that asks for it needs one."""
    lack = javascript.missing(program)
    if lack is None:
        return Finding("ok", "browser", f"{javascript.executable(program)}, for pages that need JavaScript")
    cause, _, cure = lack.partition("; ")
    return Finding("bad" if program else "ok", "browser", cause, f"for pages that need JavaScript: {cure}")


def _proxies() -> Iterator[Finding]:
    for name in ("http_proxy", "https_proxy"):
        value = os.environ.get(name) or os.environ.get(name.upper())
        if value:  # only the host: a proxy's address may contain a password
            yield Finding("ok", "proxy", f"{name} leads through {urlsplit(value).hostname or value}")
    if file := os.environ.get("SSL_CERT_FILE"):
        yield _authorities(Path(file))


def _authorities(file: Path) -> Finding:
    """OpenSSL ignores a missing file without a word, and then no certificate is valid."""
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ValueError) as error:
        cure = "name the PEM file of your certificate authority, or unset it"
        return Finding("bad", "certificates", f"SSL_CERT_FILE: {file} cannot be read: {error}", cure)
    return Finding("ok", "certificates", f"SSL_CERT_FILE: the authorities of {file} are trusted")
