"""A diff of words contains both texts in full, and reads well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.export.word_diff import paragraph_diff, word_diff

TEXTS = st.text("ab 東京.\nर\u093f\u094d\u0e34\u200d", max_size=30)


def plain(pieces: list[tuple[str, str]]) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[mark].format(text) for mark, text in pieces)


@given(TEXTS, TEXTS)
def test_a_diff_contains_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(text for mark, text in pieces if mark != "new") == before
    assert "".join(text for mark, text in pieces if mark != "gone") == after


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Two hurt in fire", "Three hurt in fire", "[-Two-]{+Three+} hurt in fire"),
        ("The old lift bridge", "The new road bridge", "The [-old lift-]{+new road+} bridge"),
        ("It closed.", "It closed at noon.", "It closed{+ at noon+}."),
        ("東京で地震", "大阪で地震", "[-東京-]{+大阪+}で地震"),
        ("राम ने मोटर ली", "राम की मोटर ली", "राम [-ने-]{+की+} मोटर ली"),
        ("मोटो ने", "मोटी ने", "[-मोटो-]{+मोटी+} ने"),
        ("او می\u200cخواهد", "او می\u200cخواست", "او [-می\u200cخواهد-]{+می\u200cخواست+}"),
        ("un cafe\u0301s", "un cafe\u0301", "un [-cafe\u0301s-]{+cafe\u0301+}"),
        ("น้ำมี", "น้ำมา", "น้ำ[-มี-]{+มา+}"),
        ("👨\u200d👩 a", "👨\u200d👧 a", "[-👨\u200d👩-]{+👨\u200d👧+} a"),
        ("Same", "Same", "Same"),
        ("", "New", "{+New+}"),
    ],
)
def test_words(before: str, after: str, expected: str) -> None:
    assert plain(word_diff(before, after)) == expected


def test_in_a_long_paragraph_a_space_belongs_to_its_word() -> None:
    """It took half a minute when every space was compared with every other."""
    words = [f"word{number * number % 701}" for number in range(3_000)]
    before, after = " ".join(words), " ".join([*words[:1_500], "new", *words[1_501:]])
    pieces = word_diff(before, after)
    assert [text for mark, text in pieces if mark != "same"] == ["word491 ", "new "]


def test_only_changed_paragraphs_are_shown_and_shortened() -> None:
    long = "word " * 100
    before = f"One.\n\n{long}two.\n\nThree.\n\nFour."
    after = f"One.\n\n{long}too.\n\nFour.\n\nFive."
    shown = [plain(pieces) for pieces in paragraph_diff(before, after)]
    assert shown[1:] == ["[-Three.-]", "{+Five.+}"]
    assert shown[0].startswith("… word word")
    assert shown[0].endswith("word [-two-]{+too+}.")
    assert len(shown[0]) < 90
