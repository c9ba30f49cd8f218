"""A parsed page → its story. Knows no dates, no network and no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from lxml import html

from pipelines.items import Block, Hints, Site, Story
from pipelines.markup import Document
from pipelines.markup.scan import Box, Scan, lines, scan
from pipelines.markup.words import fold, tidy
from pipelines.sites import (
    Profile,
    decide,
    headline_lines,
    own_headlines,
    printed_headline,
    site_authors,
    summarize,
    usual_box,
)
from pipelines.text import fallback, lead, matcher, structured, topics
from pipelines.text import metadata as facts
from pipelines.text import piece_rules as rules
from pipelines.text import script_state as scripts
from pipelines.text.assemble import paragraphs
from pipelines.text.authors import authors
from pipelines.text.box_rules import RULES as BOX_RULES
from pipelines.text.box_rules import Held, verdicts
from pipelines.text.bylines import Credits
from pipelines.text.closings import closings
from pipelines.text.container import HEADINGS, MANY, SMALL, article_box, ends, worths
from pipelines.text.context import Judged, final
from pipelines.text.draft import Draft, View
from pipelines.text.features import BoxSums, Column, Columns, Known, local
from pipelines.text.model import Model, Weights, fitted
from pipelines.text.neighbours import neighbours
from pipelines.text.offers import offers
from pipelines.text.site_name import own_names
from pipelines.text.summary import summary
from pipelines.text.title import first_sentence, from_lines, printed_part, title
from pipelines.text.title_candidates import HEAD_FIELDS, headlines
from pipelines.text.title_features import Context

_SURE = 0.5  # share of a page's sentences that its box must hold
RULE_NAMES = tuple(
    sorted({"outside", *(rule.name for rule in BOX_RULES), *(name for name, _ in rules.RULES), "summary"})
)
"""Every rule that the model hears of."""
_SHORT = 200  # characters below which a page's own text may be a mere teaser


def read(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None = None,
    *,
    explain: bool = False,
    model: Model | None = None,
) -> tuple[Document, Story]:
    """Return the page and its story, see `clean`; the page has `stated` where its scripts hold the story."""
    story = _clean(doc, site, hints, profile, explain=explain, model=model)
    stated = scripts.article(doc, hints) if scripts.is_bare(doc, story) else None
    if stated is None:
        return doc, story
    whole = replace(doc, stated=stated)
    other = _clean(whole, site, hints, profile, explain=explain, model=model)
    return (whole, other) if other.method == "script" else (doc, story)


def clean(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None = None,
    *,
    explain: bool = False,
    model: Model | None = None,
) -> Story:
    """Return what the page says as an article: title, paragraphs, authors and the rest, dates apart.

    `profile` is what the site's other pages have taught; `site.body` selectors win over it and every rule.
    With `explain`, `Story.blocks` lists every block of the page in order, with the rule that removed it and
    the model's largest terms. A page without an article gives a story without paragraphs.
    """
    return read(doc, site, hints, profile, explain=explain, model=model)[1]


def _clean(
    doc: Document, site: Site, hints: Hints, profile: Profile | None, *, explain: bool, model: Model | None
) -> Story:
    doc = doc.without(site.remove)
    page = doc.scan
    offered = headlines(doc, page, hints)
    place = _place(doc, hints, model or fitted(), offered, site.body)
    general = place.box
    if profile is not None and not place.is_chosen:
        usual = usual_box(profile, page, general)
        place = place if usual is None else replace(place, box=usual, share=1.0)
    box = place.box
    held = Held(page, place.worths, box)
    dropped = verdicts(page, held, box, place.neighbours)
    heads, headline = _heads(
        doc, Context(site, dropped, first_sentence(page, box, dropped)), offered, profile
    )
    printed = printed_headline(profile, page) if profile is not None else None
    view = View(page, box, title=printed or headline, dropped=tuple(dropped))
    draft = _draft(doc, hints, view, heads)
    credits = Credits(doc, page, hints, dropped, draft.first, draft.headline)
    names = general_names = authors(credits, site)
    if profile is not None and (linked := site_authors(profile, page, doc.url, names)):
        names = linked
    draft.view = replace(draft.view, names=tuple(map(fold, names)))
    _finish(draft)
    reasons = _weigh(draft, place, model or fitted(), explain=explain) if not place.is_chosen else []
    matcher.apply(draft, doc)
    shown = summarize(
        page,
        box,
        draft.rules,
        url=doc.url,
        title=headline or draft.title or "",
        authors=general_names,
        values={"title": offered},
    )
    changes = decide(profile, page, box, draft.rules, url=doc.url) if profile and not place.is_chosen else []
    for change in changes:
        draft.decide((change.piece,), change.rule, "the site's other pages")
    first = draft
    method = "selector"
    if not place.is_chosen:
        method, draft = _surer(doc, hints, draft, place.share)
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
        blocks=_blocks(draft, reasons if draft is first else ()) if explain else (),
        offers=offers(heads, credits, first) if explain else (),
        page_summary=shown.to_bytes(),
        site_changes=len(changes) + (box != general),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where on a page the article is, and what that was concluded from."""

    worths: list[float]
    sums: BoxSums
    columns: Columns
    """The features of the first step."""
    log_odds: Column
    box: int
    share: float
    """The part of the page's likely text that the box holds."""
    is_chosen: bool
    """Whether the source names the box."""
    neighbours: Mapping[int, str]
    """Boxes that are surely no part of the article, and why."""


