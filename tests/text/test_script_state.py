# ruff: noqa: E501, UP031  (one shape a line; braces belong to the scripts)
"""One article in the shapes in which applications keep their state; and states that hold no article."""

import json
import time
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from pipelines.items import Hints, Page, Site
from pipelines.markup import parse
from pipelines.markup.js_values import literals
from pipelines.markup.state import values
from pipelines.text import clean, read
from pipelines.times import collect
from pipelines.worker.read_page import clean_page

SITE = Site(name="echo", url="https://moorecho.example/")
URL = "https://moorecho.example/news/weir-to-be-rebuilt-204417"
TITLE = "The weir is to be rebuilt"
TEXT = (
    "The weir below the mill will be rebuilt this summer, eleven years after the flood that broke it in two.",
    "“We were told every spring that it would be next year,” said the miller, who has kept the wheel turning.",
    "The work starts in June and should be done before the salmon come up in the autumn, the council says.",
)
OTHERS = [
    {
        "title": f"Another story of the day, number {n}",
        "url": f"/news/another-{n}",
        "teaser": "It has a sentence that is long enough to be taken for the text of an article by anybody."
        * 2,
    }
    for n in range(9)
]
ARTICLE = {
    "id": 204417,
    "headline": TITLE,
    "publishedAt": "2026-03-04T08:15:00Z",
    "authors": [{"name": "Ana Reyes", "role": "Reporter"}],
    "related": OTHERS,
}
WANT = TITLE, TEXT, ("Ana Reyes",), "2026-03-04T08:15:00Z"


def page(script: str, head: str = f"<title>{TITLE} - Moor Echo</title>", body: str = "") -> bytes:
    return (
        f'<html lang="en"><head>{head}</head><body><div id="app"></div>{body}{script}</body></html>'.encode()
    )


def block(value: Any, kind: str = "application/json") -> str:
    text = json.dumps(value).replace("</", "<\\/")
    return f'<script type="{kind}" id="x">{text}</script>'


def run(code: str) -> str:
    return f"<script>{code}</script>"


def answer(body: bytes) -> tuple[Any, ...]:
    doc, story = read(parse(body, URL, "text/html; charset=utf-8"), SITE, Hints())
    dates = [
        each.raw for each in collect(doc, Hints(), {}, language="en", fetched_at=datetime.now(UTC), site=SITE)
    ]
    return story.title, story.paragraphs, story.authors, dates[0] if dates else None


def _flat(value: Any, first: list[Any] | None = None) -> list[Any]:
    """Write a value as Nuxt 3 does: every value once, in a list, and places in the stead of values."""
    flat: list[Any] = [first] if first else []

    def put(each: Any) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(each, dict):
            flat[at] = {key: put(inner) for key, inner in each.items()}
        elif isinstance(each, list):
            flat[at] = [put(inner) for inner in each]
        else:
            flat[at] = each
        return at

    put(value)
    return flat


def _keyed(flat: list[Any]) -> list[Any]:
    """The same with keys that are places as well, as React Router streams it."""
    names: dict[str, int] = {}
    found = list(flat)
    for at, each in enumerate(flat):
        if isinstance(each, dict):
            for key in each:
                if key not in names:
                    names[key] = len(found)
                    found.append(key)
            found[at] = {f"_{names[key]}": place for key, place in each.items()}
    return found


def _element(tag: str, *children: Any) -> list[Any]:
    return ["$", tag, None, {"children": list(children) if len(children) > 1 else children[0]}]


