"""A parsed page → its story. Knows no dates, no network and no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from lxml import html

from pipelines.items import Block, Hints, Site, Story
from pipelines.markup import Document
from pipelines.markup.scan import Scan, lines, scan
from pipelines.markup.words import fold, tidy
from pipelines.sites import Profile, decide, headline_lines, own_headlines, site_authors, summarize, usual_box
from pipelines.text import fallback, lead, matcher, structured, topics
from pipelines.text import metadata as facts
from pipelines.text import piece_rules as rules
from pipelines.text import script_state as scripts
from pipelines.text.assemble import paragraphs
from pipelines.text.authors import authors
from pipelines.text.box_rules import Held, verdicts
from pipelines.text.bylines import Credits
from pipelines.text.container import HEADINGS, beneath, container, ends, worths
from pipelines.text.draft import Draft
from pipelines.text.offers import offers
from pipelines.text.site_name import own_names
from pipelines.text.summary import summary
from pipelines.text.title import first_sentence, from_lines, printed_part, title
from pipelines.text.title_candidates import headlines
from pipelines.text.title_features import Context

_SURE = 0.5  # share of a page's sentences that its box must hold
_MANY = 5_000  # pieces: with more, the fallback's time grows with their square
_SHORT = 200  # characters below which a page's own text may be a mere teaser


def clean(
    doc: Document, site: Site, hints: Hints, profile: Profile | None = None, *, explain: bool = False
) -> Story:
    """Return what the page says as an article: title, paragraphs, authors and the rest, dates apart.

    `profile` is what the site's other pages have taught; `site.body` selectors win over it and every rule.
    With `explain`, `Story.blocks` lists every block of the page in order, with the rule that removed it. A
    page without an article gives a story without paragraphs.
    """
    doc = doc.without(site.remove)
    page = doc.scan
    worth = worths(page)
    held = Held(page, worth)
    chosen = _chosen(doc, site, page)
    dropped = verdicts(page, held, chosen)
    method = "container" if chosen is None else "selector"
    offered = headlines(doc, page, hints)
    box = _box(page, worth, dropped) if chosen is None else chosen
    context = Context(site, dropped, first_sentence(page, box, dropped))
    heads, said = _heads(doc, context, offered, profile)
    share = _share(page, box, worth, dropped)
    if chosen is None and share >= _SURE:  # else others are asked
        box = _beneath(page, worth, dropped, box, said)
    general = box
    if chosen is None and profile is not None and (usual := usual_box(profile, page, box)) is not None:
        box, share = usual, 1.0
    draft = _draft(doc, hints, _inside(page, box, dropped), heads, said)
    credits = Credits(doc, page, hints, dropped, draft.first, draft.headline)
    names = general_names = authors(credits, site)
    if profile is not None and (linked := site_authors(profile, page, doc.url, names)):
        names = linked
    draft.names = tuple(map(fold, names))
    _finish(draft)
    matcher.apply(draft, doc)
    shown = summarize(page, box, draft.rules, url=doc.url, authors=general_names, values={"title": offered})
    changes = decide(profile, page, box, draft.rules, url=doc.url) if profile and chosen is None else []
    for change in changes:
        draft.rules[change.piece] = change.rule
    first = draft
    if chosen is None:
        method, draft = _surer(doc, hints, draft, share)
    told = paragraphs(draft)
    return Story(
        title=draft.title,
        paragraphs=told,
        summary=_summary(doc, draft),
        authors=names,
        tags=topics.tags(doc, hints),
        section=topics.section(doc, page, draft.title, first.first),
        image=facts.image(doc, hints),
        language=facts.language(doc, site, hints, page.boxes[box].element, "\n".join(told)),
        external_id=facts.external_id(doc, page, draft.first),
        canonical_url=facts.canonical_url(doc),
        is_paywalled=facts.is_paywalled(doc),
        types=facts.types(doc),
        link_share=held.of(page.boxes[0]).link_share,
        teasers=facts.teasers(doc, draft if draft.scan.boxes is page.boxes else first),
        method="text" if doc.plain is not None and method == "container" else method,
        blocks=_blocks(draft) if explain else (),
        offers=offers(heads, credits, first) if explain else (),
        page_summary=shown.to_bytes(),
        site_changes=len(changes) + (box != general),
    )


def _heads(
    doc: Document, context: Context, offered: dict[str, list[str]], profile: Profile | None
) -> tuple[dict[str, list[str]], str | None]:
    """The headlines that the page does not share with others, and the one that is chosen."""
    heads = own_headlines(profile, offered)
    if profile is not None and not any(heads.values()):
        learned = next((headline for _, headline in headline_lines(profile, doc.scan)), None)
        if learned is not None:
            return heads, learned
    chosen = title(doc, heads, context)
    return (offered, title(doc, offered, context)) if chosen is None else (heads, chosen)


def _selected(tree: html.HtmlElement, selectors: Iterable[str]) -> list[html.HtmlElement]:
    return [element for selector in selectors for element in tree.cssselect(selector)]


def _chosen(doc: Document, site: Site, page: Scan) -> int | None:
    """The box that a source's own selector names; the first selector that matches wins."""
    for selector in site.body:
        matches = set(_selected(doc.tree, (selector,)))
        found = (
            index for index, box in enumerate(page.boxes) if box.element in matches and box.first < box.last
        )
        if (index := next(found, None)) is not None:
            return index
    return None


