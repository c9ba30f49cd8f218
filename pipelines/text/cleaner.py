"""A parsed page → its story. Knows no dates, no network and no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import html

from pipelines.items import Block, Hints, Site, Story
from pipelines.markup import Document
from pipelines.markup.scan import lines, scan
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold
from pipelines.sites import (
    PageSummary,
    Profile,
    decide,
    headline_lines,
    own_headlines,
    printed_headline,
    site_authors,
    summarize,
    usual_box,
)
from pipelines.text import fallback
from pipelines.text import script_state as scripts
from pipelines.text.assemble import paragraphs
from pipelines.text.boxes.box_rules import BoxContents, verdicts
from pipelines.text.credits.authors import authors
from pipelines.text.credits.bylines import Credits
from pipelines.text.draft import Draft
from pipelines.text.headline.title import first_sentence, from_lines, printed_part, title
from pipelines.text.headline.title_candidates import headlines
from pipelines.text.headline.title_features import Context
from pipelines.text.metadata import head_fields as facts
from pipelines.text.metadata import topics
from pipelines.text.metadata.site_name import own_names
from pipelines.text.metadata.summary import summary
from pipelines.text.model.container import MANY
from pipelines.text.model.linear_model import Model, fitted
from pipelines.text.offers import offers
from pipelines.text.page_view import View
from pipelines.text.pieces import lead, matcher
from pipelines.text.pieces import piece_rules as rules
from pipelines.text.place import Place, find_place
from pipelines.text.weighing import weigh

_SURE = 0.5  # share of a page's sentences that its box must hold
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
    model = model or fitted()
    place = find_place(doc, hints, model, headlines(doc, doc.scan, hints), site.body)
    learned = None if place.is_chosen else profile
    usual = usual_box(learned, doc.scan, place.box) if learned is not None else None
    settled = place if usual is None else replace(place, box=usual, share=1.0)
    reading = _read(doc, site, hints, profile, settled)
    draft = reading.draft
    reasons = [] if place.is_chosen else weigh(draft, settled, model, explain=explain)
    matcher.apply(draft, doc)
    seen = _seen(doc, reading, place.offered)
    changes = decide(learned, doc.scan, draft.box, draft.rules, url=doc.url) if learned is not None else []
    for change in changes:
        draft.decide((change.piece,), change.rule, "the site's other pages")
    method, surer = ("selector", draft) if place.is_chosen else _surer(doc, hints, draft, settled)
    return replace(
        _story(doc, site, hints, reading, surer),
        method="text" if doc.plain is not None and method == "container" else method,
        blocks=_blocks(surer, reasons if surer is draft else ()) if explain else (),
        offers=offers(reading.heads, reading.credits, draft) if explain else (),
        page_summary=seen.to_bytes(),
        site_changes=len(changes) + (draft.box != place.box),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a page says of its headline and authors, and its text as the rules leave it."""

    heads: Mapping[str, Sequence[str]]
    """The headlines that the site's other pages do not have."""
    headline: str | None
    """The page's own, whatever the site's other pages say of it."""
    draft: Draft
    credits: Credits
    authors: tuple[str, ...]
    own_authors: tuple[str, ...]
    """As the general rules find them."""
    link_share: float
    """Of the whole page, 0 to 1."""


def _read(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None,
    place: Place,
) -> _Reading:
    page, box = doc.scan, place.box
    held = BoxContents(page, place.text_values, box)
    dropped = verdicts(page, held, box, place.neighbours)
    context = Context(site, dropped, first_sentence(page, box, dropped))
    heads, headline = _heads(doc, context, place.offered, profile)
    printed = printed_headline(profile, page) if profile is not None else None
    draft = _draft(doc, place, View(page, box, title=printed or headline, dropped=tuple(dropped)), heads)
    credits = Credits(doc, page, hints, dropped, draft.first, draft.headline)
    own = authors(credits, site)
    linked = site_authors(profile, page, doc.url, own) if profile is not None else ()
    names = linked or own
    draft.view = replace(draft.view, names=tuple(map(fold, names)))
    _finish(draft)
    return _Reading(heads, headline, draft, credits, names, own, held.of(page.boxes[0]).link_share)


