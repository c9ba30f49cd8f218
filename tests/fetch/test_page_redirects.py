"""Pages that only lead elsewhere, and what a stranger may write into them."""

from __future__ import annotations

from time import process_time

import pytest
from scrapy.http import HtmlResponse, Request

from crawler.fetch.page_redirects import PageRedirectMiddleware, target_of

URL = "https://herald.example/2026/bridge"
TARGET = "https://herald.example/bridge"


def leads_to(body: bytes) -> str | None:
    return target_of(HtmlResponse(URL, body=body, headers={"Content-Type": "text/html"}))


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (b'<meta http-equiv="refresh" content="0; url=/bridge"><p>Please wait</p>', TARGET),
        (b'<script type="text/javascript">location.href = "/bridge"</script>', TARGET),
        (b'<p class=a>1 < 2</p><script>location.replace("/bridge")</script>', TARGET),
        (b'<script>location = "/bridge"</script>' + b"<p>It closed on Monday.</p>" * 20, None),
    ],
)
def test_a_short_page_leads_elsewhere(body: bytes, target: str | None) -> None:
    assert leads_to(body) == target


GO = 'location.href = "/bridge"'


@pytest.mark.parametrize(
    "script",
    [
        GO,
        f"(function() {{ var a = '}}'; {GO} }})();",
        f"!function(){{ {GO} }}()",
        f"(() => {{ {GO} }})()",
        f"function go() {{ {GO} }} go();",
        f"const go = () => {{ {GO} }};\nwindow.addEventListener('load', go);",
        f"function go() {{ {GO} }} function start() {{ if (1) {{ go() }} }} window.onload = start;",
        f"window.onload = function() {{ {GO} }}",
        f"document.addEventListener('DOMContentLoaded', function() {{ {GO} }})",
        f"$(document).ready(function() {{ {GO} }})",
        f"setTimeout(function() {{ {GO} }}, 0)",
        f"setTimeout(() => {GO}, 500)",
        f'if (!/["{{]/.test(document.cookie)) {{ {GO} }}',
        f"try {{ {GO} }} catch (e) {{ }}",
        f"/* function a() {{ */ {GO}",
        "var open = '{';</script><script>" + GO,
        "function broken( {</script><script>" + GO,
    ],
)
def test_a_script_that_goes_elsewhere_at_once_is_followed(script: str) -> None:
    data = '<script type="application/json">' + '{"text": "It closed on Monday."}' * 30 + "</script>"
    assert leads_to(f"<script>{script}</script>{data}".encode()) == TARGET


@pytest.mark.parametrize(
    "script",
    [
        f"setTimeout(function() {{ {GO} }}, 5000)",
        f"setTimeout(() => {GO}, 30000)",
        "setTimeout(\"location.href = '/bridge'\", 3000)",
        f"function go() {{ {GO} }} setTimeout(go, 3000)",
        f"function go() {{ {GO} }} setTimeout('go()', 3000)",
        f"window.onload = function() {{ setTimeout(function() {{ {GO} }}, 5000) }}",
    ],
)
def test_a_script_that_waits_is_followed_where_nothing_else_is_to_be_read(script: str) -> None:
    data = '<script type="application/json">' + '{"text": "It closed on Monday."}' * 30 + "</script>"
    assert leads_to(f"<p>You are taken on.</p><script>{script}</script>".encode()) == TARGET
    assert leads_to(f"<script>{script}</script>{data}".encode()) is None


@pytest.mark.parametrize(
    "script",
    [
        f"function go() {{ {GO} }}",
        f"function a() {{ b() }} function b() {{ a(); {GO} }}",
        f"button.onclick = function() {{ {GO} }}",
        f"button.addEventListener('click', () => {GO})",
        f"button.addEventListener('click', function() {{ {GO} }})",
        f"const menu = {{ open() {{ {GO} }} }};",
        f"fetch('/state').then(function(answer) {{ {GO} }})",
        f"// {GO}",
        "var help = \"location.href = '/bridge'\";",
    ],
)
def test_a_script_that_nothing_starts_is_not_followed(script: str) -> None:
    assert leads_to(f"<div id=app></div><script>{script}</script>".encode()) is None


@pytest.mark.parametrize(
    ("meta", "is_followed"),
    [({}, True), ({"dont_obey_robotstxt": True}, False), ({"dont_redirect": True}, False)],
    ids=["a page", "robots.txt", "tdmrep.json"],
)
def test_a_file_with_rules_leads_nowhere(meta: dict[str, bool], is_followed: bool) -> None:
    body = b'<meta http-equiv="refresh" content="0; url=/bridge">'
    response = HtmlResponse(URL, body=body, headers={"Content-Type": "text/html"})
    answer = PageRedirectMiddleware(8).process_response(Request(URL, meta=meta), response)
    assert isinstance(answer, Request) is is_followed


def test_functions_that_call_each_other_take_little_time() -> None:
    calls = "".join(f"function f{n}() {{ {f'f{n + 1}();' * 20} }}" for n in range(200))
    body = f"<script>{calls} function f200() {{ {GO} }}</script>".encode()
    start = process_time()
    assert leads_to(body) is None
    assert process_time() - start < 1


@pytest.mark.parametrize(
    "many",
    [
        b"<",
        b"<script ",
        b"<meta ",
        b"<!--",
        b"<noscript ",
        b"<script></script ",
        b"<script>f(",
        b"<script>{",
        b"<script>/",
        b"<script>function f(){location='a'};f=",
        b"<script>function f(){location='a'} f;",
    ],
)
def test_a_hostile_page_takes_little_time(many: bytes) -> None:
    """It is searched on the event loop; 100,000 times `<` stopped the whole crawl for seven seconds."""
    body = (many * 100_000)[:99_900] + b" location refresh"
    start = process_time()
    assert leads_to(body) is None
    assert process_time() - start < 1
