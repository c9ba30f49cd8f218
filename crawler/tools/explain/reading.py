"""One page as cleaner and dates read it, by itself: no feed, no other page of its site. Fetches nothing."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.errors import BroadsheetError
from pipelines import times
from pipelines.items import Cleaned, Dates, Evidence, Offer, Page, PageFields, Story, values_of
from pipelines.markup.limits import OverLimit
from pipelines.urls import country
from pipelines.worker.read_page import clean_page


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and what became of it."""

    page: Page
    story: Story
    dates: Dates
    evidence: tuple[Evidence, ...]
    refusal: str | None
    source_file: str | None = None
    """The source file that the page's site is described by; None where there is none."""

    @property
    def rules(self) -> dict[str, list[str]]:
        """What the source file's `[clean]` says: `body` and `remove`, those that it has."""
        site = self.page.site
        said = {"body": list(site.body), "remove": list(site.remove)}
        return {name: selectors for name, selectors in said.items() if selectors}

    @property
    def ruled(self) -> str:
        """The same in a line."""
        if self.source_file is None:
            return "no source file is of this site; the house's own rules alone"
        told = "; ".join(f"{name} {', '.join(selectors)}" for name, selectors in self.rules.items())
        return f"{self.source_file}: {told or 'it has no [clean]; the house’s own rules alone'}"

    def is_chosen(self, offer: Offer) -> bool:
        """Whether it is what was taken."""
        taken = self.fields.get(offer.field) or ()
        return offer.value in taken if isinstance(taken, list) else offer.value == taken

    def is_published(self, each: Evidence) -> bool:
        """Whether `published_at` comes of it."""
        if not each.own or each.role not in ("published", "created"):
            return False
        return each.kind == self.dates.published_from and each.raw == self.dates.published_raw

    @property
    def fields(self) -> dict[str, str | list[str] | None]:
        """What would be stored, by the columns' names; a page that is no article has its reason alone."""
        if self.refusal:
            return {"refused": self.refusal}
        own = values_of(PageFields, self.story)
        lists = {name: list(value) for name, value in own.items() if isinstance(value, tuple)}
        del own["is_paywalled"]  # not text; pages that were saved as tests do not have it either
        dates = {"published_at": self.dates.published_at, "modified_at": self.dates.modified_at}
        return {"title": self.story.title, **own, **lists, **dates, "text": self.story.text}


class TooLarge(BroadsheetError):
    """A page that is over one of the limits, and is not read at all."""


def read(page: Page, source_file: str | None = None) -> Reading:
    """Clean and date it, with an explanation; `source_file` is told of in it. Raises TooLarge."""
    try:
        cleaned: Cleaned = clean_page(page, explain=True)
    except OverLimit as error:
        raise TooLarge(f"{page.url}: {error}; a crawl counts such a page as an error") from error
    dates = times.choose(
        cleaned.evidence, fetched_at=page.fetched_at, site=page.site, country=country(page.url)
    )
    return Reading(page, cleaned.story, dates, cleaned.evidence, cleaned.refusal, source_file)
