"""Second stage: the dates that a page offers → the instants that win. The choice itself is in `times`."""

from __future__ import annotations

from pipelines import times
from pipelines.items import Cleaned, Dated
from pipelines.urls import country


class DatePipeline:
    """Cleaned → Dated."""

    def process_item(self, item: Cleaned) -> Dated:
        page = item.page
        dates = times.choose(
            item.evidence,
            fetched_at=page.fetched_at,
            site=page.site,
            country=country(page.site.url) or country(page.url),
        )
        return Dated(page=page, story=item.story, dates=dates, refusal=item.refusal)
