"""A page with an article, for tests of who wrote it."""

from __future__ import annotations

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="site", url="https://moor.example/")
PROSE = (
    "<p>The old mill by the river turned again after thirty years, and twenty homes took its flour.</p>"
    "<p>Nobody had asked the miller, who is ninety and still oils the wheel on the first of each month.</p>"
    "<p>On the first morning the stones were too dry, so that the flour of the first sack went to hens.</p>"
)
HEADLINE = "Old mill turns again after thirty years"


def authors(
    above: str = "", below: str = "", *, language: str = "en", headline: str = HEADLINE, head: str = ""
) -> list[str]:
    """Return the authors of a page with `above` between headline and text, and `below` at the text's end."""
    page = (
        f"<html lang={language}><meta charset=utf-8><title>{headline}</title>{head}<body>"
        f"<ul><li><a href=/a/>Aaa</a><li><a href=/b/>Bbb</a></ul>"
        f"<article><h1>{headline}</h1>{above}<div class=x2>{PROSE}{below}</div></article>"
    )
    document = parse(page.encode(), "https://moor.example/a/b-12", "text/html")
    return list(clean(document, SITE, Hints()).authors)