def _place(
    doc: Document, hints: Hints, model: Model, offered: Mapping[str, Sequence[str]], selectors: Sequence[str]
) -> _Place:
    page = doc.scan
    worth = worths(page)
    sums = BoxSums(page, worth)
    texts = tuple(dict.fromkeys(fold(text) for values in offered.values() for text in values if text))
    known = Known(_printed(page, frozenset(texts)), texts, tuple(map(fold, _descriptions(doc, hints))))
    columns = local(page, sums, known)
    odds = model.first.log_odds(columns)
    given = {fold(text) for where in HEAD_FIELDS for text in offered[where]}
    others = neighbours(page, doc.url, given)
    for index in others:
        odds[page.boxes[index].first : page.boxes[index].last] = _NEVER
    chosen = _chosen(doc, selectors, page)
    box, share = article_box(page, sums, odds) if chosen is None else (chosen, 1.0)
    return _Place(worth, sums, columns, odds, box, share, chosen is not None, others)


_NEVER = -6.0  # log-odds


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


def _chosen(doc: Document, selectors: Sequence[str], page: Scan) -> int | None:
    """The box that a source's own selector names; the first selector that matches wins."""
    for selector in selectors:
        matches = set(_selected(doc.tree, (selector,)))
        found = (
            index for index, box in enumerate(page.boxes) if box.element in matches and box.first < box.last
        )
        if (index := next(found, None)) is not None:
            return index
    return None


def _printed(page: Scan, offered: frozenset[str]) -> int | None:
    """The first heading that is one of the headlines offered, one of the first order before all others."""
    for tags in (_FIRST, HEADINGS):
        heads = (at for at, piece in enumerate(page.pieces) if page.boxes[piece.box].tag in tags)
        found = next((at for at in heads if fold(page.pieces[at].text[:_LONG_HEAD]) in offered), None)
        if found is not None:
            return found
    return None


_FIRST = frozenset(("h1",))
_LONG_HEAD = 1_000  # characters


def _draft(doc: Document, hints: Hints, view: View, heads: Mapping[str, Sequence[str]]) -> Draft:
    """The draft of a page whose article's box is known, with what is known of the article."""
    page, box = view.scan, view.scan.boxes[view.box]
    inside = range(box.first, box.last)
    rules = [view.dropped[p.box] if at in inside else "outside" for at, p in enumerate(page.pieces)]
    kept = [at for at, rule in enumerate(rules) if rule is None]
    first = next((at for at in kept if view.prose[at]), len(page.pieces))
    view = replace(view, url=doc.url, first=first, descriptions=_descriptions(doc, hints))
    found = view.title or from_lines(Draft(view, rules))
    if found and not heads["h1"]:
        found = printed_part(Draft(view, rules), found)
    view = replace(view, title=found)
    view = replace(view, headlines=_headlines(view, kept, heads), headline=_headline(view))
    return Draft(view, rules)


_SUBHEAD = 100  # characters; a sentence or a longer h1 is a caption


