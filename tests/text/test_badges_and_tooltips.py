"""Signs beside a headline, explanations of a word, and the readers' votes are not read aloud."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.text import clean
from tests.text.written_pages import ARTICLES, SITE, is_dropped, read

TEXT = "".join(f"<p>{line}</p>" for line in ARTICLES["da"])


@pytest.mark.parametrize(
    ("heading", "given", "title"),
    [
        ("<b>+</b><span>Naboer købte butikken</span>", "Naboer købte butikken", "Naboer købte butikken"),
        ("<i>★</i> Naboer købte butikken", "Naboer købte butikken", "Naboer købte butikken"),
        ("Naboer købte butikken <i>🔒</i>", "Naboer købte butikken", "Naboer købte butikken"),
        ("<b>+</b>5 grader på øen i går", "+5 grader på øen i går", "+5 grader på øen i går"),
        ("Alle forlader nu Kyst<b>+</b>", "Alle forlader nu Kyst+", "Alle forlader nu Kyst+"),
        ("Filmen om øen får fem ★", "Filmen om øen får fem ★", "Filmen om øen får fem ★"),
    ],
)
def test_the_sign_of_a_badge_is_no_part_of_the_headline(heading: str, given: str, title: str) -> None:
    page = f"<html lang=da><title>{given} | Kystposten</title><h1>{heading}</h1>{TEXT}</html>"
    assert clean(parse(page.encode(), "https://kystposten.example/a/b-1", None), SITE, Hints()).title == title


HELP = "Dæmning: en mur, der holder vandet ude."


@pytest.mark.parametrize(
    "word",
    [
        f"<span class=tooltip tabindex=0>dæmningen<span class=tip role=tooltip>{HELP}</span></span>",
        f"<abbr>dæmningen<span class=tooltiptext>{HELP}</span></abbr>",
        f"<a href=#x aria-describedby=t1>dæmningen</a><span role=tooltip id=t1>{HELP}</span>",
        f"<span class=has-tooltip>dæmningen <span class=tooltip-text>{HELP}</span></span>",
        f"<span class=a-tooltip><i>dæmningen</i><span class=a-tooltip__content>{HELP}</span></span>",
    ],
)
def test_the_explanation_of_a_word_is_left_out(word: str) -> None:
    text = read(f"<p>Nu får {word} lov at stå i nitten år til, siger kaptajnen.</p>").text
    assert "Nu får dæmningen lov at stå i nitten år til, siger kaptajnen." in text


LONG = "den nye lange dæmning ved havet"


@pytest.mark.parametrize(
    "word",
    [
        f'<span role=tooltip class=tooltip title="En mur">{LONG}</span>',
        f"<em>for tiden <span role=tooltip class=tooltip data-toggle=tooltip>{LONG}</span></em>",
        f"<b>her: </b><span class=tip>{LONG}</span>",
        f"<span class=tooltip><span class=tooltip-text>{LONG}</span></span>",
        f"<i>en <span class=definition>{LONG}</span></i>",
    ],
)
def test_the_word_that_is_explained_stays(word: str) -> None:
    assert LONG in read(f"<p>Nu får {word} lov at stå i nitten år til, siger kaptajnen.</p>").text


@pytest.mark.parametrize(
    "votes",
    [
        "<div class=rating><ul class=unit-rating><li>80</li></ul> (Голосов: 5)</div>",
        "<div class=post-rating>Rating: 4.5/5 (12 votes)</div>",
        "<div class=article-vote>Głosów: 17</div>",
    ],
)
def test_the_votes_of_readers_behind_the_text_go(votes: str) -> None:
    assert is_dropped(f"</div>{votes}<div>", at=4)


def test_the_votes_for_a_candidate_stay() -> None:
    assert "Stemmer: 512" in read("<p class=vote>Stemmer: 512</p>", at=2).text
