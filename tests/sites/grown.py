"""Sites grown from single saved pages: the template of one page, the articles of forty others.

The template is real and the answers are known, so this measures sites whose rules nobody has seen.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from lxml import html

from pipelines.markup.words import fold
from tests.corpora import LabelledPage, labelled
from tests.sites.whole_sites import KnownPage

PAGES = 40
_SHORTEST = 1_200
"""Characters of an article that is used; shorter ones say little of a template."""
_FOUND = 0.85
"""Share of an article that must stand in blocks of one box before its page is a template."""
_BLOCKS = ("p", "h2", "h3", "h4", "li", "blockquote")


def grown_sites(corpus: str, count: int = 10) -> Iterator[tuple[str, list[KnownPage]]]:
    """Yield the host and the pages of `count` grown sites, one from each host."""
    usable = [page for page in labelled(corpus) if _is_usable(page)]
    hosts = {page.url.split("/")[2]: page for page in usable}
    made = 0
    for host, template in sorted(hosts.items()):
        others = [page for page in usable if page.url.split("/")[2] != host]
        pages = _grow(template, others[made * 3 : made * 3 + PAGES])
        if pages:
            yield host, pages
            made += 1
        if made == count:
            return


def _is_usable(page: LabelledPage) -> bool:
    truth = page.truth
    return bool(truth.get("title")) and len(truth.get("body") or "") >= _SHORTEST


def _grow(template: LabelledPage, contents: Sequence[LabelledPage]) -> list[KnownPage]:
    """Return one page for each content; none where the template's own article is not found in it."""
    tree = html.document_fromstring(template.body)
    wanted = {fold(line) for line in template.truth["body"].splitlines() if line.strip()}
    every = (block for block in tree.iter(*_BLOCKS) if isinstance(block, html.HtmlElement))
    blocks = [block for block in every if fold(block.text_content()) in wanted]
    parents = Counter({id(block.getparent()): 0 for block in blocks})
    for block in blocks:
        parents[id(block.getparent())] += len(block.text_content())
    if not blocks or max(parents.values()) < _FOUND * len(template.truth["body"]):
        return []
    best = max(parents, key=lambda key: parents[key])
    for block in blocks:
        if id(block.getparent()) == best:
            block.set("data-grown", "1")
    return [
        KnownPage(
            f"{template.url.split('?')[0].rstrip('/')}-{number}",
            _page(tree, template.truth["title"], content),
            {"body": content.truth["body"], "title": content.truth["title"]},
        )
        for number, content in enumerate(contents)
    ]


def _page(tree: html.HtmlElement, title: str, content: LabelledPage) -> bytes:
    grown = copy.deepcopy(tree)
    old = grown.xpath("//*[@data-grown]")
    box, at, kind = old[0].getparent(), old[0].getparent().index(old[0]), dict(old[0].attrib)
    del kind["data-grown"]
    for block in old:
        block.drop_tree()
    for number, line in enumerate(line for line in content.truth["body"].splitlines() if line.strip()):
        paragraph = html.Element("p", kind)
        paragraph.text = line
        box.insert(at + number, paragraph)
    text: str = html.tostring(grown, encoding="unicode")
    for form in {title, escape(title), escape(title, quote=False)}:
        text = re.sub(re.escape(form), lambda _: escape(content.truth["title"], quote=False), text)
    return text.encode()
