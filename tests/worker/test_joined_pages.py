"""The pages of one article are cleaned as one."""

from datetime import UTC, datetime

from pipelines.items import Page, Site
from pipelines.worker.joined_pages import joined
from pipelines.worker.read_page import clean_page

SITE = Site(name="herald", url="https://herald.example/")
FIRST, SECOND = "https://herald.example/bridge", "https://herald.example/bridge/2"


def _page(title: str, word: str) -> bytes:
    text = f"The {word} was full before noon, and nobody who stood there left before the music ended. " * 4
    return f"<html><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>".encode()


def _asked(second: bytes) -> tuple[tuple[str, ...], str]:
    body = joined(_page("The bridge is open again", "bridge"), [(SECOND, second)])
    page = Page(url=FIRST, body=body, fetched_at=datetime.now(UTC), site=SITE, asked=(FIRST, SECOND))
    cleaned = clean_page(page)
    return cleaned.page.asked, cleaned.story.text


def test_a_part_is_an_address_of_the_article() -> None:
    asked, text = _asked(_page("The bridge is open again (2)", "square"))
    assert asked == (FIRST, SECOND)
    assert "The square was full" in text


def test_a_page_with_another_headline_keeps_its_address() -> None:
    asked, text = _asked(_page("The ferry stays in the harbour", "harbour"))
    assert asked == (FIRST,)
    assert "The harbour was full" not in text
