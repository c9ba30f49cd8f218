"""Every row of cases.toml, put on a page and read from it."""

import html
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.times import choose, collect

CASES: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases.toml").read_text(encoding="utf-8")
)
HEADLINE = "A bridge was opened over the river"
PAGES = {
    "text": "<p>{raw}</p>",
    "time": '<time datetime="{raw}">when</time>',
    "meta": '<meta property="article:published_time" content="{raw}">',
    "json-ld": '<script type="application/ld+json">{json}</script>',
}


def rows() -> Iterator[Any]:
    for table, case in CASES.items():
        for raw, expected in case["rows"]:
            yield pytest.param(table, case, raw, expected, id=f"{table}: {raw}")


def page(where: str, raw: str, language: str) -> str:
    node = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "datePublished": raw})
    printed = PAGES.get(where, "").format(raw=html.escape(raw), json=node)
    head, body = (printed, "") if where in ("meta", "json-ld") else ("", printed)
    return (
        f'<html lang="{language}"><head><title>{HEADLINE}</title>{head}</head>'
        f"<body><h1>{HEADLINE}</h1>{body}<p>The mayor cut a ribbon and the band played.</p></body></html>"
    )


@pytest.mark.parametrize(("table", "case", "raw", "expected"), list(rows()))
def test_case(table: str, case: Mapping[str, Any], raw: str, expected: str) -> None:
    where, language = case.get("where", "text"), case.get("language", table if len(table) < 4 else "en")
    fetched_at = datetime.fromisoformat(case.get("fetched", "2024-01-10T12:00:00Z"))
    url = f"https://herald.example{raw}" if where == "url" else "https://herald.example/bridge"
    site = Site(name="herald", url="https://herald.example/", timezone=case.get("zone"))
    hints = Hints(origin="feed", published=raw) if where == "feed" else Hints()
    evidence = collect(
        parse(page(where, raw, language).encode(), url, "text/html; charset=utf-8"),
        hints,
        {},
        fetched_at=fetched_at,
        language=language,
        site=site,
        title=HEADLINE,
    )
    dates = choose(evidence, fetched_at=fetched_at, site=site, country=case.get("country"))
    assert (dates.published_at or "") == expected, evidence


def test_there_are_rows_enough() -> None:
    languages = {case.get("language", table).split("-")[0] for table, case in CASES.items()}
    assert sum(len(case["rows"]) for case in CASES.values()) >= 300
    assert len(languages) >= 40
