"""Which article a page is, and its addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.drops import UrlTooLong
from pipelines.items import Dated, Dates, Page, Site, Story
from pipelines.stages.identify import IdentifyPipeline, canonical_url, word_count

SITE = Site(name="herald", url="https://herald.example/")


def page(url: str, *asked: str) -> Page:
    return Page(url=url, body=b"", fetched_at=datetime(2024, 1, 1, tzinfo=UTC), site=SITE, asked=asked)


@pytest.mark.parametrize(
    ("answered", "named", "kept"),
    [
        ("https://herald.example/a?utm_source=feed", None, "https://herald.example/a"),
        (
            "https://herald.example/a?id=7&page=2",
            "https://herald.example/a?id=7",
            "https://herald.example/a?id=7",
        ),
        ("https://herald.example/a", "https://other.example/a", "https://herald.example/a"),
        ("https://herald.example/a", "javascript:void(0)", "https://herald.example/a"),
        ("https://herald.example/a", f"https://herald.example/{'x' * 2_048}", "https://herald.example/a"),
    ],
)
def test_a_canonical_address_counts_only_within_its_own_site(
    answered: str, named: str | None, kept: str
) -> None:
    assert canonical_url(page(answered), Story(title="A", paragraphs=(), canonical_url=named)) == kept


def test_every_address_on_the_way_is_kept_once() -> None:
    asked = ("http://herald.example/a?utm_source=feed", "https://herald.example/a")
    story = Story(title="A", paragraphs=("One two.", "Three."))
    article = IdentifyPipeline().process_item(
        Dated(page=page("https://herald.example/a", *asked), story=story, dates=Dates())
    )
    assert article.url == "https://herald.example/a"
    assert article.urls == ("http://herald.example/a?utm_source=feed", "http://herald.example/a")
    assert (article.text, article.word_count, article.title) == ("One two.\n\nThree.", 3, "A")


def test_a_page_with_an_address_that_is_too_long_is_an_error() -> None:
    story, long = Story(title="A", paragraphs=("One two.",)), f"https://herald.example/{'x' * 2_048}"
    with pytest.raises(UrlTooLong, match="2,071 characters; at most 2,048 are taken"):
        IdentifyPipeline().process_item(Dated(page=page(long), story=story, dates=Dates()))
    dated = Dated(page=page("https://herald.example/a", long), story=story, dates=Dates())
    assert IdentifyPipeline().process_item(dated).urls == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two – three.", 3),
        ("", 0),
        ("港口委员会星期一投票决定", 6),
        ("東京で12日", 3),
        ("شورای بندر رأی داد", 4),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert word_count(text) == words
