"""Articles and paragraphs that resemble furniture stay; the furniture that they resemble goes."""

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article
from pipelines.text.names.person_names import names_in

SITE = Site(name="site", url="https://marshpost.example/")
TITLE = "Ferry to the islands stops for the winter"
LINES = (
    "The ferry to the outer islands stops on Sunday and will not sail again before the first week of March.",
    "Its owner says that the engine needs new bearings, which a yard on the mainland is making by hand.",
    "Islanders who must travel can ask the pilot, who sails twice a week and has room for six people.",
)


def read(inside: str, *, title: str = TITLE, above: str = "") -> tuple[Story, str | None]:
    """Return the story of a page with that text, and why the page is no article."""
    page = (
        f"<html lang=en><head><title>{title} | Marsh Post</title></head><body><a href=/>Front page</a>"
        f"<div class=a><h1>{title}</h1>{above}<div class=b>{inside}</div></div></body></html>"
    )
    doc = parse(page.encode(), "https://marshpost.example/n/ferry-12", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    return story, no_article(doc, story)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


STANDFIRST = "We show you what you can do: subscribe to our six ways of crossing, or write to us about yours."
APPEAL = "You can have our news in your mailbox each morning: choose what we send you."


@pytest.mark.parametrize(
    "button", ["Share", "Print", "Listen", "Écouter", "Listen to this article", "Teilen"]
)
def test_a_standfirst_beside_a_tool_of_the_page_stays(button: str) -> None:
    above = f"<div class=c><p>{STANDFIRST}</p><button>{button}</button></div>"
    story, _ = read(paragraphs(*LINES), above=above)
    assert STANDFIRST in story.paragraphs


@pytest.mark.parametrize("button", ["Subscribe", "Sign in"])
def test_an_appeal_beside_a_button_for_it_goes(button: str) -> None:
    above = f"<div class=c><p>{APPEAL}</p><button>{button}</button></div>"
    assert read(paragraphs(*LINES), above=above)[0].paragraphs == LINES


KEYS = "In the timetable of the pilot, Ctrl+Enter fills all days of the week with the same hour."


def test_a_sentence_on_keys_stays_unless_it_is_about_mistakes() -> None:
    mistake = "If you see a mistake, select it and press Ctrl+Enter."
    story, _ = read(paragraphs(LINES[0], KEYS, LINES[1], mistake, LINES[2]))
    assert story.paragraphs == (LINES[0], KEYS, *LINES[1:])


@pytest.mark.parametrize("title", ["Registration", "Rejestracja", "Регистрация", "登录"])
def test_a_title_such_as_registration_above_a_story(title: str) -> None:
    told, asking = (
        paragraphs(*LINES),
        "<p>You need an account to read on. Please enter your name and password.</p>",
    )
    assert read(told, title=title)[1] is None
    assert read(told + "<form><input type=password></form>", title=title)[1] == "login"
    assert read(asking * 2, title=title)[1] == "login"


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Marie Durand, le", ["Marie Durand"]),
        ("Ann Lee on", ["Ann Lee"]),
        ("Marta Nowak dnia", ["Marta Nowak"]),
        ("Jean Le Goff le 3 mai 2026", ["Jean Le Goff"]),
        ("Anne-Marie Le", ["Anne-Marie Le"]),
        ("Youssef el Amrani", ["Youssef el Amrani"]),
        ("Pieter op den Berg", ["Pieter op den Berg"]),
    ],
)
def test_the_word_before_a_day_that_was_cut_off(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names


RIGHT = "<p style='text-align:right'>{}</p>"


def test_a_signature_at_the_right_beside_one_long_quotation_there() -> None:
    quotation = RIGHT.format("The sea takes what it wants, and gives back only what it is tired of holding.")
    signed = paragraphs(*LINES) + quotation + RIGHT.format("Bela Toth")
    assert read(signed)[0].authors == ("Bela Toth",)
    assert read(signed.replace("Toth", "Tower →"))[0].authors == ()
    at_right = "".join(map(RIGHT.format, (*LINES, "Bela Toth")))
    assert read(at_right)[0].authors == ()