def _headlines(view: View, kept: list[int], heads: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The headlines offered, but no short h1 of the article's text: a subhead unless others say it too."""
    offered = [view.title, *(v for where, vs in heads.items() if where != "h1" for v in vs)]
    found = dict.fromkeys(fold(h) for h in offered if h)
    inner = (at for at in kept if at > view.first and view.tag(at) == "h1")
    pieces = view.scan.pieces
    below = {view.folded[at] for at in inner if pieces[at].size < _SUBHEAD and not ends(pieces[at].text)}
    return tuple(found | dict.fromkeys(h for h in map(fold, heads["h1"]) if h not in below))


def _headline(view: View) -> int:
    title = fold(view.title or "")
    return next((at for at in range(view.first - 1, -1, -1) if title and view.folded[at] == title), 0)


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
        draft.decide(draft.leads, None, "the standfirst")
    rules.apply(draft)
    draft.leads = draft.leads or lead.divided(draft)


def _weigh(draft: Draft, place: _Place, model: Model, *, explain: bool) -> list[str]:
    """Drop what the model speaks against, and bring back what it is sure of; return its reasons."""
    texts = [piece.text for piece in draft.scan.pieces]
    judged = Judged(place.log_odds, place.box, draft.rules, draft.leads, texts)
    columns, weights = final(place.sums, place.columns, judged, RULE_NAMES), model.final
    odds = _evened(draft.view, weights.log_odds(columns))
    keep = _KEEP if len(odds) >= SMALL else _KEEP_ON_SMALL
    for at, rule in enumerate(draft.rules):
        least = _KEEP_LINKS if columns["list of links"][at] else keep
        if rule is None and odds[at] < least and draft.kind(at) not in _SPARED:
            draft.decide((at,), "weighed", f"log-odds {odds[at]:+.1f}")
        elif rule is not None and odds[at] >= _BRING_BACK and _may_return(draft, at, rule):
            draft.decide((at,), None, f"log-odds {odds[at]:+.1f} against the rule {rule}")
    draft.decide(closings(draft, odds), "weighed", "a closing line that speaks of the page")
    return [_reason(weights, columns, at, odds[at]) for at in range(len(odds))] if explain else []


def _may_return(draft: Draft, at: int, rule: str) -> bool:
    """True where only the place or the name of a box spoke against a piece, not its own words."""
    return rule in _WEAK or (rule not in _FINAL and draft.verdict(at) is not None)


def _evened(view: View, odds: Column) -> Column:
    """The same odds for all that stands in one table or list: it is text as a whole or not at all."""
    found = odds.copy()
    for index, box in enumerate(view.scan.boxes):
        listed = box.tag in _LISTS and 1 < box.last - box.first <= _LONGEST_LIST
        if listed and not (box.tag == "table" and (view.layouts[index] or _is_prose(view, box))):
            found[box.first : box.last] = found[box.first : box.last].mean()
    return found


def _is_prose(view: View, box: Box) -> bool:
    """Whether a table is so full of sentences that it lays out an article, whatever heads it has."""
    pieces = view.scan.pieces
    held = range(box.first, box.last)
    sentences = sum(pieces[at].size for at in held if view.prose[at])
    return sentences > _MUCH_PROSE * sum(pieces[at].size for at in held)


_MUCH_PROSE = 0.3
_LISTS = frozenset(("table", "dl"))
_LONGEST_LIST = 400  # pieces; a longer table lays out a page


def _reason(weights: Weights, columns: Columns, at: int, odds: float) -> str:
    terms = ", ".join(f"{name} {value:+.1f}" for name, value in weights.terms(columns, at))
    return f"log-odds {odds:+.1f}: {terms}"


_SPARED = frozenset(("lead", "table", "code"))  # the labels differ on tables; ours are text
_KEEP, _BRING_BACK = -1.0, 3.0  # log-odds; the best for pages that the model had not seen
_KEEP_ON_SMALL = -4.0
_KEEP_LINKS = 0.5  # for a line of links without a sentence
_WEAK = frozenset(("outside", "caption", "tail", "before", "dangling", "links"))
_FINAL = frozenset(("title", "double", "figure", "remove"))


def _surer(doc: Document, hints: Hints, draft: Draft, share: float) -> tuple[str, Draft]:
    """Ask others where the box is no sure answer: the page's scripts, the feed, trafilatura."""
    mine = _size(draft)
    if mine < _SHORT or doc.stated is not None:
        for method, texts in (("script", scripts.paragraphs(doc)), ("feed", _feed(hints))):
            other = _redrafted(draft, texts)
            if _size(other) > max(2 * mine, _SHORT):
                return method, other
    if share < _SURE and mine and len(draft.scan.pieces) <= MANY:
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
    view = View(
        lines(texts), 0, draft.view.url, draft.title, draft.headlines, draft.descriptions, draft.names
    )
    first = next((at for at in range(len(texts)) if view.prose[at]), len(texts))
    other = Draft(replace(view, first=first), [None] * len(texts))
    if texts:
        _finish(other)
    return other


def _summary(doc: Document, draft: Draft) -> str | None:
    lead = draft.scan.pieces[draft.leads[0]].text if draft.leads else None
    others = {fold(draft.title or ""), *draft.names, *own_names(doc)}
    return summary(lead, draft.descriptions, others, f"{draft.title} {draft.standing.text}")


def _blocks(draft: Draft, reasons: Sequence[str]) -> tuple[Block, ...]:
    """Every piece in page order, what was cut off it before it."""
    found: list[Block] = []
    for at, piece in enumerate(draft.scan.pieces):
        found += (Block(text=part, kind="other", rule=rule) for part, rule in draft.cuts.get(at, ()))
        why = "; ".join(filter(None, (draft.why(at), reasons[at] if reasons else "")))
        found.append(Block(text=piece.text, kind=draft.kind(at), rule=draft.rules[at], why=why))
    return tuple(found)
