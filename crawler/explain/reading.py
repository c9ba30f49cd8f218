"""One page as cleaner and dates read it, by itself: no feed, no other page of its site. Fetches nothing."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.errors import BroadsheetError
from pipelines import times
from pipelines.items import Cleaned, Dates, Evidence, Offer, Page, Story
from pipelines.limits import OverLimit
from pipelines.urls import country
from pipelines.work import clean_page


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and what became of it."""

    page: Page
    story: Story
    dates: Dates
    evidence: tuple[Evidence, ...]
    refusal: str | None

    def is_chosen(self, offer: Offer) -> bool:
        """Whether it is what was taken."""
        taken = self.fields.get(offer.field) or ()
        return offer.value in taken if isinstance(taken, list) else offer.value == taken

    def is_published(self, each: Evidence) -> bool:
        """Whether `published_at` comes of it."""
        return each.kind == self.dates.published_from and each.raw == self.dates.published_raw

    @property
    def fields(self) -> dict[str, str | list[str] | None]:
        """What would be stored, by the columns' names; a page that is no article has its reason alone."""
        if self.refusal:
            return {"refused": self.refusal}
        story, dates = self.story, self.dates
        return {
            "title": story.title,
            "summary": story.summary,
            "authors": list(story.authors),
            "published_at": dates.published_at,
            "modified_at": dates.modified_at,
            "section": story.section,
            "tags": list(story.tags),
            "language": story.language,
            "image": story.image,
            "external_id": story.external_id,
            "text": story.text,
        }


class TooLarge(BroadsheetError):
    """A page that is over one of the limits, and is not read at all."""


def read(page: Page) -> Reading:
    """Clean and date it, with an explanation. Raises TooLarge."""
    try:
        cleaned: Cleaned = clean_page(page, explain=True)
    except OverLimit as error:
        raise TooLarge(f"{page.url}: {error}; a crawl counts such a page as an error") from error
    dates = times.choose(
        cleaned.evidence, fetched_at=page.fetched_at, site=page.site, country=country(page.url)
    )
    return Reading(page, cleaned.story, dates, cleaned.evidence, cleaned.refusal)