def _beneath(page: Scan, worth: list[float], dropped: list[str | None], box: int, said: str | None) -> int:
    """The box behind the printed headline, where it is another."""
    headline = _printed(page, fold(said)) if said else None
    return box if headline is None else beneath(page, worth, dropped, box, headline)


def _box(page: Scan, worth: list[float], dropped: list[str | None]) -> int:
    """The article's box; on a page too long for the fallback, the one around its sentences."""
    box = container(page, worth, dropped)
    if len(page.pieces) <= _MANY or _share(page, box, worth, dropped) >= _SURE:
        return box
    return container(page, [max(w, 0.0) for w in worth], dropped)


def _printed(page: Scan, said: str) -> int | None:
    """The first heading that is the headline, one of the first order before all others."""
    for tags in (_FIRST, HEADINGS):
        heads = (at for at, piece in enumerate(page.pieces) if page.boxes[piece.box].tag in tags)
        found = next((at for at in heads if fold(page.pieces[at].text[:_LONG_HEAD]) == said), None)
        if found is not None:
            return found
    return None


_FIRST = frozenset(("h1",))
_LONG_HEAD = 1_000  # characters


def _inside(page: Scan, box: int, dropped: list[str | None]) -> Draft:
    first, last = page.boxes[box].first, page.boxes[box].last
    rules = [dropped[p.box] if first <= at < last else "outside" for at, p in enumerate(page.pieces)]
    return Draft(Scan(page.boxes, list(page.pieces)), box, rules, dropped=dropped)


def _draft(
    doc: Document, hints: Hints, draft: Draft, heads: Mapping[str, Sequence[str]], said: str | None
) -> Draft:
    page = draft.scan
    draft.url = doc.url
    draft.first = next((at for at in draft.kept() if draft.is_prose(at)), len(page.pieces))
    draft.title = said or from_lines(draft)
    if draft.title and not heads["h1"]:
        draft.title = printed_part(draft, draft.title)
    draft.headlines = _headlines(draft, heads)
    draft.headline = _headline(draft)
    draft.descriptions = _descriptions(doc, hints)
    return draft


_SUBHEAD = 100  # characters; a sentence or a longer h1 is a caption