def _seen(doc: Document, reading: _Reading, offered: Mapping[str, Sequence[str]]) -> PageSummary:
    """What the page shows of its site's template, as the general rules read it."""
    draft = reading.draft
    return summarize(
        doc.scan,
        draft.box,
        draft.rules,
        url=doc.url,
        title=reading.headline or draft.title or "",
        authors=reading.own_authors,
        values={"title": offered},
    )


def _story(doc: Document, site: Site, hints: Hints, reading: _Reading, draft: Draft) -> Story:
    """The story of a page whose text is decided; `draft` may hold another text than the page's own."""
    own, told = reading.draft, paragraphs(draft)
    page = doc.scan
    return Story(
        title=draft.title,
        paragraphs=told,
        summary=_summary(doc, draft),
        authors=reading.authors,
        tags=topics.tags(doc, hints),
        section=topics.section(doc, page, draft.title, own.first),
        image=facts.image(doc, hints),
        language=facts.language(doc, site, hints, page.boxes[own.box].element, "\n".join(told)),
        external_id=facts.external_id(doc, page, draft.first),
        canonical_url=facts.canonical_url(doc),
        is_paywalled=facts.is_paywalled(doc),
        types=facts.types(doc),
        link_share=reading.link_share,
        teasers=facts.teasers(doc, draft if draft.scan.boxes is page.boxes else own),
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


def _draft(doc: Document, place: Place, view: View, heads: Mapping[str, Sequence[str]]) -> Draft:
    """The draft of a page whose article's box is known, with what is known of the article."""
    page, box = view.scan, view.scan.boxes[view.box]
    inside = range(box.first, box.last)
    rules = [view.dropped[p.box] if at in inside else "outside" for at, p in enumerate(page.pieces)]
    kept = [at for at, rule in enumerate(rules) if rule is None]
    first = next((at for at in kept if view.prose[at]), len(page.pieces))
    view = replace(view, url=doc.url, first=first, descriptions=place.descriptions)
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


def _finish(draft: Draft) -> None:
    if draft.first < len(draft.rules):
        draft.leads = lead.find(draft)
        draft.decide(draft.leads, None, "the standfirst")
    rules.apply(draft)
    draft.leads = draft.leads or lead.divided(draft)


def _surer(doc: Document, hints: Hints, draft: Draft, place: Place) -> tuple[str, Draft]:
    """Ask others where the box is no sure answer: the page's scripts, the feed, trafilatura."""
    mine = draft.size()
    if mine < _SHORT or doc.stated is not None:
        for method, texts in (("script", scripts.paragraphs(doc)), ("feed", _feed(hints))):
            other = _redrafted(draft, texts)
            if other.size() > max(2 * mine, _SHORT):
                return method, other
    if place.share < _SURE and mine and len(draft.scan.pieces) <= MANY:
        boxes = (draft.scan.boxes[index] for index in place.neighbours)
        others = {draft.view.folded[at] for box in boxes for at in range(box.first, box.last)}
        other = _redrafted(draft, [t for t in fallback.paragraphs(doc.tree) if fold(t) not in others])
        if other.size() > 0.5 * mine:
            return "fallback", other
    return "container", draft


def _feed(hints: Hints) -> list[str]:
    if not hints.text:
        return []
    return [piece.text for piece in scan(html.fromstring(f"<body>{hints.text}</body>")).pieces]


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
    return summary(lead, draft.descriptions, others, f"{draft.title} {draft.remaining.text}")


def _blocks(draft: Draft, reasons: Sequence[str]) -> tuple[Block, ...]:
    """Every piece in page order, what was cut off it before it."""
    found: list[Block] = []
    for at, piece in enumerate(draft.scan.pieces):
        found += (Block(text=part, kind="other", rule=rule) for part, rule in draft.cuts.get(at, ()))
        why = "; ".join(filter(None, (draft.why(at), reasons[at] if reasons else "")))
        found.append(Block(text=piece.text, kind=draft.kind(at), rule=draft.rules[at], why=why))
    return tuple(found)