HTML = "".join(f"<p>{text}</p>" for text in TEXT)
SPANS = [
    [{"text": text[:30]}, {"text": text[30:50], "marks": ["link"]}, {"text": text[50:]}] for text in TEXT
]
PLAIN = ARTICLE | {"body": HTML}
STREAM = "\n".join(
    [
        '1:I["static/chunk.js",["7"],"Article"]',
        "2:" + json.dumps({"headline": TITLE, "author": {"name": "Ana Reyes"}, "datePublished": WANT[3], "body": "$3"}),
        "3:" + json.dumps([_element("p", TEXT[0][:20], _element("em", TEXT[0][20:30]), TEXT[0][30:]),
                           _element("p", TEXT[1]), _element("figure", "A caption that is a whole sentence, too."),
                           "$4"]),
        "4:" + json.dumps(_element("p", TEXT[2])) + "\n",
    ]
)  # fmt: skip
LONG = f"1:T{len(HTML.encode()):x},{HTML}2:" + json.dumps(ARTICLE | {"html": "$1"}) + "\n"
JAVASCRIPT = (
    "{id:204417,headline:'%s',publishedAt:new Date(\"2026-03-04T08:15:00Z\"),draft:!1,/* mine */authors:[{name:'Ana Reyes'}],"
    "paragraphs:[%s],}" % (TITLE, ",".join(f"`{text}`" for text in TEXT))
)
NUXT2 = (
    'window.__NUXT__=(function(a,b,c){return {layout:"default",data:[{article:{headline:a,publishedAt:c,'
    'authors:[{name:b}],html:%s}}],error:null}}(%s,"Ana Reyes","2026-03-04T08:15:00Z"));'
    % (json.dumps(HTML), json.dumps(TITLE))
)
APOLLO = {
    "ROOT_QUERY": {"article": {"__ref": "Article:204417"}},
    "Article:204417": {"headline": TITLE, "publishedAt": WANT[3], "authors": [{"__ref": "Person:7"}], "content": {"__ref": "Body:1"}},
    "Person:7": {"name": "Ana Reyes"},
    "Body:1": {"blocks": [{"__ref": "P:1"}, {"__ref": "P:2"}, {"__ref": "P:3"}]},
    **{f"P:{n + 1}": {"kind": "text", "text": text} for n, text in enumerate(TEXT)},
    "Article:9": {"headline": "Another story of the day", "lead": OTHERS[0]["teaser"]},
}  # fmt: skip
RELAY = {
    "client:root": {"__id": "client:root", "article": {"__ref": "QXJ0"}},
    "QXJ0": {"__id": "QXJ0", "title": TITLE, "publishedAt": WANT[3], "author": {"__ref": "UGVy"}, "blocks": {"__refs": ["b:0", "b:1", "b:2"]}},
    "UGVy": {"__id": "UGVy", "name": "Ana Reyes"},
    **{f"b:{n}": {"__id": f"b:{n}", "markup": f"<p>{text}</p>"} for n, text in enumerate(TEXT)},
}  # fmt: skip

