"""Turns what was seen of a site into the values of its source file, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel.core import get_global

from crawler.tools.addsource.choice import Choice, choose_language, primary, regions, weighed_by_text
from crawler.tools.addsource.look import FoundUrl, Look
from crawler.tools.addsource.zone import choose_zone
from pipelines import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The values of a future source file, each with its evidence."""

    url: str
    given: FoundUrl | None = None
    """The listing that the user gave, with its kind; None if it was the site, or one of its articles."""
    feeds: tuple[FoundUrl, ...] = ()
    sitemaps: tuple[FoundUrl, ...] = ()
    sections: tuple[FoundUrl, ...] = ()
    left_out: tuple[FoundUrl, ...] = ()
    language: Choice | None = None
    timezone: Choice | None = None
    country: Choice | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The site's address and those of its listings."""
        return (self.url, *(each.url for each in (*self.feeds, *self.sitemaps, *self.sections)))

    def __bool__(self) -> bool:
        """Return whether there is anything to read articles from."""
        return bool(self.feeds or self.sitemaps or self.sections)


def weigh(seen: Look) -> Findings:
    language = choose_language(weighed_by_text(seen.languages, seen.spoken))
    country, why, guess = _country(seen, language)
    return Findings(
        url=seen.home,
        given=seen.given,
        feeds=tuple(seen.feeds),
        sitemaps=tuple(seen.sitemaps),
        sections=tuple(seen.sections),
        left_out=tuple(seen.left_out),
        language=language,
        timezone=choose_zone(country, seen.moments, why=why, guess=guess),
        country=Choice(country, why) if country and why.startswith("the domain") else None,
    )


def _country(seen: Look, language: Choice | None) -> tuple[str | None, str, bool]:
    """The site's country, how it is known, and whether it is only a guess."""
    if by_domain := urls.country(seen.home):
        return by_domain, f"the domain belongs to {by_domain}", False
    spoken = primary(language.value) if language else None
    if named := regions(one for one in seen.languages if primary(one.value) in (None, spoken)):
        return named[0], f"its language is that of {named[0]}", False
    if language is None:
        return None, "", True
    likely = str(get_global("likely_subtags").get(language.value, "")).rpartition("_")[2] or None
    return likely, f"its language is spoken most in {likely}", True


# fmt: off
_COMMON = frozenset([
    "amp", "app", "beta", "blog", "blogs", "edition", "feed", "feeds", "home", "info", "live", "local",
    "media", "mobile", "news", "online", "portal", "press", "radio", "rss", "site", "sport", "sports",
    "video", "world",
])
# fmt: on
"""Names of subdomains that do not tell sites apart."""


def default_names(url: str) -> tuple[str, ...]:
    """Return names for a source, in order: if another site has the first one, take the next.

    `www.herald.co.uk` → `herald`; `flink.apache.example` → `flink`, `flink-apache`; `news.herald.example` →
    `herald`, `news-herald`; `herald.example:8443` → `herald`, `herald-8443`.
    """
    host = urls.bare_host(url)
    port = urls.bare_netloc(url).removeprefix(host)
    site = re.sub(r":\d*$|[\[\]]", "", urls.site(url))
    before = host.removesuffix(site).rstrip(".")
    label = host + port if re.fullmatch(r"[\d.:a-f]+|localhost", site) else site.partition(".")[0]
    # Two letters are a language or a country.
    is_common = before in _COMMON or len(before) < 3 or "." in before
    short = label if is_common else before
    forms = (short, f"{before}.{label}", short if port in short else short + port)
    names = (re.sub(r"[^\w]+", "-", _readable(name)).strip("-") for name in forms)
    return tuple(dict.fromkeys(names))


def _readable(name: str) -> str:
    try:
        return name.strip(".").encode("ascii").decode("idna")
    except UnicodeError:
        return name
