"""Pages to log in and pages of pictures alone are refused; articles with the same signs are not."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.text import clean, no_article
from tests.text.written_pages import ARTICLES, SITE

LINES = ARTICLES["da"]
STORY = "".join(f"<p>{line}</p>" for line in LINES[:3])
WALL = (
    "<p>Artiklen er kun for abonnenter. Log ind med din e-mail, eller vælg et af vores tilbud nedenfor.</p>"
    "<p>Du kan opsige når som helst. Abonnementet løber til udgangen af den betalte periode på din side.</p>"
)
FORM = "<form><input type=email><input type=password></form>"
GALLERY = '<script type="application/ld+json">{"@type":"ImageGallery","name":"Havnen"}</script>'
NEWS = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"En dag i havnen"}</script>'


def verdict(title: str, body: str, head: str = "") -> str | None:
    page = f"<html lang=da><title>{title} | Kysten</title>{head}<body><h1>{title}</h1>{body}</body></html>"
    doc = parse(page.encode(), "https://kystposten.example/a/ferge-12", None)
    return no_article(doc, clean(doc, SITE, Hints()))


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("Log ind for at læse videre", WALL + FORM, "login"),
        ("Logga in för att läsa vidare", WALL + FORM, "login"),
        ("Kirjaudu sisään", WALL, "login"),
        ("Prijava", WALL, "login"),
        ("Log ind på øen bliver sværere", STORY, None),
        ("Kirjaudu lukijaksi ajoissa", STORY, None),
        ("Masuk angin bisa dicegah", STORY, None),
        ("Prijava za kviz do petka", STORY, None),
    ],
)
def test_a_page_to_log_in_is_no_article(title: str, body: str, reason: str | None) -> None:
    assert verdict(title, body) == reason


def pictures(count: int) -> str:
    items = enumerate((LINES * 2)[:count], 1)
    figures = (
        f"<figure><img src={at}><figcaption>{at}/{count} {line}</figcaption></figure>" for at, line in items
    )
    return f"<div class=photo-gallery>{''.join(figures)}</div>"


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        (pictures(8), GALLERY, "gallery"),
        (pictures(4), GALLERY, "gallery"),
        (pictures(8), "", None),
        (pictures(8), GALLERY + NEWS, None),
        (STORY + pictures(4), GALLERY, None),
    ],
)
def test_captions_alone_on_a_page_of_pictures_are_no_article(
    body: str, head: str, reason: str | None
) -> None:
    assert verdict("En dag i havnen", body, head) == reason
