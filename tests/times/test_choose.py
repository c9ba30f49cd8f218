"""Which date wins on pages with several dates, and the other values of the answer."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from pipelines.items import Hints
from tests.times.dated_pages import HEADLINE, dates, gather, page

PAGES = tomllib.loads((Path(__file__).parent / "choices.toml").read_text(encoding="utf-8"))["page"]
PUBLISHED = '<meta property="article:published_time" content="2023-12-05T14:05:00+01:00">'
MODIFIED = '<meta property="article:modified_time" content="2023-12-06T10:00:00+01:00">'


def built(row: Mapping[str, Any]) -> str:
    text = page(**{part: row[part] for part in ("head", "above", "below", "end") if part in row})
    if "markup" in row:
        text = text.replace(f"<h1>{HEADLINE}</h1>", row["markup"])
    return text.replace("{headline}", HEADLINE).replace(HEADLINE, row.get("headline", HEADLINE))


@pytest.mark.parametrize("row", PAGES, ids=[row["name"] for row in PAGES])
def test_choice(row: Mapping[str, Any]) -> None:
    text, title = built(row), row.get("headline", HEADLINE)
    zone = None if row.get("place") == "unknown" else "Europe/Berlin"
    rest = {"url": row["url"]} if "url" in row else {}
    found = dates(text, zone=zone, title=title, language=row.get("language", "en"), **rest)
    assert (found.published_at, found.published_from) == (row.get("want"), row.get("from")), gather(text)


def test_evidence_that_lost_is_kept() -> None:
    found = dates(page(head=PUBLISHED + '<meta name="date" content="2023-12-20">'))
    assert [item.raw for item in found.losers] == ["2023-12-20"]


def test_modified_is_separate_from_published() -> None:
    found = dates(page(head=PUBLISHED + MODIFIED))
    assert (found.published_at, found.modified_at) == ("2023-12-05T13:05:00Z", "2023-12-06T09:00:00Z")


def test_no_page_is_modified_before_it_is_published() -> None:
    earlier = MODIFIED.replace("2023-12-06", "2023-12-04")
    assert dates(page(head=PUBLISHED + earlier)).modified_at is None


def test_no_page_is_modified_hours_before_it_is_published() -> None:
    earlier = MODIFIED.replace("2023-12-06T10:00", "2023-12-05T11:20")
    assert dates(page(head=PUBLISHED + earlier)).modified_at is None


def test_every_field_of_the_winner() -> None:
    found = dates(page(below="<p>Publish Date: 05December 2023 - 09:32</p>"), zone="Asia/Tehran")
    assert found.published_at == "2023-12-05T06:02:00Z"
    assert found.published_precision == "minute"
    assert found.published_offset == "+03:30"
    assert found.published_from == "text"
    assert found.published_raw == "05December 2023 - 09:32"
    assert 0.9 < found.confidence <= 1


def test_agreement_raises_confidence() -> None:
    alone = dates(page(below="<p>5 December 2023</p>"))
    together = dates(page(below="<p>5 December 2023</p>"), url="https://herald.example/2023/12/05/bridge")
    assert together.confidence > alone.confidence


@pytest.mark.parametrize(
    ("day", "instant", "wanted"),
    [
        ("2023-12-05T00:00:00+0000", "2023-12-06T04:39:05Z", "2023-12-06T04:39:05Z"),
        ("2023-12-05T00:00:00+0000", "2023-12-06T14:39:05Z", "2023-12-05"),
        ("2023-12-05", "2023-12-06T04:39:05Z", "2023-12-05"),
    ],
)
def test_a_midnight_for_a_day_may_be_the_evening_of_an_instant(day: str, instant: str, wanted: str) -> None:
    nodes = (("NewsArticle", day), ("WebPage", instant))
    data = json.dumps([{"@type": kind, "name": HEADLINE, "datePublished": at} for kind, at in nodes])
    assert dates(page(head=f'<script type="application/ld+json">{data}</script>')).published_at == wanted


def test_last_modified_is_never_a_publication() -> None:
    assert dates(page(), headers={"last-modified": "Tue, 05 Dec 2023 14:05:06 GMT"}).published_at is None


LINKED = "Tue, 05 Dec 2023 14:05:06 GMT"


@pytest.mark.parametrize(
    ("origin", "url", "below", "wanted"),
    [
        ("feed", "https://herald.example/bridge", "", "2023-12-05T14:05:06Z"),
        ("sitemap", "https://news.herald.example/bridge", "", "2023-12-05T14:05:06Z"),
        ("feed", "https://courier.example/bridge", "", None),
        ("sitemap", "https://courier.example/bridge", "", None),
        ("feed", "https://courier.example/bridge", "<p>3 December 2023</p>", "2023-12-03"),
        ("feed", "https://courier.example/bridge", "<p>5 December 2023</p>", "2023-12-05"),
    ],
)
def test_an_entry_dates_pages_of_its_own_site(origin: Any, url: str, below: str, wanted: str | None) -> None:
    hints = Hints(origin=origin, published=LINKED, modified=LINKED)
    found = dates(page(below=below), url=url, hints=hints)
    assert found.published_at == wanted
    assert found.modified_at is None or "herald" in url


def test_plain_text() -> None:
    lines = (
        "Updated in: 22 December 2023 - 14:38",
        HEADLINE,
        "Publish Date: 05December 2023 - 09:32",
        "The mayor.",
    )
    found = dates("\n".join(lines), zone="Asia/Tehran", content_type="text/plain")
    assert (found.published_at, found.modified_at) == ("2023-12-05T06:02:00Z", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "<html>",
        "<p>\x00</p>",
        "<time datetime>",
        "<h1></h1><time></time>",
        "<div>" * 1000 + "5 May 2023",
    ],
)
def test_broken_pages(text: str) -> None:
    assert dates(text, title=None).published_at in (None, "2023-05-05")


@pytest.mark.parametrize(
    "text",
    [
        f"<html><head><title>{HEADLINE}</title><h1>{HEADLINE}</h1><p>5 December 2023, 14:05</p></html>",
        f"<html><head><title>{HEADLINE}</title><h2>{HEADLINE}</h2><div>5 December 2023, 14:05</div></head>",
        f"<title>{HEADLINE}</title><font><b>{HEADLINE}</b><br>5 December 2023, 14:05<br>The mayor</font>",
    ],
)
def test_text_in_the_head_of_a_page_without_a_body_is_read(text: str) -> None:
    assert dates(text, zone="Europe/Berlin").published_at == "2023-12-05T13:05:00Z"


@pytest.mark.parametrize("href", ["http://[bad", "//[::1", "http://h:x/", "?", "", "javascript:void(0)"])
def test_broken_links(href: str) -> None:
    below = f'<link rel="canonical" href="{href}"><p><a href="{href}">5 December 2023</a></p>'
    assert dates(page(below=below)).published_at == "2023-12-05"


def test_a_long_word_of_no_latin_letters_before_a_date_takes_no_seconds() -> None:
    """A word of 24 letters took ten seconds, when each letter could begin the next name of a place."""
    begun = process_time()
    text = f"<p>{'ж' * 26} 1:0, 6 May 2023: {'ж' * 80}</p>"
    assert dates(page(below=text)) is not None
    assert process_time() - begun < 2


def test_a_headline_under_a_plain_class_is_found_although_a_heading_names_the_site() -> None:
    text = (
        "<html lang=zh-CN><head><title>百年渡口停航 老艄公收桨_江城日报网</title></head>"
        "<body><h2>江城日报网</h2>"
        "<ul><li>首页</li><li>本地</li><li>财经</li><li>文化</li><li>视频</li><li>天气</li><li>专题</li></ul>"
        "<div class=t>百年渡口停航 老艄公收桨</div>"
        "<div><span>2023-12-05 07:42</span> <span>来源：江城日报</span>"
        " <span>字号：<a>大</a> <a>小</a></span></div>"
        "<p>李家渡的最后一班渡船靠了岸，六十七岁的艄公把桨擦干。</p>"
    )
    found = dates(text, zone="Asia/Shanghai", title="百年渡口停航 老艄公收桨", language="zh-CN")
    assert found.published_at == "2023-12-04T23:42:00Z"
