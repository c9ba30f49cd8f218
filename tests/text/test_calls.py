"""Boxes that ask the reader for something go; text in the same shapes, or on the same subjects, stays."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.draft import Draft

PAGES = tomllib.loads(Path(__file__).with_name("calls.toml").read_text(encoding="utf-8"))


def rows() -> Iterator[Any]:
    for language, page in PAGES.items():
        for what in ("goes", "stays"):
            for place, fragments in page.get(what, {}).items():
                for at, fragment in enumerate(fragments):
                    yield pytest.param(language, what, place, fragment, id=f"{language} {what} {place} {at}")


def told(language: str, *, inside: str = "", behind: str = "") -> str:
    page = PAGES[language]
    text = [f"<p>{line}</p>" for line in page["text"]]
    title, site = page["title"], page["site"]
    body = "".join((*text[:2], inside, *text[2:]))
    html = (
        f"<html lang={language}><head><title>{title} – {site}</title></head><body>"
        f"<header><a href='/'>{site}</a></header><main><article><h1>{title}</h1><div class=body>{body}</div>"
        f"{behind}</article></main><footer>{site}</footer></body></html>"
    )
    doc = parse(html.encode(), "https://site.example/a/mill-1234", "text/html; charset=utf-8")
    return clean(doc, Site(name="site", url="https://site.example/"), Hints()).text


@pytest.mark.parametrize(("language", "what", "place", "fragment"), list(rows()))
def test_box(language: str, what: str, place: str, fragment: str) -> None:
    without, text = told(language), told(language, **{place: fragment})
    assert all(line in text for line in PAGES[language]["text"])
    assert (text == without) == (what == "goes"), text


POLICE = "Anyone who saw the collision, or has film of it, is asked to call Kent Police on 101 or write to"
HELP = "You can also call the charity Crimestoppers anonymously on 101 or use the form on its"


@pytest.mark.parametrize("place", ["inside", "behind"])
@pytest.mark.parametrize(
    "appeal",
    [
        f"{POLICE} <a href='mailto:scu@kent.police.example'>scu@kent.police.example</a>.",
        f"{HELP} <a href='https://crimestoppers.example/give-information'>website</a>.",
    ],
)
def test_an_appeal_of_another_house_is_text(appeal: str, place: str) -> None:
    assert appeal.partition(" <")[0] in told("en", **{place: f"<div class=x><p>{appeal}</p></div>"})


def test_a_long_appeal_with_a_form_for_payments_goes() -> None:
    appeal = (
        "Everyone who reads our reporting knows that we cover what others leave out, which takes months.",
        "Advertising has all but gone, and yet we will not lock our pages, since all should be able to read.",
        "Your contribution supports independent journalism, and lets us send our reporters to every court.",
        "We do it since we believe that our work matters, and your support makes it possible, week by week.",
        "Choose the monthly contribution that suits you best, and change it or end it whenever you like.",
        "Readers who support our newsroom receive a letter from our editors on the first day of each month.",
    )
    inner = "".join(f"<p>{line}</p>" for line in appeal)
    form = "<form action='https://www.paypal.com/donate'><select><option>5</option></select></form>"
    box = f"<div class=grey><h3>The truth</h3>{inner}{{}}</div>"
    story = "".join(
        f"<p>In {year} the wheel turned for {year - 1800} days, and the baker at the bridge sold bread of "
        f"its flour to people who came from as far as the {year - 1890}th mile of the river road.</p>"
        for year in range(1901, 1913)
    )
    assert appeal[0] not in told("en", inside=story, behind=box.format(form))
    assert appeal[0] in told("en", inside=story, behind=box.format(""))
    others = (
        "The family of the miller lost all that it had in the flood, and the village wants to help it now.",
        "“They have fed us for a hundred years, and now it is our turn to feed them,” said the baker.",
        "A collection has brought four thousand pounds since Sunday, and the parish adds a pound to each.",
        "The miller's sister keeps the book, in which each gift stands, and reads it on Sundays.",
        "Those who have no money bring bread and coal, and the school has lent the family two of its rooms.",
        "The council is to decide in May who pays for the wheel, which lies in the river.",
    )
    story_of_others = box.replace(inner, "".join(f"<p>{line}</p>" for line in others))
    assert others[0] in told("en", inside=story, behind=story_of_others.format(form))


def test_each_sentence_is_looked_at_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of readers' comments behind the text took longer than a page may take."""
    seen = 0
    is_prose = Draft.is_prose

    def counted(draft: Draft, at: int) -> bool:
        nonlocal seen
        seen += 1
        return is_prose(draft, at)

    monkeypatch.setattr(Draft, "is_prose", counted)
    lines = (
        f"I think that bridge {at} is good for all of us in the town, and so does Bo." for at in range(300)
    )
    told("en", behind="".join(f"<section class=x><p>{line}</p></section>" for line in lines))
    assert seen < 20 * 300


def test_there_are_enough_rows() -> None:
    kinds = [row.values[1] for row in rows()]
    assert len(kinds) >= 40
    assert kinds.count("stays") >= len(kinds) / 3
