"""Real pages, one of each site: their rows are exactly those of a run that learns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from pipelines.items import Dated, Dates, Page, Site, Story
from tests.corpora import CORPORA, SHARED, labelled, publisher
from tests.sites.reading import FETCHED, read_pages

SITES = 12
"""Sites of each corpus."""


def one_page_a_site(corpus: str) -> Iterator[Page]:
    seen: set[str] = set()
    for page in labelled(corpus):
        host = publisher(page.url)
        if host not in seen:
            seen.add(host)
            site = Site(name=host, url=f"https://{host}/")
            yield Page(
                url=page.url, body=page.body, fetched_at=FETCHED, site=site, content_type=page.content_type
            )


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason=f"{SHARED / 'corpus'} is missing")
@pytest.mark.parametrize("corpus", CORPORA)
def test_a_page_that_is_alone_on_its_site_is_read_as_without_learning(corpus: str) -> None:
    pages = list(islice(one_page_a_site(corpus), SITES))
    learning, plain = read_pages(pages, learn=True), read_pages(pages, learn=False)
    assert len(learning.rows) == len(pages) > 1
    assert learning.changed == 0
    assert [_read(row) for row in learning.rows.values()] == [_read(row) for row in plain.rows.values()]


def _read(row: Dated) -> tuple[Story, Dates, str | None]:
    """What the stored row is made of. What the page teaches is beside it."""
    return row.story, row.dates, row.refusal
