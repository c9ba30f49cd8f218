"""Which names a page credits, and which credit is taken. Each row has the shape of real pages."""

import json
from typing import Any

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
HEAD = "<h1>Flood cuts the valley off from the coast</h1>"
BIO = "<p>Ann Lee is a writer who has lived in the moor for all of her life, and keeps bees there.</p>"
PERSON = "Person"


def story(above: str = "", below: str = "", node: dict[str, Any] | None = None, head: str = "") -> Story:
    node_json = json.dumps({"@type": "NewsArticle", **(node or {})})
    script = f'<script type="application/ld+json">{node_json}</script>' if node else ""
    body = f"<p>Moor and valley</p><article>{HEAD}{above}{PROSE * 3}{below}</article>"
    page = f"<head>{head}{script}</head><body>{body}</body>"
    return clean(parse(page.encode(), "https://moorecho.example/a/b", "text/html"), SITE, Hints())


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        (["Ann Lee", {"@type": PERSON, "name": "Bo Ek"}], ["Ann Lee", "Bo Ek"]),
        ({"@type": PERSON, "name": ["Ann Lee", "Bo Ek"]}, ["Ann Lee", "Bo Ek"]),
        ({"@type": [PERSON, "Thing"], "name": "By Ann Lee"}, ["Ann Lee"]),
        ({"@type": PERSON, "givenName": "Ann", "familyName": "Lee"}, ["Ann Lee"]),
        ([[{"name": "Ann Lee"}], {"name": "Bo Ek"}], ["Ann Lee", "Bo Ek"]),
        ({"@type": PERSON, "name": {"@value": "Ann Lee"}}, ["Ann Lee"]),
        ({"@type": PERSON, "name": "ANN LEE"}, ["ANN LEE"]),
        ({"@type": PERSON, "name": "Moor24 Redaktion"}, ["Moor24 Redaktion"]),
        ({"@type": PERSON, "name": "Ann Lee, Moor Press"}, ["Ann Lee", "Moor Press"]),
        ({"@type": PERSON, "name": "Ann Lee | The Moor Echo"}, ["Ann Lee"]),
        ({"@type": "Organization", "name": "Moor Press"}, ["Moor Press"]),
        ({"@type": "Organization", "name": "Farm & Garden"}, ["Farm & Garden"]),
        ({"@type": "Organization", "name": "Moor and Valley"}, ["Moor and Valley"]),
        ("Yêu và Sống", ["Yêu và Sống"]),
        ("Trần Anna và Lê Bo", ["Trần Anna", "Lê Bo"]),
        ({"@type": PERSON, "name": {"name": "Ann Lee"}}, ["Ann Lee"]),
        ({"@type": "NewsMediaOrganization", "name": "The Moor Echo"}, ["The Moor Echo"]),
        (
            [{"@type": PERSON, "name": "Ann Lee"}, {"@type": "Organization", "name": "The Moor Echo"}],
            ["Ann Lee"],
        ),
        # markup, entities that are escaped twice, groups, labels
        ('<a href="/p/ann" hreflang="pl">Ann Lee</a>, <a href="/p/bo">Bo Ek</a>', ["Ann Lee", "Bo Ek"]),
        ("Ann O&amp;#39;Lee", ["Ann O'Lee"]),
        # the list again as one name, and the site or an agency behind a name
        (["Ann Lee", "Bo Ek", "Ann Lee Bo Ek"], ["Ann Lee", "Bo Ek"]),
        (["Bo Ek Ann Lee Cy Poe", "Ann Lee", "Bo Ek", "Cy Poe"], ["Ann Lee", "Bo Ek", "Cy Poe"]),
        (["Ann Lee", "Bo Ek", "Ann Lee Bo"], ["Ann Lee", "Bo Ek", "Ann Lee Bo"]),
        (["Иван Лис", "Анна Ёж", "Иван Лис Анна Ёж"], ["Иван Лис", "Анна Ёж"]),
        ("Ann Lee The Moor Echo", ["Ann Lee"]),
        ("The Moor Echo Ann Lee", ["Ann Lee"]),
        ("Ann Lee Associated Press", ["Ann Lee"]),
        ("Petra Luise Kern", ["Petra Luise Kern"]),
        ("Pablo José Mena", ["Pablo José Mena"]),
        ("Friends of The Moor Echo", ["Friends of The Moor Echo"]),
        ("Contributors to Moor projects", ["Contributors to Moor projects"]),
        ("Moor & i", ["Moor & i"]),
        ("Ann Lee (https://annlee.example/)", ["Ann Lee"]),
        ("Ann Lee \u2764\ufe0f", ["Ann Lee"]),
        ("No Author", []),
        ("Alle Artikel", []),
        ("Get our new free app", []),
        ({"@type": PERSON, "name": "", "url": "https://moorecho.example/people/ann"}, []),
        ("https://moorecho.example/people/ann", []),
    ],
)
def test_structured(author: Any, names: list[str]) -> None:
    assert story(node={"author": author}).authors == tuple(names)


