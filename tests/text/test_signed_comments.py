"""Readers' comments are known by their signing lines under a heading; articles with such lines stay whole."""

import json

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="Hillpost", url="https://hillpost.example/")
ARTICLE = (
    "The old cable car over the gorge will run again from June, the valley council decided on Tuesday.",
    "Its two cabins have hung in the upper station for eleven years, since a storm bent the third mast.",
    "Engineers from the coast have tested every rope, and they say that it will hold for half a century.",
)
HEAD = "<h1>Cable car over the gorge runs again</h1>" + "".join(f"<p>{text}</p>" for text in ARTICLE)
PARTS = (
    "A cabin stopped above the river with nine people in it, and the wind rose from hour to hour.",
    "Climbers reached the roof of the cabin from the mast and let down one passenger after the other.",
    "The last passenger was on the ground before dawn, cold and tired, but nobody was hurt that night.",
)
SIGNED = ("Nora Blake, 5 May 2026 10:15", "Ivo Stern, 5 May 2026 11:20", "mountain_cat, 6 May 2026 09:00")
LAST = (
    "<p>The council will pay for the rope, and the first ride costs nothing, the mayor said in the hall.</p>"
)


def read(body: str, head: str = "") -> tuple[str, ...]:
    page = f"<html><head><title>Cable car over the gorge runs again</title>{head}</head><body>{body}"
    doc = parse(page.encode(), "https://hillpost.example/2026/cable-car-runs", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story.paragraphs


def rows(shape: str, lines: tuple[str, ...] = SIGNED) -> str:
    return "".join(shape.format(line=line, text=text) for line, text in zip(lines, PARTS, strict=False))


BARE = "<p>{line}</p><p>{text}</p>"


@pytest.mark.parametrize(
    "shape",
    [
        "<p class=d>{line}</p><p>{text}</p>",
        "<p>{text}</p><p class=d>Posted by: {line}</p>",
        "<div><p>{line}</p><p>{text}</p></div>",
        "<tr><td class=d>{line}</td><td>{text}</td></tr>",
        "<div><p>{text}</p></div><p class=d>{line}</p>",
    ],
)
@pytest.mark.parametrize("heading", ["Comments", "Kommentare", "Commentaires"])
def test_comments_under_their_heading(shape: str, heading: str) -> None:
    assert read(f"<div>{HEAD}<h3>{heading}</h3>{rows(shape)}</div>") == ARTICLE


@pytest.mark.parametrize(
    "lines",
    [
        (
            "3 May 2026, 21:15: A cabin stops",
            "3 May 2026, 23:40: Ropes from above",
            "4 May 2026, 04:30: Saved",
        ),
        (
            "3. Mai 2026, 21:15 Uhr: Halt",
            "3. Mai 2026, 23:40 Uhr: Seile von oben",
            "4. Mai 2026, 04:30 Uhr: Ende",
        ),
        ("3 mai 2026, 21:15, Valbonne", "3 mai 2026, 23:40, gare du haut", "4 mai 2026, 04:30, Valbonne"),
        (
            "3 de mayo de 2026, 21:15. Lérida",
            "3 de mayo de 2026, 23:40. Sort",
            "4 de mayo de 2026, 04:30. Tremp",
        ),
        ("3 мая 2026, 21:15 — Казань", "3 мая 2026, 23:40 — Елабуга", "4 мая 2026, 04:30 — Чистополь"),
        ("2026年5月3日 21:15 谷の駅", "2026年5月3日 23:40 山の駅", "2026年5月4日 04:30 川の岸"),
        ("3 مايو 2026، 21:15 القاهرة", "3 مايو 2026، 23:40 الجيزة", "4 مايو 2026، 04:30 طنطا"),
        ("1. Nora Blake, 3 May 2021", "2. Ivo Stern, 14 May 2022", "3. Ada Roth, 9 May 2023"),
        ("Update, 3 May 2026, 18:05: Wind rises", "Update, 3 May 2026, 19:30: Rope holds", ""),
        SIGNED,
    ],
)
@pytest.mark.parametrize("shape", [BARE, "<h3>{line}</h3><p>{text}</p>", "<p><b>{line}</b></p><p>{text}</p>"])
def test_chronicles_stay(lines: tuple[str, ...], shape: str) -> None:
    assert set(PARTS) < set(read(f"<article>{HEAD}{rows(shape, lines)}{LAST}</article>"))


@pytest.mark.parametrize(
    "shape",
    [
        "<div class=update><p class=stamp>{line}</p><p>{text}</p></div>",
        "<blockquote><p>{text}</p><p>— {line}</p></blockquote>",
        "<figure><img src='/c.jpg'><figcaption>{line}</figcaption></figure><p>{text}</p>",
        "<section><p>{line}</p><p>{text}</p></section>",
    ],
)
def test_signed_parts_of_an_article_stay(shape: str) -> None:
    assert set(PARTS) < set(read(f"<article>{HEAD}{rows(shape)}{LAST}</article>"))


@pytest.mark.parametrize("mark", ["articleBody", "liveBlogUpdate"])
def test_what_microdata_marks_as_the_article_stays(mark: str) -> None:
    marked = f"<div itemprop={mark}>{HEAD}<h3>Comments</h3>{rows(BARE)}</div>"
    assert set(PARTS) < set(read(marked))


TITLE = "Cable car over the gorge runs again"
BODY = " ".join((*ARTICLE, *PARTS))


@pytest.mark.parametrize(
    "node",
    [{"@type": "LiveBlogPosting"}, {"@type": "NewsArticle", "articleBody": BODY, "headline": TITLE}],
)
def test_what_json_ld_says_is_the_article_stays(node: dict[str, str]) -> None:
    head = f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    assert set(PARTS) < set(read(f"<div>{HEAD}<h3>Comments</h3>{rows(BARE)}</div>", head))


def test_signed_messages_under_such_a_heading_stay_if_the_article_goes_on() -> None:
    page = f"<div>{HEAD}<h3>Comments</h3>{rows(BARE)}{LAST}{LAST.replace('first', 'next')}</div>"
    assert set(PARTS) < set(read(page))


def test_a_box_of_comments_with_the_next_part_of_the_article_stays() -> None:
    page = f"<div>{HEAD}<h3>Comments</h3><div>{rows(BARE)}<h3>The price</h3>{LAST}</div></div>"
    assert "The council will pay" in " ".join(read(page))


def test_a_label_above_the_article_is_no_heading_of_comments() -> None:
    lead, *rest = (f"<p>{text}</p>" for text in ARTICLE)
    page = f"<div><h1>{TITLE}</h1>{lead}<h4>Comments</h4>{''.join(rest)}{rows('<p class=d>{line}</p>')}</div>"
    assert set(ARTICLE) <= set(read(page))
