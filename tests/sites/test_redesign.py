"""Which series of layouts is a redesign."""

from __future__ import annotations

import pytest

from pipelines.sites.redesign import redesigned_at


@pytest.mark.parametrize(
    ("layouts", "first"),
    [
        ("", 0),
        ("a" * 60, 0),
        ("a" * 24 + "b" * 4, 0),
        ("a" * 24 + "b" * 5, 24),
        ("a" * 19 + "b" * 30, 0),  # a site of few pages that are known
        ("a" * 24 + "b" * 8 + "a", 0),  # a section with a design of its own
        ("ab" * 15, 0),
        ("b" + "a" * 24 + "b" * 8, 0),  # it was there before
        ("abac" * 5 + "d" * 9, 0),  # no usual layout before
        ("aaxa" * 6 + "b" * 5 + "x", 24),  # pages of no usual layout are in both
    ],
)
def test_a_redesign(layouts: str, first: int) -> None:
    assert redesigned_at(layouts) == first
