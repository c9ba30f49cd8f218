"""Finds dates outside the page: in its feed's or sitemap's entry, in its URL, in the response's headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipelines.article_fields import Kind
from pipelines.items import Evidence
from pipelines.markup.owned import addresses, host_and_path
from pipelines.times.finding.evidence import Context, read_evidence, to_evidence
from pipelines.times.reading.readings import Reading
from pipelines.urls import same_site

LINKED = "linked:"
"""The label of a date from another site's feed or sitemap."""
_PATH = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<mark>[/_.-]?)(?P<m>0[1-9]|1[0-2]|(?<=[/_-])[1-9])(?P=mark)"
    r"(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9])(?!\d)"
)
_NAMED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})[/_-](?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[/_-](?P<d>\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[-_.](?P<m>0[1-9]|1[0-2])[-_.](?P<y>(?:19|20)\d{2})(?!\d)"
)
_TWO_FOLDERS = re.compile(  # 2023-12/05/, 202312/05/, 2023/1205/
    r"(?<=/)(?P<y>20[0-4]\d)(?:[-_]?(?=\d\d/)|/(?=\d{4}/))(?P<m>0[1-9]|1[0-2])/?(?P<d>0[1-9]|[12]\d|3[01])(?=/)"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d{1,5}(?!\d))"
)
_YEAR = re.compile(r"(?:20|19)\d\d")
_ARCHIVED = re.compile(r"^.+/(?=https?://)|^.*/\d{14}[a-z_]{0,4}/(?=[^/]+\.)")
"""The start of the URL of an archive's copy; the day in it is that of the copy."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def from_hints(page: Context) -> Iterator[Evidence]:
    """Yield the dates of the feed's or sitemap's entry.

    If the page is on another site than the feed, that date is the day of the link: weak evidence, and no
    clock.
    """
    kind: Kind | None = {"feed": "feed", "sitemap": "sitemap"}.get(page.hints.origin)  # type: ignore[assignment]
    if kind is None:
        return
    published = tuple(read_evidence(page, kind, page.hints.published or "", "published"))
    if same_site(page.doc.url, page.site.url):
        yield from published
        yield from read_evidence(page, kind, page.hints.modified or "", "modified")
    else:
        yield from (
            replace(item, label=LINKED, clock=None, has_seconds=False, offset=None, zone=None)
            for item in published
        )


def from_url(page: Context) -> Iterator[Evidence]:
    """Yield the day in the page's URL: `/2023/12/05/`."""
    for url in addresses(page.doc)[:2]:
        address = host_and_path(_ARCHIVED.sub("", url))
        dated = _day_of(address[1]) if address else None
        if dated:
            day, raw = dated
            yield to_evidence(Reading(day=day), "url", raw, "published")
            return


def _day_of(path: str) -> tuple[date, str] | None:
    if not _YEAR.search(path):  # most addresses; the patterns take ten times as long
        return None
    for pattern in (_PATH, _NAMED, _DAY_FIRST, _TWO_FOLDERS, _COMPACT):
        for match in pattern.finditer(path):
            month = match["m"].lower()[:3]
            try:
                number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
                return date(int(match["y"]), number, int(match["d"])), match[0]
            except ValueError:
                continue
    return None


def from_headers(page: Context) -> Iterator[Evidence]:
    """Yield the `Last-Modified` of the response, as a date of change."""
    raw = page.headers.get("last-modified")
    if raw:
        yield from read_evidence(page, "header", raw, "modified", label="last-modified")
