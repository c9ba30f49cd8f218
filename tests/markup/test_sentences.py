"""The end of a sentence is found in any script."""

from __future__ import annotations

import pytest

from pipelines.markup.sentences import has_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry is late.", True),
        ("The ferry is late", False),
        ("नाव आज देर से चलेगी।", True),
        ("द्वीप की नाव आज एक घंटा देर से चलेगी |", True),
        ("द्वीप की नाव आज एक घंटा देर से चलेगी | कल सब ठीक होगा", True),
        ("होम | देश | खेल", False),
        ("The ferry to the island is late | Moor Press", False),
    ],
)
def test_sentences(text: str, expected: bool) -> None:
    assert has_sentence(text) == expected
