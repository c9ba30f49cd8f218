"""Finds the pages that a page shows in its frames: old sites have their menu and their news there."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html


def frames(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the `<frame>` elements of a frameset, and each `<iframe>` that has the main content of a page.

    Such an iframe is the target of one of the page's links, or the page has no link with a text. Other
    iframes have advertisements, films and forms.
    """
    yield from (frame for frame in tree.iter("frame") if frame.get("src"))
    inner = [frame for frame in tree.iter("iframe") if frame.get("src")]
    if inner:
        links = [link for link in tree.iter("a", "area") if link.get("href")]
        targets = {link.get("target") for link in links}
        is_empty = not any(link.text_content().strip() for link in links)
        yield from (frame for frame in inner if is_empty or frame.get("name", "-") in targets)
