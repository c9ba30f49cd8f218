"""What a page shows before and after its scripts have run."""

from __future__ import annotations

import pytest

from pipelines.worker.empty_page import Kind, content

URL = "https://herald.example/2026/mill"
FRAME = "<title>Mill</title><body><h1>Herald</h1><div id=app></div><script>go()</script>"
BRIEF = "<p>The wheel of the lower mill turned on Sunday for the first time in a hundred years.</p>"


@pytest.mark.parametrize(
    ("body", "kind", "count"),
    [
        (FRAME, "article", 1),
        (FRAME + BRIEF, "article", 18),
        (FRAME + "<noscript>Please enable JavaScript</noscript>", "article", 1),
        (FRAME, "list", 0),
        (FRAME + "<h2><a href=/2026/wheel>The wheel turns again</a></h2>", "list", 1),
    ],
)
def test_words_and_links_are_counted_as_they_are_shown(body: str, kind: Kind, count: int) -> None:
    assert content(body.encode(), URL, "text/html", kind) == count
