"""Bylines of common publishing software: in a footer, below the standfirst, or below the text."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.names.person_names import names_in

TITLE = "Council mends the old bridge at last"
LEAD = "The council has found money for the bridge over the Arden, three years after it was closed to cars."
LINES = (
    "Work begins in May and takes eight weeks, said Hal Underhill, who leads the council of the town.",
    "The bridge was built in 1964, and a survey found rust in most of its beams two winters ago.",
    "Shops on the far side have lost a third of their customers, the chamber of trade told the meeting.",
    "A ferry carries walkers and bicycles over the river until the work is done, from six to nine.",
    "The county pays half of the costs, and the rest comes from a fund for bridges and old locks.",
)


def authors(above: str = "", below: str = "", *, lead: str = "") -> list[str]:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    page = (
        f"<html><head><title>{TITLE} | Post</title></head><body><a href=/>Post</a><div class=k>"
        f"<h1>{TITLE}</h1>{lead}{above}<div class=b>{body}</div>{below}</div></body></html>"
    )
    doc = parse(page.encode(), "https://post.example/n/bridge-12", "text/html; charset=utf-8")
    return list(clean(doc, Site(name="post", url="https://post.example/"), Hints()).authors)


WHEN = "<span>Mon, 09/01/2023 - 08:00</span>"
SUBMITTED = f"<footer class=node__meta>Submitted by <span>Ann Lee</span> on {WHEN}</footer>"
PICTURE = "<div class=image-caption>The bridge in winter. Picture: {}</div>"


@pytest.mark.parametrize("photographer", ["Ann Lee", "Bo Ek"])
def test_a_reporter_may_have_taken_the_picture(photographer: str) -> None:
    assert authors(SUBMITTED + PICTURE.format(photographer)) == ["Ann Lee"]


def test_a_photographer_alone_is_no_author() -> None:
    assert authors("<p>Mon, 09/01/2023 - 08:00</p>" + PICTURE.format("Bo Ek")) == []


def byline(*names: str) -> str:
    people = "".join(f"<div class=a>{n}</div><a href=mailto:x@post.example>x@post.example</a>" for n in names)
    return f"<div class=by>{people}<span>Published 3 March 2026</span><button>Share</button></div>"


@pytest.mark.parametrize("names", [("Ann Lee",), ("Per Dahl", "Ann Lee")])
def test_names_and_a_day_below_the_standfirst(names: tuple[str, ...]) -> None:
    assert authors(byline(*names), lead=f"<p class=s>{LEAD}</p>") == list(names)


@pytest.mark.parametrize("line", ["Town News", "Local", "Bridge over the Arden"])
def test_other_lines_below_the_standfirst_are_no_bylines(line: str) -> None:
    below = f"<div class=by><div class=a>{line}</div><span>Published 3 March 2026</span></div>"
    assert authors(below, lead=f"<p class=s>{LEAD}</p>") == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Posted by Ann Lee at 9:12", ["Ann Lee"]),
        ("Publicada por Ana Reis à(s) 12:33 Sem comentários:", ["Ana Reis"]),
        ("Posted by Ann Lee on 3 March 2026 in Town Matters, Bridges", ["Ann Lee"]),
        ("The bridge, 9:12", []),
    ],
)
def test_a_dated_line_below_the_text(line: str, names: list[str]) -> None:
    assert authors(below=f"<div class=post-footer>{line}</div><div class=x>Send by mail</div>") == names


def test_comments_have_such_lines_each() -> None:
    comments = "".join(f"<p>{who} is glad.</p><p>Posted by {who} at 9:12</p>" for who in ("Bo Ek", "Cy Poe"))
    assert authors(below=f"<div class=x>{comments}</div>") == []


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Eingestellt von Anna Huber um 12:33", ["Anna Huber"]),
        ("Gepost door Jan Bos op 12:33", ["Jan Bos"]),
        ("Publié par Claire Morel à 12:33", ["Claire Morel"]),
        ("Autor: Jan Lis o 12:33", ["Jan Lis"]),
        ("Опубликовал: Иван Лис в 12:33", ["Иван Лис"]),
        ("By Ann Lee Leave a Comment", ["Ann Lee"]),
        ("作者:陈大文 点击:123次", ["陈大文"]),
        ("发布者: 陈大文|查看: 123", ["陈大文"]),
        ("ライター：田中一郎 | 地域", ["田中一郎"]),
        ("Per Dahl", ["Per Dahl"]),
        ("per Marta Vila", ["Marta Vila"]),
    ],
)
def test_a_credit_with_a_time(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names
