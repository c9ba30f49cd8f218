"""Turns an entry of a feed, as feedparser returns it, into a link with everything that the entry has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from crawler.discover.hint_text import line, names, page_address, person
from crawler.discover.link import Link
from pipelines.items import Hints


def read_entry(entry: dict[str, Any], base: str, language: str | None, *, is_atom: bool) -> Link | None:
    """Return the entry's link; None if it has no address of a page."""
    url = _address(entry, base)
    if url is None:
        return None
    content: Mapping[str, Any] = next((part for part in entry.get("content", ()) if part.get("value")), {})
    summary = entry.get("summary")
    updated = dict.get(entry, "updated")  # feedparser's own `get` returns `published` instead, with a warning
    published = entry.get("published") or entry.get("created")
    hints = Hints(
        origin="feed",
        title=title_of(entry, is_atom=is_atom),
        summary=None if summary == content.get("value") else (summary or "").strip() or None,
        text=content.get("value"),
        authors=_authors(entry),
        tags=names(tag.get("term") for tag in entry.get("tags", ())),
        published=published or updated,
        modified=updated if published else None,
        language=content.get("language") or language,
        image=_image(entry, base),
    )
    return Link(url=url, kind="article", hints=hints)


def title_of(values: Mapping[str, Any], *, is_atom: bool) -> str | None:
    """Return the title of an entry or a feed.

    Atom says whether it is plain text. RSS has no way to say so.
    """
    detail = values.get("title_detail") or {}
    return line(values.get("title"), is_plain=is_atom and detail.get("type") == "text/plain")


def written_address(entry: Mapping[str, Any]) -> str:
    """Return the text that an entry has as its address, to show why it is not followed."""
    return str(entry.get("link") or entry.get("id") or entry.get("title") or "")[:500]


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    people = [author.get("name") for author in entry.get("authors", ())]
    return names(map(person, people or [entry.get("author")]))


def _address(entry: Mapping[str, Any], base: str) -> str | None:
    """Return the address of the page that the entry is about.

    Of several links, an alternate one in HTML is used. An id is used if it is an absolute address: in RSS,
    feedparser returns such an id as `link`, unless the feed says that it is no permalink; in RDF
    (`rdf:about`), it does not.
    """
    id_, link = entry.get("id"), entry.get("link")
    if link is None and "guidislink" not in entry:
        link = id_
    hrefs = chain([entry.get("feedburner_origlink")], _alternates(entry))
    alternate = next(filter(None, (page_address(href, base) for href in hrefs)), None)
    return alternate or page_address(link, base, may_be_relative=link != id_)


def _alternates(entry: Mapping[str, Any]) -> Iterator[object]:
    for link in entry.get("links", ()):
        is_page = "html" in str(link.get("type", "html"))  # to feedparser, one without a type is HTML
        relation = str(link.get("rel", "alternate")).lower().rpartition("/")[2]  # some write it as an address
        if is_page and relation == "alternate":
            yield link.get("href")


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    media = (item for name in ("media_content", "media_thumbnail") for item in entry.get(name, ()))
    pictures = [item.get("url") for item in media if item.get("medium", "image") == "image"]
    files = (link for link in entry.get("links", ()) if link.get("rel") == "enclosure")
    pictures += [link.get("href") for link in files if str(link.get("type", "")).startswith("image/")]
    pictures.append((entry.get("image") or {}).get("href"))
    return next(filter(None, (page_address(picture, base) for picture in pictures)), None)
