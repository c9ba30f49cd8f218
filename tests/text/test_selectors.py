"""A source's own selectors: which boxes are its text, and what is removed from them."""

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
OTHER = "<p>A second text of some length stands beside it, and only the site can tell the two apart.</p>"


def story(page: str, site: Site = SITE) -> Story:
    doc = parse(page.encode(), "https://moorecho.example/a/b", "text/html; charset=utf-8")
    return clean(doc, site, Hints())


def test_the_first_selector_that_matches_wins_over_every_rule() -> None:
    site = Site(name="m", url=SITE.url, body=(".none", ".sidebar .text"), remove=(".x", "span.y"))
    page = (
        f"<main>{PROSE * 3}</main><div class=sidebar><div class=text>{OTHER}"
        "<p class=x>No.</p><p>So <span class=y>not</span> it is.</p></div></div>"
    )
    found = story(page, site)
    assert found.method == "selector"
    assert found.paragraphs[0] == OTHER[3:-4]
    assert "No." not in found.text
    assert "not" not in found.paragraphs[-1].split()


def test_a_body_in_several_boxes_is_read_whole_and_in_page_order() -> None:
    """Only the first box was taken: the rest of the article was lost."""
    first, second, third = (PROSE.replace("Monday", day) for day in ("Tuesday", "Friday", "Sunday"))
    page = (
        f"<main><h1>Flood</h1><div class=part>{first}</div><div class=shop>{OTHER}</div>"
        f"<div class=part>{second}<div class=part>{third}</div></div>{OTHER}</main><p>{OTHER}</p>"
    )
    found = story(page, Site(name="m", url=SITE.url, body=(".part",)))
    assert found.paragraphs == tuple(each[3:-4] for each in (first, second, third))
    assert found.title == "Flood"


def test_selectors_that_match_nothing_are_named() -> None:
    site = Site(name="m", url=SITE.url, body=(".none", "main"), remove=(".x", "h1"))
    assert story(f"<main><h1>Flood</h1>{PROSE * 3}</main>", site).unmatched == ("body .none", "remove .x")
    assert story(f"<main><h1>Flood</h1>{PROSE * 3}</main>").unmatched == ()
