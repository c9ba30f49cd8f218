"""Finds stored pages that are further windows of a list: `/news/town/?page=2`, where `/news/town/` is a list.

A window with one entry looks like an article with that entry's date and text. So does the folder of a year.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from pipelines.db import Database
from pipelines.drops import Section, SitePage, Tag
from pipelines.markup.address_shape import page_key

SOME = 0.25
"""The share of a source's new pages that may be windows. Where articles are `/read?id=7`, all would be."""
BELOW = 2
"""Pages below the folder of a year."""

_YEAR = re.compile(r"/(?:19|20)\d\d/?$")
_LISTS = """
    SELECT url
    FROM _frontier
    WHERE source = :source AND state = 'dropped' AND detail IN (SELECT value FROM json_each(:reasons))
"""


def list_windows(db: Database, source: str, urls: Collection[str]) -> set[str]:
    """Return those of a source's stored pages that are windows of its lists, or folders of years."""
    reasons = json.dumps([Section.__name__, SitePage.__name__, Tag.__name__])
    lists = {page_key(url) for (url,) in db.all(_LISTS, {"source": source, "reasons": reasons})}
    windows = {url for url in urls if not lists.isdisjoint(_wider(url))}
    return (windows if len(windows) <= SOME * len(urls) else set()) | set(_years(urls))


def _wider(url: str) -> Iterator[str]:
    """Yield the keys of an address without one of its parameters, and without all; a root is no list."""
    parts = urlsplit(url)
    names = parts.query.split("&") if parts.query else []
    for at in range(len(names)):
        query = "&".join(names[:at] + names[at + 1 :])
        if query or parts.path.strip("/"):
            yield page_key(parts._replace(query=query).geturl())
    if len(names) > 1 and parts.path.strip("/"):
        yield page_key(parts._replace(query="").geturl())


def _years(urls: Collection[str]) -> Iterator[str]:
    keys = {url: f"{page_key(url)}/" for url in urls if _YEAR.search(urlsplit(url).path)}
    for url, folder in keys.items():
        if sum(page_key(other).startswith(folder) for other in urls) >= BELOW:
            yield url
