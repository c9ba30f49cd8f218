"""Which of a page's descriptions is its summary."""

import pytest

from pipelines.text.metadata.summary import summary

LONG = "The council met on Monday for the first time since the flood."
OTHERS = {"flood in the valley", "ann lee"}


@pytest.mark.parametrize(
    ("lead", "descriptions", "want"),
    [
        (LONG, ["Another text that says what it is."], LONG),
        (None, ["Flood in the Valley", LONG], LONG),
        (None, ["ANN LEE", "The Problem", LONG], LONG),
        (None, ["| Moor News"], None),
        (None, [f"{LONG} | "], LONG),
        (None, [f"<p>{LONG[:11]}&amp;nbsp;<b>{LONG[12:]}</b></p>"], LONG),
        (None, [f"{LONG[:44]}…", LONG], LONG),
        (None, [f"{LONG[:44]} [...]", "Another text that says what it is."], f"{LONG[:44]} [...]"),
        (None, [LONG * 30, LONG], LONG),
        (None, [], None),
    ],
)
def test_summary(lead: str | None, descriptions: list[str], want: str | None) -> None:
    assert summary(lead, descriptions, OTHERS) == want
