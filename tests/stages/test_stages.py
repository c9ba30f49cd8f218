"""The stages fit together: each takes what the one before returns, in the order that their names sort in."""

from __future__ import annotations

import typing
from itertools import pairwise

from scrapy.utils.misc import load_object

from crawler import settings
from pipelines import items


def test_each_stage_accepts_the_result_of_the_stage_before() -> None:
    order = settings.ITEM_PIPELINES
    stages = [load_object(path) for path in sorted(order, key=order.__getitem__)]
    names = [stage.__module__ for stage in stages]
    assert names == sorted(names)
    hints = [typing.get_type_hints(stage.process_item, vars(items)) for stage in stages]
    assert hints[0]["item"] is items.Page
    assert hints[-1]["return"] is items.Article
    for before, after in pairwise(hints):
        assert before["return"] is after["item"]
