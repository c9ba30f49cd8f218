"""One page as cleaner and dates read it, without a feed and without other pages of its site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.errors import BroadsheetError
from pipelines import times
from pipelines.article_fields import PageFields, values_of
from pipelines.db import open_database
from pipelines.db.readonly import is_there
from pipelines.drops import BY_KIND
from pipelines.items import Cleaned, Dates, Evidence, Offer, Page, Story
from pipelines.markup.content_kind import kind_of
from pipelines.markup.limits import OverLimit
from pipelines.sites import Profile
from pipelines.stages.site_memories import SiteMemories
from pipelines.urls import country
from pipelines.worker.read_page import clean_page

NO_ADDRESS = "https://no-address.invalid/saved.html"
"""Stands for the address of a saved page of which none is known: that of any document, as evidence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and the result of each stage."""

    page: Page
    story: Story
    dates: Dates
    evidence: tuple[Evidence, ...]
    refusal: str | None
    source_file: str | None = None
    """The source file of the page's site; None if there is none."""
    site_pages: int = 0
    """Articles of the site that have taught how to read this page; 0 where none have."""
    site_changes: tuple[str, ...] = ()
    """What they change on it, in words."""

    @property
    def address(self) -> str | None:
        return None if self.page.url == NO_ADDRESS else self.page.url

    @property
    def address_line(self) -> str:
        cure = "give it with --url, for the site's rules, the date in it and relative links"
        return self.address or f"no address known; {cure}"

    @property
    def rules(self) -> dict[str, list[str]]:
        """The selectors in the source file's `[clean]`: `body` and `remove`, if it has them."""
        site = self.page.site
        rules = {"body": list(site.body), "remove": list(site.remove)}
        return {name: selectors for name, selectors in rules.items() if selectors}

    @property
    def rules_line(self) -> str:
        if self.address is None:
            return "no address known, so only the general rules apply"
        if self.source_file is None:
            return "this site has no source file, so only the general rules apply"
        rules = "; ".join(
            f"{name} {', '.join(self._shown(name, each) for each in selectors)}"
            for name, selectors in self.rules.items()
        )
        return f"{self.source_file}: {rules or 'it has no [clean], so only the general rules apply'}"

    def _shown(self, key: str, selector: str) -> str:
        is_missing = f"{key} {selector}" in self.story.unmatched
        return f"{selector} (matches nothing on this page)" if is_missing else selector

    def is_chosen(self, offer: Offer) -> bool:
        chosen = self.fields.get(offer.field) or ()
        return offer.value in chosen if isinstance(chosen, list) else offer.value == chosen

    def is_published(self, each: Evidence) -> bool:
        """Return whether `published_at` comes from this evidence."""
        if not each.own or each.role not in ("published", "created"):
            return False
        return each.kind == self.dates.published_from and each.raw == self.dates.published_raw

    @property
    def fields(self) -> dict[str, str | list[str] | None]:
        """What would be stored, by column; a page that is not an article has only the reason."""
        if self.refusal:
            return {"refused": self.refusal}
        own = values_of(PageFields, self.story)
        lists = {name: list(value) for name, value in own.items() if isinstance(value, tuple)}
        del own["is_paywalled"]  # not text; pages that were saved as tests do not have it either
        dates = {"published_at": self.dates.published_at, "modified_at": self.dates.modified_at}
        return {"title": self.story.title, **own, **lists, **dates, "text": self.story.text}


class TooLarge(BroadsheetError):
    """The page exceeds a limit and is not read."""


class NotRead(BroadsheetError):
    """The file is no page: a picture, an archive, a database …"""


def read(
    page: Page, source_file: str | None = None, profile: Profile | None = None, *, place: str | None = None
) -> Reading:
    """Clean and date a page, with an explanation that names the `source_file`. Raises TooLarge or NotRead.

    `place` is the file from which it comes, which errors name if no address is known. `profile` is what the
    site's other pages have taught; what it changes is listed.
    """
    kind = kind_of(page)
    place = page.url if page.url != NO_ADDRESS or place is None else place
    if kind != "page":
        raise NotRead(f"{place}: no page of text, but {kind}; a crawl drops it as {BY_KIND[kind].__name__}")
    try:
        cleaned: Cleaned = clean_page(page, profile=profile, explain=True)
        general = clean_page(page) if profile else cleaned
    except OverLimit as error:
        raise TooLarge(f"{place}: {error}; a crawl counts such a page as an error") from error
    dates = times.choose(
        cleaned.evidence, fetched_at=page.fetched_at, site=page.site, country=country(page.url)
    )
    return Reading(
        page,
        cleaned.story,
        dates,
        cleaned.evidence,
        cleaned.refusal,
        source_file,
        profile.pages if profile else 0,
        tuple(_changes(general.story, cleaned.story)),
    )


def known_profile(database: str, site: str, url: str) -> Profile | None:
    """Return what crawls into this database have learned about a page; None where there is none yet."""
    if not is_there(database):
        return None
    with open_database(database) as db:
        return SiteMemories(db).profile(site, url)


def _changes(general: Story, learned: Story) -> Iterator[str]:
    """Yield each difference between what the general rules make of a page and what the site's pages add."""
    for name in ("title", "authors"):
        before, after = getattr(general, name), getattr(learned, name)
        if before != after:
            yield f"{name}: {_words(before)} → {_words(after)}"
    rules = {block.text: block.rule for block in learned.blocks if block.rule}
    kept = set(learned.paragraphs)
    for text in general.paragraphs:
        if text not in kept:
            yield f"removed ({rules.get(text, 'outside the usual box')}): {text}"
    before_kept = set(general.paragraphs)
    yield from (f"brought back: {text}" for text in learned.paragraphs if text not in before_kept)


def _words(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or "none"
