"""The language that most parts of a site name."""

from __future__ import annotations

import pytest

from crawler.tools.addsource.choice import Statement, choose_language, regions, weighed_by_text


@pytest.mark.parametrize(
    ("values", "language", "sure"),
    [
        (["fa"], "fa", True),
        (["fa_IR.UTF-8", "fa"], "fa-IR", True),
        (["en-US", "fa-IR", "fa"], "fa-IR", True),
        (["en", "fa"], "en", False),
        (["pt-BR", "pt-PT"], "pt", True),
        (["zh-Hant-TW"], "zh-Hant-TW", True),
        (["", "deutsch!", "x"], None, False),
        ([], None, False),
    ],
)
def test_language(values: list[str], language: str | None, sure: bool) -> None:
    choice = choose_language(Statement(value, f"place {number}") for number, value in enumerate(values))
    assert (choice.value if choice else None) == language
    assert (choice is not None and choice.sure) is sure


def test_disagreeing_evidence_is_reported() -> None:
    choice = choose_language(
        [Statement("fa", "html lang"), Statement("en-US", "og:locale"), Statement("fa", "feed")]
    )
    assert choice
    assert choice.why == "html lang, feed; but og:locale says en-US"


def test_regions() -> None:
    values = [Statement(value, "") for value in ("en_ZA", "en", "en-US", "en-ZA", "zh-Hant", "?")]
    assert regions(values) == ("ZA", "US")


@pytest.mark.parametrize(
    ("values", "spoken", "language", "why"),
    [
        (["en-US", "en-US"], ["hi", "hi"], "hi", "the text of its pages; but html lang says en-US"),
        (["en-US", "hi-IN"], ["hi"], "hi-IN", "html lang; but html lang says en-US"),
        (["mr-IN"], ["hi", "hi"], "mr-IN", "html lang"),  # the detector takes one for the other
        (["en-US", "en-US"], ["hi", "en", "de"], "en-US", "html lang"),
        (["en-US"], [], "en-US", "html lang"),
        ([], ["hi"], "hi", "the text of its pages"),
    ],
)
def test_the_text_decides_against_a_template_in_another_language(
    values: list[str], spoken: list[str], language: str, why: str
) -> None:
    choice = choose_language(weighed_by_text([Statement(value, "html lang") for value in values], spoken))
    assert choice
    assert (choice.value, choice.why, choice.sure) == (language, why, True)