@pytest.mark.parametrize(
    ("above", "below", "names"),
    [
        ("<p>By Ann Lee</p>", "", ["Ann Lee"]),
        ("<p>Written by</p><p>Ann Lee</p>", "", ["Ann Lee"]),
        ("<p>Reviewed by</p><p>Ann Lee</p>", "", []),
        ("<p>Ann Lee | Senior Writer | July 2, 2025</p>", "", ["Ann Lee"]),
        ("<p>Ann Lee</p>", BIO, ["Ann Lee"]),
        ("<p>Valley News</p>", "", []),
        ("<p>June 5, 2019 - Ann Lee</p>", "", ["Ann Lee"]),
        ("<p>June 5, 2019 - 10:15 Moor Town</p>", "", []),
        ("<p>June 5, 2019 - MOOR TOWN</p>", "", []),
        ("<p>June 5, 2019 - News</p>", "", []),
        ("<p>The mill was shut in 2019 by annlee</p>", "", []),
        ("<p>5 June 2019 by Olga Mill photo</p>", "", []),
        ("<p class=author>منوعات</p>", "", []),
        ("<p class=author>ליאת</p>", "", []),
        ("<p class=author>سارة خليل</p>", "", ["سارة خليل"]),
        ("<div class=author>Ann Lee<br>Founder at Moor Press</div>", "", ["Ann Lee"]),
        ("", "<p>Written by Ann Lee, head of the mill and of the weir</p>", ["Ann Lee"]),
        ("", "<p style='text-align: right'>Ann Lee</p>", ["Ann Lee"]),
        ("", "<p style='text-align:right'>All rights are kept.</p>", []),
        ("", f"{PROSE * 3}<div class=author-box><p>Ann Lee</p>{BIO}</div>", ["Ann Lee"]),
        ("<a rel=author href=/p/echo>The Moor Echo</a>", "", ["The Moor Echo"]),
        ("<p>記者：佐原みどり</p>", "", ["佐原みどり"]),
        ("<p>ΤΟΥ ΓΙΑΝΝΗ ΠΑΠΑ</p>", "", ["ΓΙΑΝΝΗ ΠΑΠΑ"]),
        ("<a href=author.asp?id=4>Cleo Dunn</a> - 12.03.2026<br><br>", "", ["Cleo Dunn"]),
        ("<p><a href=/list.php?author=4>Cleo Dunn</a>, 12.03.2026</p>", "", ["Cleo Dunn"]),
        ("<a href=/list.php?sort=4>Green Valley</a> - 12.03.2026<br><br>", "", []),
        ("<a href=/list.php?by=4>Green Valley</a> - 12.03.2026<br><br>", "", []),
    ],
)
def test_printed(above: str, below: str, names: list[str]) -> None:
    assert story(above, below).authors == tuple(names)


def test_a_name_that_also_begins_the_description_is_an_author() -> None:
    head = '<meta name="description" content="ANN LEE The council met.">'
    assert story("<p>ANN LEE</p>", head=head).authors == ("ANN LEE",)


def test_the_byline_wins_over_an_account_that_is_printed_nowhere() -> None:
    node = {"author": {"@type": PERSON, "name": "Cy Poe"}}
    assert story("<p>By Ann Lee</p>", node=node).authors == ("Ann Lee",)
    assert story("<p>By Ann Lee</p>", "<p>Posted by Cy Poe</p>", node=node).authors == ("Cy Poe",)
    assert story("<p>By Ann Poe-Lee</p>", node=node).authors == ("Cy Poe",)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Hina Sadiq Mirza", "Hina Sadiq Mirza"),
        ("Efe Kaan Demir", "Efe Kaan Demir"),
        ("Inês Sofia Lusa", "Inês Sofia Lusa"),
        ("INÊS SOFIA LUSA", "INÊS SOFIA LUSA"),
        ("Inês Sofia LUSA", "Inês Sofia"),
        ("Inês Sofia Agence France-Presse", "Inês Sofia"),
    ],
)
def test_a_name_that_is_also_an_agency(printed: str, name: str) -> None:
    assert story(f"<p class=byline>By {printed}</p>").authors == (name,)


def test_a_person_in_the_article_wins_over_the_house_in_meta() -> None:
    head = '<meta name="author" content="The Moor Echo">'
    assert story("<p>By Ann Lee</p>", head=head).authors == ("Ann Lee",)
    assert story("", head=head).authors == ("The Moor Echo",)


