"""Titles of pages whose title element is the site's name, or has a separator that the heading has not."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="a.example", url="https://www.gazette.example/")
HEADLINE = "Le bac de l'Ember reprend du service après quatre ans"
NAME = "Le Courrier de Marle"
PROSE = (
    "<p>Le conseil de Marle a voté mardi la remise en service du bac qui reliait les deux rives.</p>"
    "<p>Les habitants, obligés de rouler onze kilomètres jusqu'au pont, ont applaudi dans la salle.</p>"
)


def read(title: str, heading: str, *, home: str = f'<a href="/">{NAME}</a>', head: str = "") -> str | None:
    page = (
        f'<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<div>{home}</div>"
        f"<div class=main>{heading}<p>4.3.2026</p><div>{PROSE}</div></div></body></html>"
    )
    document = parse(page.encode(), "https://www.gazette.example/n/ferry-7.html", "text/html")
    return clean(document, SITE, Hints()).title


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1>{HEADLINE}</h1>",
        f"<h2>{HEADLINE}</h2>",
        f"<p><font size=5><b>{HEADLINE}</b></font></p>",
        f'<h1><a href="/">{NAME}</a></h1><h2>{HEADLINE}</h2>',
    ],
)
@pytest.mark.parametrize("href", ["/", "../", "https://www.gazette.example/"])
def test_the_name_of_the_front_page_is_no_headline(heading: str, href: str) -> None:
    assert read(NAME, heading, home=f'<a href="{href}">{NAME}</a>') == HEADLINE


def test_a_link_to_another_page_does_not_name_the_site() -> None:
    assert read(HEADLINE, "", home=f'<a href="/n/ferry-7.html">{HEADLINE}</a>') == HEADLINE


@pytest.mark.parametrize("mark", [" - ", " | ", " :: ", " » "])
@pytest.mark.parametrize("heading", ["<h1>Société<br>{}</h1>", "<h1><span>Société</span> {}</h1>"])
def test_a_separator_in_the_title_element_parts_a_kicker(mark: str, heading: str) -> None:
    assert read(f"Société{mark}{HEADLINE}{mark}{NAME}", heading.format(HEADLINE)) == HEADLINE


def test_a_kicker_that_a_field_has_stays() -> None:
    whole = f"Société {HEADLINE}"
    head = f'<meta property="og:title" content="{whole}">'
    assert read(f"Société - {HEADLINE} - {NAME}", f"<h1>Société<br>{HEADLINE}</h1>", head=head) == whole


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Letter from the valley", "What the river took from us"),
        ("Interview mit Ida Marsh", "Wir bleiben hier"),
        ("Fire in the harbour", "Two hurt as a warehouse burns"),
    ],
    ids=["series", "a longer kicker", "subtitle"],
)
def test_a_separator_between_two_long_parts_tells_nothing_of_a_kicker(before: str, behind: str) -> None:
    heading = f"<h1><span>{before}</span> {behind}</h1>"
    assert read(f"{before} - {behind}", heading) == f"{before} {behind}"


def test_an_h1_of_symbols_that_leads_to_the_front_page_names_nothing() -> None:
    assert read(f"{HEADLINE} - {NAME}", f'<h1><a href="/">***</a></h1><h2>{HEADLINE}</h2>') == HEADLINE
