"""A parsed page → its story. Knows no dates, no network and no database."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from lxml import html
from lxml.cssselect import CSSSelector

from pipelines.items import Block, Hints, Site, Story
from pipelines.markup import Document
from pipelines.text import facts, fallback, lead, rules, structured
from pipelines.text.authors import authors
from pipelines.text.container import container, worths
from pipelines.text.draft import Draft
from pipelines.text.scan import Scan, scan, tidy
from pipelines.text.title import candidates, fold, title
from pipelines.text.verdicts import sums, verdicts


def clean(doc: Document, site: Site, hints: Hints, *, explain: bool = False) -> Story:
    page = scan(doc.tree, frozenset(_selected(doc.tree, site.remove)))
    worth = worths(page)
    held = sums(page, worth)
    dropped = verdicts(page, held)
    box = container(page, worth, dropped)
    inside = range(page.boxes[box].first, page.boxes[box].last)
    draft = Draft(page, box, [dropped[p.box] if at in inside else "outside" for at, p in enumerate(page.pieces)])
    draft.title = title(doc, site, hints, page)
    heads = [draft.title, *(v for vs in candidates(doc, page, hints).values() for v in vs)]
    draft.headlines = tuple(dict.fromkeys(fold(h) for h in heads if h))
    names = authors(doc, site, hints, page)
    draft.names = tuple(map(fold, names))
    draft.descriptions = _descriptions(doc, hints)
    _find_lead(draft)
    rules.apply(draft)
    paragraphs = tuple(page.pieces[at].text for at in draft.kept())
    summary = page.pieces[draft.lead].text if draft.lead is not None else (draft.descriptions or (None,))[0]
    return Story(
        title=draft.title,
        paragraphs=paragraphs,
        summary=summary,
        authors=names,
        tags=facts.tags(doc, hints),
        section=facts.section(doc),
        image=facts.image(doc, hints),
        language=facts.language(doc, site, hints),
        canonical_url=facts.canonical_url(doc),
        is_paywalled=facts.is_paywalled(doc),
        types=facts.types(doc),
        link_share=held[0].link_share,
        blocks=tuple(Block(p.text, draft.kind(at), draft.rules[at]) for at, p in enumerate(page.pieces)) if explain else (),
    )


def _selected(tree: html.HtmlElement, selectors: Iterable[str]) -> list[html.HtmlElement]:
    return [element for selector in selectors for element in CSSSelector(selector)(tree)]


def _descriptions(doc: Document, hints: Hints) -> tuple[str, ...]:
    node = structured.article(doc)
    said = [
        structured.text_of(node.get("description")),
        structured.text_of(node.get("alternativeHeadline")),
        doc.first_meta("og:description"),
        doc.first_meta("description"),
        doc.first_meta("twitter:description"),
        hints.summary,
    ]
    return tuple(dict.fromkeys(tidy(unescape(v)) for v in said if v and v.strip()))


def _find_lead(draft: Draft) -> None:
    first = next((at for at in draft.kept() if draft.is_prose(at)), None)
    if first is None:
        return
    draft.lead = lead.find(draft, first)
    if draft.lead is not None:
        draft.rules[draft.lead] = None
