"""Lines about the page between two paragraphs of a story: they go, and lines that only sound so stay."""

import tomllib
from pathlib import Path

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Vale Post", url="https://valepost.example/")
TEXT = (
    "The old mill on the Ember will be turned into a school for carpenters, the county decided on Thursday.",
    "The building has stood empty since its last owner moved to the coast, and part of its roof fell in.",
    "Every beam that can be kept will be kept, said Ida Marsh, who leads the planning office of the county.",
    "Work is to begin in April and to last about a year. Until then the yard stays closed to visitors.",
)
LINES = tomllib.loads(Path(__file__).with_name("page_lines.toml").read_text(encoding="utf-8"))
FORMS = ("<p>{}</p>", "<div class=q7>{}</div>")


def told(text: tuple[str, ...], line: str, form: str = "<p>{}</p>", at: int = 2) -> tuple[str, ...]:
    parts = [f"<p>{each}</p>" for each in text]
    parts.insert(at, form.format(line))
    body = (
        f"<html><head><title>Mill</title></head><body><div><h1>Mill to be a school</h1>{''.join(parts)}</div>"
    )
    return clean(parse(body.encode(), "https://valepost.example/a/b", None), SITE, Hints()).paragraphs


@pytest.mark.parametrize("language", list(LINES["goes"]))
def test_a_line_about_the_page_goes_from_among_the_paragraphs(language: str) -> None:
    lines = LINES["goes"][language]
    assert [(line, form) for line in lines for form in FORMS if told(TEXT, line, form) != TEXT] == []


@pytest.mark.parametrize("language", list(LINES["stays"]))
def test_a_line_of_the_story_that_only_sounds_so_stays(language: str) -> None:
    assert [line for line in LINES["stays"][language] if line not in told(TEXT, line)] == []


def test_a_line_in_the_words_of_its_story_stays() -> None:
    story = (
        "Two brothers began the podcast in the old mill, and nine thousand people hear it on Spotify.",
        *TEXT,
        "A second podcast is to come from the school itself, and the carpenters will speak on it.",
    )
    line = "Listen to our podcast on Spotify."
    assert line in told(story, line)


def test_a_page_of_nothing_else_keeps_its_line() -> None:
    line = "This article is available to subscribers only."
    assert line in told(("The mill will be a school.",), line, at=0)


def test_a_bold_line_that_asks_for_something_goes() -> None:
    assert told(TEXT, "Listen to our podcast on Spotify", "<p><b>{}</b></p>") == TEXT
    line = "What our readers say"
    assert line in told(TEXT, line, "<p><b>{}</b></p>")


@pytest.mark.parametrize("line", ["3 Min. Lesezeit", "Lecture 4 min.", "3 min. čtení", "5 min. czytania"])
def test_how_long_it_takes_to_read_goes_from_above_and_below_the_text(line: str) -> None:
    assert told(TEXT, line, at=0) == told(TEXT, line, at=4) == TEXT
    assert line in told(TEXT, line, at=2)


def test_a_time_of_the_story_is_not_how_long_it_takes_to_read() -> None:
    line = "Lecture 4 of 9."
    assert line in told(TEXT, line, at=4)
