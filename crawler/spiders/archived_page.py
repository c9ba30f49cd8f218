"""An archived answer → the page that the stages read, or why there is none. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from crawler.discover.warc import Damage, Record
from crawler.errors import SourceError
from crawler.rights import page_rights
from crawler.sources.lookup import Sites
from pipelines.db.crawl.site_refusals import REASONS
from pipelines.items import Hints, Page
from pipelines.urls import canonical

DAMAGED = "DamagedRecord"
"""The kind of error of a record that cannot be read."""
_LISTS = ("authors", "tags")
_TEXTS = tuple(each.name for each in fields(Hints) if each.name not in _LISTS)


@dataclass(frozen=True, slots=True)
class NoPage:
    """An answer that is not read. `kind` is what it is counted as: a drop, or an error."""

    url: str
    kind: str
    message: str
    is_error: bool = True


def page_of(answer: Record | Damage, sites: Sites) -> Page | NoPage:
    """Return the page of an archived answer, or why it has none."""
    if isinstance(answer, Damage):
        kind = "TooLarge" if answer.is_large else DAMAGED
        return NoPage(answer.where, kind, f"{answer.where}: {answer.cause}")
    if answer.status != 200:
        return NoPage(answer.url, "HttpStatus", answer.url, is_error=False)
    try:
        canonical(answer.url)  # without that it could not be stored
        site = sites.of(answer.url)
    except (SourceError, ValueError) as error:  # NotAnAddress is a ValueError
        return NoPage(answer.url, "NotAnAddress", f"{answer.url}: {error}")
    if (refused := answer.metadata.get("refused")) in REASONS:
        return NoPage(answer.url, str(refused), answer.url, is_error=False)
    return Page(
        url=answer.url,
        body=answer.body,
        fetched_at=answer.fetched_at,
        site=site,
        content_type=answer.content_type,
        headers=answer.headers,
        asked=_strings(answer.metadata.get("asked")),
        hints=_hints(answer.metadata.get("hints")),
        archived=True,
        reservations=page_rights.of_page(answer.body, answer.headers),
    )


def _hints(value: object) -> Hints:
    """Return what a feed or sitemap said about the page; the file may have anything in its place."""
    values: Mapping[str, Any] = value if isinstance(value, dict) else {}
    texts = {name: values[name] for name in _TEXTS if isinstance(values.get(name), str)}
    lists = {name: _strings(values.get(name)) for name in _LISTS}
    return Hints(**{"origin": "archive", **texts, **lists})


def _strings(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
