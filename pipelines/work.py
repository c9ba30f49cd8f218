"""What a worker process does: one page in, its story and its dates out. Knows no Scrapy."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines import text, times
from pipelines.items import Cleaned, Page, Site
from pipelines.markup import parse


def clean_page(page: Page, *, explain: bool = False) -> Cleaned:
    """Parse a page once, and let the cleaner and the dating read the same tree."""
    document = parse(page.body, page.url, page.content_type)
    story = text.clean(document, page.site, page.hints, explain=explain)
    evidence = times.collect(
        document,
        page.hints,
        page.headers,
        fetched_at=page.fetched_at,
        language=story.language or page.site.language,
        site=page.site,
        title=story.title,
    )
    return Cleaned(page=page, story=story, evidence=evidence, refusal=text.no_article(document, story))


def warm() -> None:
    """Clean a page of nothing, so that the first real one does not wait for libraries and word lists."""
    times.warm()
    site = Site(name="warm", url="https://warm.example/")
    # Each paragraph is another, and together they are long enough to tell the language from.
    said = (
        f"<p>Paragraph {n} of a page of nothing, so that every finder has something to look at.</p>"
        for n in range(9)
    )
    body = "<h1>Warm</h1>" + "".join(said)
    clean_page(Page(url=site.url, body=body.encode(), fetched_at=datetime.now(UTC), site=site))
