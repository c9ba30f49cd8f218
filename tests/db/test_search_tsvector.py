"""What PostgreSQL is given of a text and of a search."""

from __future__ import annotations

import pytest

from pipelines.db.search_query import parse
from pipelines.db.search_tsvector import tsquery, tsvector


def vector(text: str, title: str = "", summary: str | None = None) -> str:
    return tsvector({"title": title, "summary": summary, "text": text})


def test_a_word_has_its_places_and_weights() -> None:
    assert vector("Le café, le port", "Le Port", "Au port") == (
        "'le':2A,8,10 'port':3A,6B,11 'au':5B 'cafe':9"  # a place is free between two fields
    )


def test_a_script_without_spaces_has_pairs_of_letters() -> None:
    assert vector("2024年東京都 ok") == "'2024':4 '年東':5 '東京':6 '京都':7 'ok':8"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Bridge café", "(('bridge') & ('cafe'))"),
        ('"lift bridge" -ferry', "(('lift' <-> 'bridge') & !('ferry'))"),
        ("pech* OR don't", "(('pech':*)) | (('don' <-> 't'))"),
        ("東京都", "(('東京' <-> '京都'))"),
        ("港", "(('港':*))"),
        ("a' & !b | \\c", "(('a') & ('b') & ('c'))"),
        ("", None),
    ],
)
def test_a_search_is_a_tsquery(asked: str, expected: str | None) -> None:
    assert tsquery(parse(asked)) == expected


def test_what_a_tsvector_cannot_hold_is_left_out() -> None:
    assert vector("x" * 3000) == f"'{'x' * 255}':4"
    assert tsquery(parse("x" * 3000)) == f"(('{'x' * 255}'))"
    often = vector("a " * 300 + "b").split(" ")
    assert often[0].count(",") == 254
    assert often[1] == "'b':304"
    far = vector("a " * 17_000 + "b").split(" ")
    assert far[1] == "'b'"  # found, but in no phrase
    assert len(vector(" ".join(f"word{number}" for number in range(500_000)))) < 1 << 20
