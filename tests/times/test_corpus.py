"""Floors on real pages that nobody here wrote: a rule that mends one page must not cost two others."""

import pytest

from tests.times.bench import figures
from tests.times.corpus import SHARED, datings

FLOORS = {
    "fundus": {"day": 0.99, "wrong": 0.005, "minute": 0.975},
    "htmldate": {"day": 0.92, "wrong": 0.043},
    # A page whose "3/4/2025" nothing settles has none; one that was moved and says so nowhere is wrong.
    "wcxb": {"day": 0.895, "wrong": 0.045},
    "postlight": {"day": 0.87, "minute": 0.70},
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pages of ../shared are not here")
@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str) -> None:
    found = figures(list(datings(name)))
    for figure, floor in FLOORS[name].items():
        assert found[figure] <= floor if figure == "wrong" else found[figure] >= floor, found
