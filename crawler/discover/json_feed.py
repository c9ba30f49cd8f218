"""Reads a JSON Feed: its text → the fields of a `Feed`, and its entries."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from crawler.discover.hint_text import line, names, page_address, person
from crawler.discover.link import Link, NotAFeed
from pipelines.items import Hints


def read_json(text: str, url: str, most: int) -> tuple[dict[str, Any], list[tuple[str, Link | None]]]:
    """Return the fields of a `Feed`, and the first `most` entries as `feed.Entry`.

    Raises NotAFeed.
    """
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        cure = "tell the site, or use another of its feeds"
        raise NotAFeed(url, f"its JSON is broken ({error})", cure) from error
    items = data.get("items")
    if "jsonfeed.org" not in str(data.get("version")) or not isinstance(items, list):
        cure = "give the address of its RSS, Atom or JSON feed"
        raise NotAFeed(url, "it is JSON, but no JSON Feed", cure)
    language = line(data.get("language"))
    head = {
        "version": "json" + "".join(filter(str.isdigit, str(data["version"]).rpartition("/")[2])),
        "title": line(data.get("title"), is_plain=True),
        "home": page_address(data.get("home_page_url"), url),
        "language": language,
        "next_url": page_address(data.get("next_url"), url),
        "left_out": max(0, len(items) - most),
    }
    entries = [item if isinstance(item, dict) else {} for item in items[:most]]
    return head, [(_written_address(item), _link(item, url, language)) for item in entries]


def _written_address(item: Mapping[str, Any]) -> str:
    written = item.get("url") or item.get("external_url") or item.get("id") or item.get("title") or ""
    return str(written)[:500]


def _link(item: Mapping[str, Any], base: str, language: str | None) -> Link | None:
    item_url = page_address(item.get("url"), base)
    url = item_url or page_address(item.get("id"), base, may_be_relative=False)
    url = url or page_address(item.get("external_url"), base)
    if url is None:
        return None
    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else ()
    hints = Hints(
        origin="feed",
        title=line(item.get("title"), is_plain=True),
        summary=_string(item.get("summary")),
        text=_string(item.get("content_html")) or _paragraphs(_string(item.get("content_text"))),
        authors=names(person(author.get("name")) for author in people or () if isinstance(author, dict)),
        tags=names(tags or ()),
        published=_string(item.get("date_published")),
        modified=_string(item.get("date_modified")),
        language=line(item.get("language")) or language,
        image=page_address(item.get("image") or item.get("banner_image"), base),
    )
    return Link(url=url, kind="article", hints=hints)


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _paragraphs(text: str | None) -> str | None:
    lines = (line for line in (text or "").splitlines() if line.strip())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines) or None
