"""Collects every date that a parsed page, its link and its response offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from pipelines.items import Evidence, Hints, Site
from pipelines.markup import Document
from pipelines.times.finding import machine_dates
from pipelines.times.finding.evidence import Context
from pipelines.times.finding.machine_dates import from_jsonld, from_meta, from_scripts
from pipelines.times.finding.marked_dates import from_time_tags
from pipelines.times.finding.outside_dates import LINKED, from_headers, from_hints, from_url
from pipelines.times.finding.text_dates import from_labels, from_phrases, from_text
from pipelines.times.reading import relative
from pipelines.times.reading.days import SCANDINAVIAN
from pipelines.times.reading.read import read
from pipelines.times.reading.readings import DateStyle
from pipelines.times.words import labels, zones
from pipelines.times.words.calendar_names import locales, months, primary
from pipelines.times.words.fold import fold

Finder = Callable[[Context], Iterator[Evidence]]
ALWAYS: tuple[Finder, ...] = (
    from_jsonld,
    from_meta,
    from_time_tags,
    from_text,
    from_hints,
    from_url,
    from_headers,
)
FALLBACKS: tuple[Finder, ...] = (from_labels, from_scripts, from_phrases)
"""Slow finders, which run only if no better evidence of publication was found."""
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-]20\d{2}(?![\d/-])")
_WARMED = ("en", "de", "fr", "es", None)
_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "PR"})


def collect(
    doc: Document,
    hints: Hints,
    headers: Mapping[str, str],
    *,
    fetched_at: datetime,
    language: str | None,
    site: Site,
    title: str | None = None,
    authors: tuple[str, ...] = (),
) -> tuple[Evidence, ...]:
    """Return every date that the page, its link and its response offer, with its kind and role.

    `headers` have names in lower case; `fetched_at` is aware; `language` is a BCP 47 tag; `title` is the
    headline and `authors` are the names that the cleaner found. The tree is only read.
    """
    doc = doc.without(site.remove)
    style = _style_of(doc, language, site)
    page = Context(doc, hints, headers, fetched_at, site, style, title, authors)
    evidence = _gather(page)
    if all(item.order_sure for item in evidence):
        return evidence
    order = _month_first_on_page(page, evidence)
    if order is None and not (style.country_known or _is_one_order(style)):
        return evidence
    if order is not None and (order != style.month_first or not style.country_known):
        evidence = _gather(replace(page, style=replace(style, month_first=order)))
    return tuple(replace(item, order_sure=True) for item in evidence)


def _is_one_order(style: DateStyle) -> bool:
    """Return True if a date such as 05/12/2023 has the day first in every country of the language.

    Month first is a habit of countries (the US). Languages that put the year first have no usual order if the
    year stands last, but the Scandinavian ones do.
    """
    has_no_order = style.year_first and style.language not in SCANDINAVIAN
    return style.language is not None and not style.month_first and not has_no_order


def _gather(page: Context) -> tuple[Evidence, ...]:
    evidence = [item for finder in ALWAYS for item in finder(page)]
    if page.doc.plain is not None or not any(_is_strong(item) for item in evidence):
        evidence += [item for finder in FALLBACKS for item in finder(page)]
    return tuple(dict.fromkeys(_with_zone(page, item) for item in evidence))


def _with_zone(page: Context, item: Evidence) -> Evidence:
    """Return the evidence with the zone that its abbreviation means; on sites of no country, by language."""
    sites = (zones.country_of_zone(page.site.timezone), *map(zones.country_of, (page.site.url, page.doc.url)))
    if item.zone is None or any(sites):
        return item
    return replace(item, zone=zones.zone_by_language(item.zone, page.style.tag) or item.zone)


def _is_strong(item: Evidence) -> bool:
    return (
        item.own
        and item.role == "published"
        and item.kind != "url"
        and item.label != LINKED
        and (item.kind != "text" or bool(item.label))
    )


def _style_of(doc: Document, language: str | None, site: Site) -> DateStyle:
    languages = (
        language,
        doc.tree.get("lang"),
        doc.first_meta("og:locale", "content-language", "language"),
        site.language,
    )
    tags = [tag.replace("_", "-") for tag in languages if tag and tag.strip()]
    main = primary(tags[0]) if tags else None
    regions = [tag.split("-")[-1].upper() for tag in tags if primary(tag) == main and "-" in tag]
    region = (
        next((region for region in regions if len(region) == 2), None)
        or zones.country_of(doc.url)
        or zones.country_of_zone(site.timezone)
    )
    short = _short_form(main)
    return DateStyle(
        language=main,
        month_first=region in _MONTH_FIRST if region else "M" in short.partition("d")[0] and short[:1] != "y",
        year_first=short.startswith("y"),
        country_known=region is not None,
        tag=tags[0] if tags else "",
        in_taiwan=main == "zh" and (region == "TW" or any("hant" in tag.lower() for tag in tags)),
    )


def _short_form(language: str | None) -> str:
    """Return how CLDR writes a short date in a language: `M/d/yy`, `dd.MM.yy`, `yy. M. d.`; "" if unknown."""
    language_locales = locales(language)
    return str(language_locales[0].date_formats["short"].pattern) if language_locales else ""


def _month_first_on_page(page: Context, evidence: tuple[Evidence, ...]) -> bool | None:
    """Return True if other dates on the page have the month first, False if the day, None if unknown."""
    by_machine = _month_first_by_machine_dates(page, evidence)
    if by_machine is not None:
        return by_machine
    day_first = month_first = 0
    for piece in page.doc.scan.pieces:
        for match in _NUMERIC.finditer(piece.text):
            day_first += int(match[1]) > 12 >= int(match[2]) > 0
            month_first += int(match[2]) > 12 >= int(match[1]) > 0
    return bool(month_first) if bool(day_first) != bool(month_first) else None


def _month_first_by_machine_dates(page: Context, evidence: tuple[Evidence, ...]) -> bool | None:
    """Return True (month first) or False if a date agrees with an unambiguous one in this order only."""
    sure = {item.day for item in evidence if item.order_sure}
    for item in evidence:
        if item.order_sure:
            continue
        swapped = item.day.replace(month=item.day.day, day=item.day.month) if item.day.day <= 12 else item.day
        if (item.day in sure) != (swapped in sure):
            return page.style.month_first if item.day in sure else not page.style.month_first
    return None


def warm() -> None:
    """Load tables, patterns and names of months, so that the first page of a new worker is not slow."""
    fold("")
    machine_dates.meta_names()
    zones.only_zone(zones.country_of("https://example.co.uk/"))  # reads the list of public suffixes
    for language in _WARMED:
        months(language)
        labels.label_at_start("", language)
        relative.is_day_word("", language)
        read("5 May 2023 14:05", DateStyle(language=language))
