"""Characters that are removed from every stored text, and similar ones that stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.markup.marks import clean_marks, tidy

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\0b\x07c\x1b[31md\x7fe", "abc[31mde"),
        ("\x93quoted\x94 \x85", "“quoted” …"),
        ("soft\xadhyphen", "softhyphen"),
        ("a\u202eb\u202cc\u2066d\u2069e\u200ef\u200fg\u061ch", "abcdefgh"),
        ("a\u200bb\u2060c\ufeffd\u034fe\u2063f\u3164g", "abcdefg"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufdd0b\ufffec\U0001ffffd\U0010ffffe", "abcde"),
        ("a\ue000b\uf8ffc\U000f0000d\U00100000e", "abcde"),
        ("a\U000e0041\U000e0042\U000e007fb", "ab"),
        ("a\ufff9b\ufffbc\ufffcd", "abcd"),
        ("one\u2028two\u2029three\r\nfour\rfive", "one\ntwo\nthree\nfour\nfive"),
        ("a\u200db\u200cc", "abc"),
        ("a\ufe0fb\ufe00c\U000e0101d", "abcd"),
        ("hidden\U000e0100\U000e0101\U000e0102", "hidden"),
    ],
)
def test_marks_that_are_removed(text: str, left: str) -> None:
    assert clean_marks(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cروم",  # Persian
        "CNN\u200cها",
        "क्\u200dष क्\u200cष",  # Devanagari
        "ශ්\u200dරී",  # Sinhala
        "ക്\u200d",  # Malayalam
        FAMILY,
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "1\ufe0f\u20e3 #\ufe0f\u20e3 ❤\ufe0f ☎\ufe0e \U0001f44d\U0001f3fd",
        "葛\U000e0100城",  # a form of a Han letter
        "ᠭ\u180bᠠ",  # Mongolian
        "e\u0301 й ा",
        "tab\there\nand there",
        "\ufffd",
    ],
)
def test_marks_that_stay(text: str) -> None:
    assert clean_marks(text) == text


def test_a_run_of_joiners_becomes_one() -> None:
    assert clean_marks("می\u200c\u200c\u200cروم") == "می\u200cروم"
    assert clean_marks(FAMILY.replace("\u200d", "\u200d\u200d")) == FAMILY


def test_a_line_contains_no_line_breaks() -> None:
    assert tidy(" a\n\tb\u2028 c \x00") == "a b c"


@given(st.text(st.characters(exclude_categories=())))
def test_valid_text_is_unchanged(text: str) -> None:
    assert clean_marks(clean_marks(text)) == clean_marks(text)
    clean_marks(text).encode()
    assert not set(clean_marks(text)) & set("\0\x1b\r\u202e\u2066\ufeff\U000e0041")
