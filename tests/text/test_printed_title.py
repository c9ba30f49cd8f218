"""The printed headline where all fields of the head have another one, which is worded for search engines."""

# ruff: noqa: E501 - markup of one shape in one line

import json

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="phare", url="https://phare.example/")
SEARCH = "Bac du fjord : pourquoi la traversée a repris après dix-neuf ans"
LEAD = (
    "<p><b>Trois hivers dans un hangar, huit bénévoles et un bac qui ne voulait pas flotter. Récit.</b></p>"
)
BYLINE = "<p>Par Anne Lehm – 5 mars 2026</p>"
TEXT = (
    "<p>Le vieux bac a traversé le fjord lundi pour la première fois en dix-neuf ans, dit la capitaine.</p>"
    "<p>Huit bénévoles ont passé trois hivers à changer chaque planche de la coque, de la quille au pont.</p>"
    "<p>Le billet coûte le même prix qu’autrefois, et le café est toujours trop léger, disent-ils.</p>"
)


def title(
    h1: str, below: str = LEAD + BYLINE, name: str = "entry-title", slug: str = "bac-fjord"
) -> str | None:
    node = {"@type": "NewsArticle", "headline": SEARCH, "author": {"@type": "Person", "name": "Anne Lehm"}}
    page = (
        f"<html lang=fr><head><title>{SEARCH} - Le Phare</title><meta property='og:title' content='{SEARCH}'>"
        f"<meta property='og:site_name' content='Le Phare'><script type='application/ld+json'>{json.dumps(node)}"
        f"</script></head><body><header><a href=/>Le Phare</a><nav><a href=/region/>Région</a></nav></header>"
        f"<article><h1 class='{name}'>{h1}</h1>{below}<div>{TEXT}</div></article>"
    )
    doc = parse(page.encode(), f"https://phare.example/region/{slug}", "text/html; charset=utf-8")
    return clean(doc, SITE, Hints()).title


@pytest.mark.parametrize(
    "h1",
    [
        "Le bac qui ne voulait pas couler",
        "Trois hivers pour une coque",
        "Et vogue le vieux bac",
        "« On rame depuis dix-neuf ans »",
    ],
)
@pytest.mark.parametrize("below", [LEAD + BYLINE, BYLINE + LEAD, BYLINE])
@pytest.mark.parametrize("slug", ["bac-fjord-traversee-reprise-12", "4711"])
def test_a_headline_above_its_byline_in_the_article(h1: str, below: str, slug: str) -> None:
    assert title(h1, below, slug=slug) == h1


@pytest.mark.parametrize(
    ("h1", "below", "name", "slug"),
    [
        ("Région", LEAD + BYLINE, "entry-title", "12"),
        ("Le Phare", LEAD + BYLINE, "entry-title", "12"),
        ("Toute l’actualité de la région", f"<h2>{SEARCH}</h2>{BYLINE}", "", "12"),
        ("Le grand dossier de la semaine", f"<p>{SEARCH}</p>{BYLINE}", "page-title", "12"),
        ("Le direct de la mer en Bretagne", LEAD + BYLINE, "rubrique", "12"),
        ("Abonnez-vous à notre lettre", LEAD + BYLINE, "", "12"),
        ("Le grand dossier de la semaine", LEAD, "page-title", "12"),
        ("Le bac qui ne voulait pas couler", LEAD + BYLINE, "entry-title", "bac-du-fjord-pourquoi-la"),
    ],
)
def test_another_heading_there(h1: str, below: str, name: str, slug: str) -> None:
    assert title(h1, below, name, slug) == SEARCH
