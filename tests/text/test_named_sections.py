"""Sections that call themselves articles are known by their address and their title."""

from tests.text.test_refusal import PROSE, verdict


def test_a_section_that_calls_itself_an_article_is_a_section_by_its_address_and_title() -> None:
    head = "<title>Harbour life | Herald</title><meta property='og:type' content='article'>"
    teaser = "<article><h3><a href=/2026/a>The weir opens</a></h3><p>By Ann Lee</p></article>"
    page = f"{head}<h1>Category: Harbour life</h1>{PROSE}{teaser * 3}"
    assert verdict(page, "/category/harbour-life/") == "section"
    assert (
        verdict(page.replace("Category: Harbour life", "The harbour freezes over"), "/category/harbour-life/")
        is None
    )
    assert verdict(page, "/news/harbour-life") is None
