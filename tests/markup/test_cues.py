"""Every phrase of data/cues.toml removes its block, and no text that only begins like a phrase is removed."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.cues import cue, phrases
from pipelines.markup.lexicon import load
from pipelines.markup.words import fold
from pipelines.text import clean

PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
SITE = Site(name="herald", url="https://herald.example/")
TAIL = " — the words behind it on a page of ours, in a line that is long enough for a paragraph, surely."


def blocks(line: str) -> list[str]:
    page = f"<title>A flood and a council</title><article>{PROSE}{line}{PROSE[:-5]} Later.</p></article>"
    return list(clean(parse(page.encode(), "https://herald.example/a"), SITE, Hints()).paragraphs)


@pytest.mark.parametrize(("rule", "how", "phrase"), phrases())
def test_a_phrase_removes_its_block(rule: str, how: str, phrase: str) -> None:
    line = {
        "whole": phrase.capitalize() + ":",
        "start": f"{phrase} <a href='/x'>the other thing</a>",
        "sure": phrase + TAIL,
    }
    assert len(blocks(f"<p>{line[how]}</p>")) == 2
    assert cue(phrase) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Related: is what the two sisters were, as everybody in the village knew well, though nobody had "
        "ever said so aloud, and the priest least of all of them.",
        "Share prices fell in early trading on Monday, and the exchange closed an hour before its time.",
        "Anzeige gegen den Bürgermeister: Die Staatsanwaltschaft prüft nun, ob sie ermittelt oder nicht.",
        "Watching the river rise, the keeper sent his daughter to ring the bell in the tower by the mill.",
        "Copyright law is about to change in nine countries at once, says a draft that went round.",
    ],
)
def test_a_sentence_that_begins_alike_stays(text: str) -> None:
    assert text in blocks(f"<p>{text}</p>")


def test_a_label_before_a_phrase_of_its_rule() -> None:
    assert cue("Advertisement - story continues below") == ("promo", True)
    assert cue("Advertisement - a trade with a future") is None


@pytest.mark.parametrize("text", ["İlgili haberler", "İLGİLİ HABERLER", "ilgili haberler"])
def test_a_capital_i_with_a_dot_is_an_i(text: str) -> None:
    assert cue(text) == ("related", True)
    assert fold(text) == "ilgili haberler"


def test_every_rule_has_twenty_five_languages() -> None:
    for rule in ("related", "comments", "promo", "share"):
        languages = {language for lines in load("cues")[rule].values() for language in lines}
        assert len(languages) >= 25, rule


@pytest.mark.parametrize(("rule", "how"), [("media", "whole"), ("agency", "start"), ("copyright", "start")])
def test_every_way_to_match_has_twenty_five_languages(rule: str, how: str) -> None:
    assert len(load("cues")[rule][how]) >= 25
