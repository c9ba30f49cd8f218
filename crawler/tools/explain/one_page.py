"""The page that `scrapy clean` explains, fetched or read from a file, with what its source file says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy.crawler import CrawlerProcessBase

from crawler.cli import options
from crawler.guard.terminal import complain
from crawler.sources.lookup import Sites
from crawler.sources.source import load_sources
from crawler.spiders import arguments
from crawler.spiders.pages import lone_page
from crawler.tools.explain.reading import NO_ADDRESS
from crawler.tools.fetch_once import FetchError, fetch
from pipelines.items import Page
from pipelines.markup.content_kind import kind_of_body
from pipelines.markup.document import parse
from pipelines.markup.limits import OverLimit
from pipelines.text.metadata.head_fields import stated_url

_ELEMENT = re.compile(r"<(?:!doctype|html|head|body|title|meta|p|div|article|section|h[1-6])[\s/>]", re.I)


def load_page(
    process: CrawlerProcessBase, place: str, directory: Path, *, url: str | None, timezone: str | None
) -> tuple[Page, str | None]:
    """Return the page at an address or in a file, and the source file of its site.

    `url` is the address from which a file was saved, by default the one that the page gives for itself;
    `timezone` has priority over the source file's. Raises BroadsheetError.
    """
    zone = options.zone("--timezone", timezone)
    sources, errors = load_sources(directory)
    sites = Sites(sources)
    if "://" in place:
        arguments.address(place)
        response = fetch(process, place, sources)
        page = lone_page(response, sites.of(response.url))
    else:
        page = _saved_page(Path(place), url, sites)
    source = sites.source(page.url)
    if source is None:
        complain(*errors)  # one of these files may be the one of this site
    file = _relative(directory / f"{source.name}.toml") if source else None
    return replace(page, site=replace(page.site, timezone=zone or page.site.timezone)), file


def _saved_page(path: Path, url: str | None, sites: Sites) -> Page:
    if url is not None:
        _check_address(url)
    try:
        body = path.read_bytes()
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}; give a file, or an address with https://") from error
    if not body:
        raise FetchError(f"{path}: is empty (0 bytes); save the page again, or give its address")
    is_text = path.suffix == ".txt"
    if not is_text and _is_plain(body):
        is_text = True
        complain(f"{path}: is not HTML; it is read as plain text")
    kind = "text/plain" if is_text else "text/html"
    url = url or (None if is_text else _stated_address(body)) or NO_ADDRESS
    return Page(url=url, body=body, fetched_at=datetime.now(UTC), site=sites.of(url), content_type=kind)


def _check_address(url: str) -> None:
    try:
        arguments.address(url)
    except arguments.ArgumentError as error:
        raise arguments.ArgumentError(f"--url {url}: {error}") from error


def _stated_address(body: bytes) -> str | None:
    try:
        return stated_url(parse(body, NO_ADDRESS)) if kind_of_body(body, "text/html") == "page" else None
    except OverLimit:
        return None  # whoever reads the page says so


def _is_plain(body: bytes) -> bool:
    """Return True for text without an element of a page, such as Markdown."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return (
        bool(text.strip())
        and "\0" not in text
        and kind_of_body(body, "text/plain") == "page"
        and not _ELEMENT.search(text)
    )


def _relative(path: Path) -> str:
    """Return the path as a user would type it in this directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def write_text(path: Path, text: str) -> None:
    """Write a file. Raises FetchError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}; name another file") from error
