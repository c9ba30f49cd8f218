"""Floors on real pages that were not written for these tests:
a rule that helps one page must not harm two."""

import pytest

from tests.times.bench_dates import figures
from tests.times.corpus import SHARED, datings

FLOORS = {
    "fundus": {"day": 0.99, "wrong": 0.005, "minute": 0.975},
    "htmldate": {"day": 0.92, "wrong": 0.043},
    # A page whose "3/4/2025" can be read in two ways has no date. Of a page that was moved, the date is wrong
    # if the page does not say so.
    "wcxb": {"day": 0.895, "wrong": 0.045},
    "postlight": {"day": 0.87, "minute": 0.70},
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the pages of ../shared are not here")
@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str) -> None:
    found = figures(list(datings(name)))
    for figure, floor in FLOORS[name].items():
        assert found[figure] <= floor if figure == "wrong" else found[figure] >= floor, found