def test_the_author_of_a_teaser_is_not_the_author() -> None:
    link = "<a href=/b>The weir is to be built again by spring</a>"
    item = f"<li>{link}<p><a href=/author/cy-poe>Cy Poe</a></p></li>"
    assert story(below=f"<ul>{item * 3}</ul>").authors == ()
    assert story("<p><a href=/author/ann-lee>Ann Lee</a></p>", f"<ul>{item}</ul>").authors == ("Ann Lee",)


def test_a_rubric_is_not_an_author() -> None:
    assert story(head='<meta name="author" content="Nachrichten">').authors == ()
    assert story(head='<meta name="author" content="Ann Lee, Sport">').authors == ("Ann Lee",)


def test_an_address_is_not_an_author_beside_a_person() -> None:
    assert story(head='<meta name="author" content="www.lee.example, Ann Lee">').authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("above", "below", "head", "names"),
    [
        # labels and links where a name might stand
        ("<p class=date>21 February 2026</p><p><a href=/pm>Private Letter</a></p>", "", "", []),
        ("<div class=author><a href=/autor/ann>Alle Artikel</a></div>", "", "", []),
        (
            "<div class=article-author><a href=/p/ann>Ann Lee</a><a href=/all>Zur Artikelliste</a></div>",
            "",
            "",
            ["Ann Lee"],
        ),
        ("", "<p style='text-align:right'><a href=/x>Green Valley</a></p>", "", []),
        # a name with other text beside it
        ("<p>By Ann Lee on Friday, August 24th, 2018 at 10:54 a.m.</p>", "", "", ["Ann Lee"]),
        ("<p>By Ann Lee For Moorland Weekly Norway</p>", "", "", ["Ann Lee"]),
        (
            "<div itemprop=author><h3>Ann Lee</h3><p>writes of ships, weather and gardens.</p></div>",
            "",
            "",
            ["Ann Lee"],
        ),
        # who took a picture did not write the text
        (
            "<figure><img src=a><figcaption>By Bo Ek Pictures</figcaption></figure><p>By Ann Lee</p>",
            "",
            "",
            ["Ann Lee"],
        ),
        # the head
        ("", "", "<meta name=author content='The Moor Echo, Hamburg, Germany'>", ["The Moor Echo"]),
        (
            "",
            "",
            "<meta name=DC.creator content='Vries, Ann de'><meta name=DC.creator content='Ek, B.'>",
            ["Ann de Vries", "B. Ek"],
        ),
        # scripts without capitals: a label in a line of facts, a role behind or before a name
        ("<div>2026/9/8 16:48 来源：海岸 作者：问舟 责编：李四</div>", "", "", ["问舟"]),
        ("", "<p>홍길동 기자 gildong@moorecho.example</p>", "", ["홍길동"]),
        ("", "<p>（本报记者 张三 李四）</p>", "", ["张三", "李四"]),
    ],
)
def test_a_name_looks_like_one_and_stands_where_names_do(
    above: str, below: str, head: str, names: list[str]
) -> None:
    assert list(story(above, below, head=f"<meta charset=utf-8>{head}").authors) == names


def test_a_longer_byline_wins_where_two_places_credit_it() -> None:
    node = {"author": {"@type": PERSON, "name": "Ann Lee"}}
    printed = "<p>By Bo Ek and Ann Lee</p>"
    head = "<meta name=author content='Bo Ek, Ann Lee'>"
    assert story(printed, node=node, head=head).authors == ("Bo Ek", "Ann Lee")
    assert story(printed, node=node).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("By Ann Lee and Bo Ek, Staff Writers, Mar. 5, 2026, 9:15 p.m.", ("Ann Lee", "Bo Ek")),
        ("2026-03-05 10:20 记者 田小山", ("田小山",)),
        ("文／田小山", ("田小山",)),
        ("文・山野花子", ("山野花子",)),
    ],
)
def test_credits_with_shortened_months_and_without_spaces(credit: str, names: tuple[str, ...]) -> None:
    assert story(f"<p>{credit}</p>").authors == names


@pytest.mark.parametrize(
    "part", ["<span class=byline>論説委員　山野花子</span>", "<small>文化部 山野花子</small>"]
)
def test_a_byline_in_the_headlines_own_heading(part: str) -> None:
    house = {"@type": "Organization", "name": "山岳新聞社"}
    page = f"<h1>琥珀川の古い水車小屋、学校に {part}</h1>{PROSE * 3}"
    node = json.dumps({"@type": "NewsArticle", "author": house, "publisher": house})
    body = f"<body><script type='application/ld+json'>{node}</script><div>{page}</div>"
    doc = parse(body.encode(), "https://moorecho.example/a/b", "text/html; charset=utf-8")
    assert clean(doc, SITE, Hints()).authors == ("山野花子",)
