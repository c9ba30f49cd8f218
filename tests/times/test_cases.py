"""Every row of cases.toml is put on a page and read from it."""

import html
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Hints
from tests.times.dated_pages import HEADLINE, dates, page

CASES: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases.toml").read_text(encoding="utf-8")
)


def rows() -> Iterator[Any]:
    for table, case in CASES.items():
        for raw, expected in case["rows"]:
            yield pytest.param(table, case, raw, expected, id=f"{table}: {raw}")


def put(where: str, raw: str, language: str) -> str:
    attribute = html.escape(raw)
    node = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "datePublished": raw})
    heads = {
        "meta": f'<meta property="article:published_time" content="{attribute}">',
        "json-ld": f'<script type="application/ld+json">{node}</script>',
    }
    bodies = {"text": f"<p>{attribute}</p>", "time": f'<time datetime="{attribute}">when</time>'}
    return page(head=heads.get(where, ""), below=bodies.get(where, ""), language=language)


@pytest.mark.parametrize(("table", "case", "raw", "expected"), list(rows()))
def test_case(table: str, case: Mapping[str, Any], raw: str, expected: str) -> None:
    where, language = case.get("where", "text"), case.get("language", table if len(table) < 4 else "en")
    found = dates(
        put(where, raw, language),
        zone=case.get("zone"),
        fetched_at=datetime.fromisoformat(case.get("fetched", "2024-01-10T12:00:00Z")),
        language=language,
        country=case.get("country"),
        url=f"https://herald.example{raw if where == 'url' else '/bridge'}",
        hints=Hints(origin="feed", published=raw) if where == "feed" else Hints(),
    )
    assert (found.published_at or "") == expected, found


def test_there_are_enough_rows() -> None:
    languages = {case.get("language", table).split("-")[0] for table, case in CASES.items()}
    assert sum(len(case["rows"]) for case in CASES.values()) >= 1000
    assert len(languages) >= 60
