"""What kind of block each line of a text becomes."""

from __future__ import annotations

import pytest

from crawler.tools.browse.typeset import Block, blocks

PROSE = "The council met on Monday and voted. It was a long evening, and nobody left before the end of it."


def shown(text: str) -> list[str]:
    return [f"{one.kind}: {one.text or ' / '.join(one.lines) or one.rows}" for one in blocks(text)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"{PROSE}\n\nA long evening\n\n{PROSE}", [f"paragraph: {PROSE}", "subhead: A long evening"]),
        (f"A first line\n\n{PROSE}", ["paragraph: A first line"]),
        (
            f"{PROSE}\n\nEggs, two\n\nFlour, a pound",
            [f"paragraph: {PROSE}", "list: Eggs, two / Flour, a pound"],
        ),
        (
            f"{PROSE}\n\nEggs, two\n\nFlour, a pound\n\nBaking\n\n{PROSE}",
            [f"paragraph: {PROSE}", "list: Eggs, two / Flour, a pound", "subhead: Baking"],
        ),
        (f"{PROSE}\n\n• Eggs\n\n{PROSE}", [f"paragraph: {PROSE}", "list: Eggs"]),
        (f"{PROSE}\n\n- Eggs\n- Flour", [f"paragraph: {PROSE}", "list: Eggs / Flour"]),
        (f"{PROSE}\n\nIt was over.\n\n{PROSE}", [f"paragraph: {PROSE}", "paragraph: It was over."]),
        (f"{PROSE}\n\nThe last word\n", [f"paragraph: {PROSE}", "paragraph: The last word"]),
        ("Stall | Price\nTea | 1.20", ["table: (('Stall', 'Price'), ('Tea', '1.20'))"]),
        ("Roses are red\nViolets are blue", ["verse: Roses are red / Violets are blue"]),
        (
            "東京で地震があった。\n\n被害の状況\n\n詳しいことは分かっていない。",
            ["paragraph: 東京で地震があった。", "subhead: 被害の状況"],
        ),
        (
            f"{PROSE}\n\n– It was late, she said.\n\n– Very late.",
            [f"paragraph: {PROSE}", "paragraph: – It was late, she said."],
        ),
        (f"{PROSE}\n{PROSE} {PROSE}", [f"paragraph: {PROSE}", f"paragraph: {PROSE} {PROSE}"]),
        (
            "Year | Days\n2002 | 30\n* With no majority.",
            ["table: (('Year', 'Days'), ('2002', '30'), ('* With no majority.',))"],
        ),
        ("\u200c\n\n \n\n\ufeff", []),
        ("", []),
    ],
)
def test_the_kind_of_each_line(text: str, kinds: list[str]) -> None:
    assert shown(text)[: len(kinds)] == kinds
    assert len(shown(text)) - len(kinds) <= 1


def test_nothing_is_lost() -> None:
    assert blocks(f"{PROSE}\n\nOne\n\n{PROSE}") == (
        Block("paragraph", PROSE),
        Block("subhead", "One"),
        Block("paragraph", PROSE),
    )
