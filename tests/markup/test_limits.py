"""Limits for what is parsed: each has a name, and none takes long to check."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pipelines.markup import parse
from pipelines.markup.limits import Limits, OverLimit

URL = "https://herald.example/a"
MANY = b"".join(b" a%d" % n for n in range(60)) + b">a</p>"
SMALL = Limits(bytes=5_000_000, nodes=200, depth=120, attributes=50)
JSONLD = '<script type="application/ld+json">%s</script>'


@pytest.mark.parametrize(
    ("limit", "body"),
    [
        ("bytes", b"a" * 5_000_001),
        ("nodes", b"<p>a" * 250),
        ("nodes", b"<a>" * 1_000_000),
        ("nodes", b"a\n" * 250),
        ("depth", b"<div>" * 150 + b"a"),
        ("depth", b"<i><b>" * 4_000),
        ("depth", b"<div>" * 190 + b"a"),
        ("attributes", b"<p " + b" ".join(b"a%d" % n for n in range(2_000)) + b">a</p>"),
        ("attributes", b"<p " + b" ".join(b"a%d='b c'" % n for n in range(200_000)) + b">a</p>"),
        ("attributes", b"<p " + b" ".join(b"a%d=1" % n for n in range(300_000))),
        ("attributes", b"<p " + b" ".join(b"a%d='<'" % n for n in range(200_000)) + b">a</p>"),
        ("attributes", b"<p " + b" ".join(b'a%d="<b"' % n for n in range(200)) + b">a</p>"),
        ("attributes", b"<p " + b"".join(b"a%d=''" % n for n in range(200_000)) + b">a</p>"),
        ("attributes", b"<p " + b"/".join(b"a%d" % n for n in range(200_000)) + b">a</p>"),
        ("attributes", b"<p x='<'" + MANY),
        ("attributes", b"<p x='<>'" + MANY),
        (
            "attributes",
            b"<p" + b"".join(b" a%d='<>'" % n if n % 40 == 0 else b" a%d" % n for n in range(999)),
        ),
        ("attributes", b"<p" + b"".join(b" <a%d" % n for n in range(300)) + b">a</p>"),
        ("attributes", b"<!-- <p x='-->'<p" + MANY),
        ("attributes", b"<!--><p" + MANY),
        ("attributes", b"<script>x = '<p a=\"'</script><p" + MANY),
        ("attributes", b"<SCRIPT>'</style>' <p a='</SCRIPT ><p" + MANY),
        ("attributes", b"<script /><p" + MANY),
        ("attributes", b"<title a='1'/><p" + MANY),
        ("attributes", b"<p a=x'y b='>'" + MANY),
        ("attributes", b"<p a'b c='>'" + MANY),
        ("attributes", b"it's <p title='a'" + MANY),
    ],
)
def test_a_page_over_a_limit_is_refused_by_name(limit: str, body: bytes) -> None:
    kind = "text/plain" if body.startswith(b"a\n") else "text/html"
    limits = replace(SMALL, nodes=10_000) if limit == "depth" else SMALL
    started = time.process_time()
    with pytest.raises(OverLimit) as caught:
        parse(body, URL, kind, limits)
    assert caught.value.limit == limit
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "body",
    [
        b"<p " + b" ".join(b"a%d=1" % n for n in range(45)) + b">a</p>",
        b'<div data-state="' + b"a b c " * 10_000 + b'">a</div>',
        b"<img src=data:image/png;base64," + b"aB/" * 10_000 + b"><p>a</p>",
        b"<p title='a < b'>a</p>" * 90,
        b"<p>" + b"long text of many words " * 10_000 + b"</p>",
        b"<script>" + b"if (a<b) c(); " * 150 + b"</script><p>a</p>",
        b"<title>" + b"<p a='" + MANY * 5 + b"</title><p>a</p>",
        b"<!-- <p" + MANY + b" --><p>a</p>",
        b"<script a=1/><p" + MANY + b"</script><p>a</p>",
        b"<p title='<a" + MANY.replace(b">", b"") + b"'>a</p>",
        b"<p title=\"it's <b\" class='x'>it's " + MANY + b"</p>",
        b"<" * 1_000 + b"<p>a</p>" + b"</ <" * 100,
        b"<p>a</p><p" + MANY[:40],
        b'<p>a</p><p title="a',
        b"<p>a</p><!-",
    ],
)
def test_a_page_that_only_looks_large_is_read(body: bytes) -> None:
    assert len(parse(body, URL, "text/html", SMALL).tree) > 0


@pytest.mark.parametrize(
    ("scripts", "read", "cut"),
    [
        (['{"a": 1}', '{"b": 2}'], 2, False),
        (['{"a": "' + "x" * 300 + '"}', '{"b": 2}'], 0, True),
        (['{"a": ' + "[" * 30 + "]" * 30 + "}", '{"b": 2}'], 1, True),
        (["[" * 100_000 + "]" * 100_000], 0, True),
        (["[" + ",".join(["{}"] * 20) + "]"], 5, True),
    ],
)
def test_structured_data_is_limited(scripts: list[str], read: int, cut: bool) -> None:
    limits = Limits(jsonld_bytes=200, jsonld_nodes=5, jsonld_depth=10)
    doc = parse("".join(JSONLD % each for each in scripts).encode(), URL, None, limits)
    assert (len(doc.jsonld), doc.jsonld_cut) == (read, cut)


def test_a_hundred_thousand_objects_take_less_than_a_second() -> None:
    body = JSONLD % ("[" + ",".join(['{"@type": "Thing"}'] * 100_000) + "]")
    started = time.process_time()
    doc = parse(body.encode(), URL)
    assert (len(doc.jsonld), doc.jsonld_cut) == (5_000, True)
    assert time.process_time() - started < 1
