"""Selectors in source files that match nothing are named in the summary of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from crawler.reports.selector_notes import lines
from tests.crawling import FAST, scrapy
from tests.site import Site
from tests.spiders.test_again import source
from tests.spiders.test_news import fill


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"articles": 9}, None),
        ({"articles": 9, "remove .x": 8}, None),  # it removed something on one
        ({"articles": 9, "body .a": 9}, "on all 9 articles these selectors match nothing: body .a; "),
        ({"articles": 9, "remove .x": 9}, "on all 9 articles these selectors match nothing: remove .x; "),
        ({"articles": 2, "remove .x": 2}, None),  # there may have been nothing to remove
        ({"articles": 1, "body .a": 1, "no body": 1}, "on the only article these selectors match nothing: b"),
        (
            {"articles": 9, "body .a": 3, "no body": 3},
            "on 3 of 9 articles no `body` selector matches, so the",
        ),
    ],
)
def test_what_is_said(counts: Mapping[str, int], said: str | None) -> None:
    found = list(lines({f"selectors/herald/{name}": count for name, count in counts.items()}))
    assert len(found) == (said is not None)
    assert said is None or found[0].startswith(f"herald: {said}")


def test_the_summary_of_a_run_names_them(site: Site, tmp_path: Path) -> None:
    fill(site, 5)
    source(site, tmp_path, "[clean]\nbody = ['article']\nremove = ['.ticker']")
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert "note: bridge: on all 5 articles these selectors match nothing: remove .ticker; see one" in ran.err
