"""Shortcuts give what the patterns give that they stand for."""

from __future__ import annotations

import re

import pytest

from pipelines.db.signature import tokens
from pipelines.markup.words import ascii_words, fold
from pipelines.text.names.credit_words import prefix, prefix_of, words_of

ASCII = "".join(map(chr, range(128)))
TEXTS = ("", "@ann_lee", "Mill saved: 3 of 4 (sic)", "a@b.example", ASCII, " ".join(ASCII))


@pytest.mark.parametrize("text", TEXTS)
def test_ascii_words(text: str) -> None:
    assert ascii_words(text) == re.findall(r"\w+|@", text.casefold())
    assert fold(text).split() == tokens(text) == re.findall(r"[^\W_]+", text.casefold())


def test_a_prefix_in_every_printing() -> None:
    words = (*words_of("prefix"), *words_of("colon"), "By", "ByBy")
    printings = {
        p for w in words for p in (w, w.upper(), w.title(), w.replace("i", "ı"), w.replace("i", "İ"))
    }
    lines = [f"{word}{end}" for word in printings for end in (" Ann Lee", ": Ann Lee", "Ann Lee", "x", "")]
    found = [(line, prefix().match(line), prefix_of(line)) for line in lines]
    assert [
        line for line, all_of_it, short in found if (all_of_it and all_of_it[0]) != (short and short[0])
    ] == []
    assert sum(short is not None for _, _, short in found) > len(words)