SHAPES = {
    "next": block({"props": {"pageProps": {"article": PLAIN, "menu": ["News", "Sport"]}}, "page": "/[slug]"}),
    "paragraphs": block({"story": ARTICLE | {"paragraphs": list(TEXT)}}),
    "blocks": block({"a": ARTICLE | {"blocks": [{"type": "p", "data": {"text": t, "caption": "A man."}} for t in TEXT]}}),
    "spans": block({"a": ARTICLE | {"content": {"type": "doc", "content": [{"type": "p", "content": s} for s in SPANS]}}}),
    "attributes": block({"data": {"id": "204417", "attributes": ARTICLE | {"body": HTML}}}),
    "jsonml": block({"a": ARTICLE | {"body": ["div", *(["p", t[:20], ["em", t[20:30]], t[30:]] for t in TEXT)]}}),
    "react stream": run("self.__next_f.push([0])") + "".join(
        run(f"self.__next_f.push([1,{json.dumps(STREAM[at:at + 300])}])") for at in range(0, len(STREAM), 300)
    ),
    "react text row": run(f"self.__next_f.push([1,{json.dumps(LONG)}])"),
    "nuxt 2": run(NUXT2),
    "nuxt 3": block(_flat({"data": PLAIN}, first=["ShallowReactive", 1])),
    "react router": run(f"window.x.enqueue({json.dumps(json.dumps(_keyed(_flat({'loaderData': PLAIN}))))});"),
    "sveltekit": run(f"kit.start(app, element, {{node_ids: [0, 2],\ndata: [null, {{type:\"data\",data:{JAVASCRIPT},uses:{{}}}}]}});"),
    "fetched": block({"status": 200, "body": json.dumps({"article": PLAIN})}),
    "apollo": run(f"window.__APOLLO_STATE__ = {json.dumps(APOLLO)};"),
    "relay": block(RELAY),
    "gatsby": run(f"window.pageData={json.dumps({'result': {'data': {'article': PLAIN}}, 'path': '/news'})};"),
    "javascript": run(f"var a=1;function f(x){{return x}} window.STATE = {JAVASCRIPT}; f({{a:f}});"),
    "parsed": run(f"window.S = JSON.parse({json.dumps(json.dumps(PLAIN))});"),
    "percent": run(f'window.S = JSON.parse(decodeURIComponent("{quote(json.dumps(PLAIN))}"));'),
    "base64": run(f'window.S = "{b64encode(json.dumps(PLAIN).encode()).decode()}";'),
    "angular": block({}).replace("{}", json.dumps({"G.1": PLAIN}).replace("&", "&a;").replace('"', "&q;")),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_article_is_found_by_its_shape(name: str) -> None:
    assert answer(page(SHAPES[name])) == WANT


def test_without_a_title_of_the_page_the_address_decides() -> None:
    two = [PLAIN, ARTICLE | {"id": 1, "headline": "Of another day", "body": HTML.replace("weir", "mill") * 2}]
    title, text, authors, _ = answer(page(block({"articles": two}), head="<title>Moor Echo</title>"))
    assert (title, text, authors) == (TITLE, TEXT, ("Ana Reyes",))


NOTICE = "We use cookies so that this page works, and so that our partners may count how often it is read. "
NOTHING = {
    "teasers alone": block({"list": OTHERS}),
    "a consent banner": run(f"cmp.init({json.dumps({'banner': {'content': f'<div>{NOTICE * 9}</div>'}})})"),
    "messages": block({"messages": {f"m{n}": f"This is message {n}, which is shown if something fails." for n in range(20)}}),
    "another article": block({"next": {"title": "Of another day", "body": [text.replace("weir", "mill") for text in TEXT]}}),
    "a program": run("var a={" + ",".join(f"k{n}:function(){{return 'A sentence in a program, long enough.'}}" for n in range(99)) + "}"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_no_article_is_made_of_something_else(name: str) -> None:
    assert answer(page(NOTHING[name]))[1] == ()


def test_the_text_of_the_page_itself_is_not_replaced() -> None:
    own = "".join(f"<p>{text.replace('weir', 'dam')}</p>" for text in TEXT)
    body = page(SHAPES["next"], body=f"<article><h1>{TITLE}</h1>{own}</article>")
    story = clean(parse(body, URL), SITE, Hints())
    assert story.method == "container"
    assert story.paragraphs == tuple(text.replace("weir", "dam") for text in TEXT)


def test_a_cleaned_page_has_the_dates_of_its_state() -> None:
    cleaned = clean_page(Page(url=URL, body=page(SHAPES["next"]), fetched_at=datetime.now(UTC), site=SITE))
    assert cleaned.refusal is None
    assert [each.raw for each in cleaned.evidence if each.role == "published"] == [WANT[3]]


HOSTILE = {
    "deep lists": run("a=" + "[" * 200_000),
    "deep objects": run('a={"a":' * 50_000),
    "unclosed strings": run('f("' * 100_000),
    "quoted": run("f('x')," * 200_000),
    "functions": run("=(function(a){" * 100_000),
    "comments": run("a={/*" * 100_000),
    "numbers": run("a=[" + "1," * 1_000_000),
    "packed": block({"a": json.dumps({"a": json.dumps({"a": json.dumps({"a": "x" * 100_000})})})}),
    "rows": run("self.__next_f.push([1,%s])" % json.dumps("1:[]\n" * 300_000)),
    "rows that hold each other": run("self.__next_f.push([1,%s])" % json.dumps(
        "".join(f'{n:x}:["$1","$2","$3","$4","$5","$6","$7","$8","$9","A sentence of {n}, long enough to be one."]\n' for n in range(1, 10))
    )),
    "refs": block({"a:1": {"b": {"__ref": "a:2"}}, "a:2": {"b": {"__ref": "a:1"}, "t": HTML}} | {f"c:{n}": {"__ref": "a:1"} for n in range(50_000)}),
    "many bodies": block([{"title": f"T {n}", "body": HTML} for n in range(3_000)]),
    "escapes": run('a="' + "\\u12" * 300_000 + '"'),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_state_costs_little(name: str) -> None:
    doc = parse(page(HOSTILE[name]), URL)
    start = time.process_time()
    clean(doc, SITE, Hints())
    assert time.process_time() - start < 4.0  # CLEAN_TIMEOUT is 5; about 1 where nothing else runs


def test_values_of_a_page_without_scripts() -> None:
    assert values(parse(page(""), URL)) == []


def test_the_holes_of_a_list_count_as_what_is_read() -> None:
    """Each of 90 lists inside one another begins a reading of its own: no more than the limit is read."""
    after = f'x = "{"a" * 300}"'
    assert list(literals(",[" * 3 + "," * 1000 + after)) == ["a" * 300]
    assert list(literals(",[" * 90 + "," * 20_000 + after)) == []