def _headlines(draft: Draft, heads: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The headlines offered, but no short h1 of the article's text: a subhead unless others say it too."""
    said = [draft.title, *(v for where, vs in heads.items() if where != "h1" for v in vs)]
    found = dict.fromkeys(fold(h) for h in said if h)
    inner = (at for at in draft.kept() if at > draft.first and draft.tag(at) == "h1")
    pieces = draft.scan.pieces
    below = {draft.folded(at) for at in inner if pieces[at].size < _SUBHEAD and not ends(pieces[at].text)}
    return tuple(found | dict.fromkeys(h for h in map(fold, heads["h1"]) if h not in below))


def _headline(draft: Draft) -> int:
    title = fold(draft.title or "")
    return next((at for at in range(draft.first - 1, -1, -1) if title and draft.folded(at) == title), 0)


def _descriptions(doc: Document, hints: Hints) -> tuple[str, ...]:
    node = structured.article(doc)
    said = [
        structured.text_of(node.get("description")),
        structured.text_of(node.get("alternativeHeadline")),
        doc.first_meta("og:description"),
        doc.first_meta("description"),
        doc.first_meta("twitter:description"),
    ]
    texts = [*(tidy(unescape(v)) for v in said if v), _plain(hints.summary)]
    return tuple(dict.fromkeys(filter(None, texts)))


def _plain(markup: str | None) -> str:
    """A feed's description without its markup and comments."""
    if not markup or not markup.strip():
        return ""
    page = scan(
        html.document_fromstring(f"<body>{markup}</body>", parser=html.HTMLParser(remove_comments=True))
    )
    return tidy(unescape(" ".join(piece.text for piece in page.pieces)))


def _finish(draft: Draft) -> None:
    if draft.first < len(draft.rules):
        draft.leads = lead.find(draft)
    for at in draft.leads:
        draft.rules[at] = None
    rules.apply(draft)
    draft.leads = draft.leads or lead.divided(draft)


def _share(page: Scan, box: int, worth: Sequence[float], dropped: Sequence[str | None]) -> float:
    """The part of the page's sentences that a box holds."""
    held = page.boxes[box]
    good = [max(w, 0.0) if not dropped[p.box] else 0.0 for w, p in zip(worth, page.pieces, strict=True)]
    return sum(good[held.first : held.last]) / max(sum(good), 1e-9)


def _surer(doc: Document, hints: Hints, draft: Draft, share: float) -> tuple[str, Draft]:
    """Ask others where the box is no sure answer: the page's scripts, the feed, trafilatura."""
    mine = _size(draft)
    if mine < _SHORT:
        for method, texts in (("script", scripts.paragraphs(doc)), ("feed", _feed(hints))):
            other = _redrafted(draft, texts)
            if _size(other) > max(2 * mine, _SHORT):
                return method, other
    if share < _SURE and mine and len(draft.scan.pieces) <= _MANY:
        other = _redrafted(draft, fallback.paragraphs(doc.tree))
        if _size(other) > 0.5 * mine:
            return "fallback", other
    return "container", draft


def _feed(hints: Hints) -> list[str]:
    return (
        [piece.text for piece in scan(html.fromstring(f"<body>{hints.text}</body>")).pieces]
        if hints.text
        else []
    )


def _size(draft: Draft) -> int:
    return sum(draft.scan.pieces[at].size for at in draft.kept())


def _redrafted(draft: Draft, texts: list[str]) -> Draft:
    """The same article with other text; its standfirst comes along unless it is there already."""
    own = [draft.scan.pieces[at].text for at in draft.leads]
    known = {fold(text) for text in texts[:6]}
    texts = [*(text for text in own if texts and fold(text) not in known), *texts]
    other = Draft(
        lines(texts), 0, [None] * len(texts), title=draft.title, headlines=draft.headlines, names=draft.names
    )
    other.descriptions = draft.descriptions
    other.first = next((at for at in other.kept() if other.is_prose(at)), len(texts))
    if texts:
        _finish(other)
    return other


def _summary(doc: Document, draft: Draft) -> str | None:
    lead = draft.scan.pieces[draft.leads[0]].text if draft.leads else None
    return summary(lead, draft.descriptions, {fold(draft.title or ""), *draft.names, *own_names(doc)})


def _blocks(draft: Draft) -> tuple[Block, ...]:
    """Every piece in page order, what was cut off it before it."""
    found: list[Block] = []
    for at, piece in enumerate(draft.scan.pieces):
        found += (Block(text=part, kind="other", rule=rule) for part, rule in draft.cuts.get(at, ()))
        found.append(Block(text=piece.text, kind=draft.kind(at), rule=draft.rules[at]))
    return tuple(found)
