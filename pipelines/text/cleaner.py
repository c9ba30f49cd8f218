"""Turns a parsed page into its story. It reads no dates, and uses neither network nor database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import html

from pipelines.items import Block, Hints, Site, Story
from pipelines.markup import Document
from pipelines.markup.scan import scan, scan_lines
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.sites import (
    PageSummary,
    Profile,
    decide,
    headline_lines,
    named_by_trail,
    own_headlines,
    printed_headline,
    site_authors,
    summarize,
    usual_box,
)
from pipelines.text import fallback
from pipelines.text import script_state as scripts
from pipelines.text.article_box import Place, find_place, unmatched
from pipelines.text.assemble import paragraphs
from pipelines.text.boxes.box_rules import BoxContents, verdicts
from pipelines.text.credits.authors import authors
from pipelines.text.credits.bylines import Credits
from pipelines.text.credits.works import without_works
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
from pipelines.text.pieces import empty_labels, lead, matcher
from pipelines.text.pieces import piece_rules as rules
from pipelines.text.weighing import weigh

_SURE = 0.5  # the article's box must have this share of the page's likely text, or trafilatura is asked
_SHORT = 200  # characters; a shorter text may be only a teaser


def read(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None = None,
    *,
    explain: bool = False,
    model: Model | None = None,
) -> tuple[Document, Story]:
    """Return the page and its story (see `clean`); a story in its scripts is `script_article`."""
    story = _clean(doc, site, hints, profile, explain=explain, model=model)
    script_article = scripts.article(doc, hints) if scripts.is_bare(doc, story) else None
    if script_article is None:
        return doc, story
    with_state = replace(doc, script_article=script_article)
    script_story = _clean(with_state, site, hints, profile, explain=explain, model=model)
    return (with_state, script_story) if script_story.method == "script" else (doc, story)


def clean(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None = None,
    *,
    explain: bool = False,
    model: Model | None = None,
) -> Story:
    """Return the page's article: title, paragraphs, authors and all other fields but dates.

    `profile` is what was learned from the site's other pages. If `site.body` has selectors, they decide
    instead of the profile and the rules. With `explain`, `Story.blocks` lists every block of the page in
    order, with the rule that removed it and the model's largest terms. A page without an article gives a
    story without paragraphs.
    """
    return read(doc, site, hints, profile, explain=explain, model=model)[1]


def _clean(
    doc: Document, site: Site, hints: Hints, profile: Profile | None, *, explain: bool, model: Model | None
) -> Story:
    doc = doc.without(site.remove)
    model = model or fitted()
    place = find_place(doc, hints, model, headlines(doc, doc.scan, hints), site.body)
    usable = None if place.is_chosen else profile
    learned_box = usual_box(usable, doc.scan, place.box) if usable is not None else None
    final_place = place if learned_box is None else replace(place, box=learned_box, share=1.0)
    reading = _apply_rules(doc, site, hints, profile, final_place)
    draft = reading.draft
    reasons = _weigh(doc, draft, final_place, model, explain=explain)
    general = reading
    if profile is not None and not _is_general(reading, place):
        general = _apply_rules(doc, site, hints, None, place)
        _weigh(doc, general.draft, place, model)
    page_summary = _page_summary(doc, general, place.offered)
    changes = decide(usable, doc.scan, draft.box, draft.rules, url=doc.url) if usable is not None else []
    for change in changes:
        draft.decide((change.piece,), change.rule, "the site's other pages")
    method, chosen_draft = (
        ("selector", draft) if place.is_chosen else _best_source(doc, hints, draft, final_place)
    )
    empty_labels.apply(chosen_draft)
    return replace(
        _story(doc, site, hints, reading, chosen_draft),
        method="text" if doc.plain is not None and method == "container" else method,
        blocks=_blocks(chosen_draft, reasons if chosen_draft is draft else ()) if explain else (),
        offers=offers(reading.titles, reading.credits, draft) if explain else (),
        page_summary=page_summary.to_bytes(),
        unmatched=unmatched(doc, site),
        site_changes=len(changes) + (draft.box != place.box),
    )


def _weigh(doc: Document, draft: Draft, place: Place, model: Model, *, explain: bool = False) -> list[str]:
    reasons = [] if place.is_chosen else weigh(draft, place, model, explain=explain)
    matcher.apply(draft, doc)
    return reasons


def _is_general(reading: _Reading, place: Place) -> bool:
    """Return True if a profile has not changed how the general rules read a page.

    What a page teaches must not depend on the pages before it.
    """
    return (
        reading.draft.box == place.box
        and reading.titles == place.offered
        and reading.authors == reading.own_authors
        and reading.printed in (None, reading.headline)
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The headline and authors of a page, and its text after the rules."""

    titles: Mapping[str, Sequence[str]]
    """The offered headlines without those that the site's other pages have too."""
    headline: str | None
    """The headline that the general rules choose."""
    printed: str | None
    """The headline at the place where the site's other pages print theirs."""
    draft: Draft
    credits: Credits
    authors: tuple[str, ...]
    own_authors: tuple[str, ...]
    """The authors that the general rules find."""
    link_share: float
    """The share of links in the text of the whole page, 0 to 1."""


def _apply_rules(
    doc: Document,
    site: Site,
    hints: Hints,
    profile: Profile | None,
    place: Place,
) -> _Reading:
    page, box = doc.scan, place.box
    contents = BoxContents(page, place.text_values, box)
    dropped = verdicts(page, contents, box, place.neighbours)
    for index, each in enumerate(page.boxes):
        is_inside = page.boxes[box].first <= each.first < each.last <= page.boxes[box].last
        if is_inside and place.is_apart(each.first, each.last):
            dropped[index] = "outside"
    context = Context(site, dropped, first_sentence(page, box, dropped))
    titles, headline = _choose_headline(doc, context, place.offered, profile)
    printed = printed_headline(profile, page) if profile is not None else None
    draft = _draft(doc, place, View(page, box, title=printed or headline, dropped=tuple(dropped)), titles)
    credits = Credits(
        doc, page, hints, without_works(page, dropped, draft.first), draft.first, draft.headline
    )
    own_authors = authors(credits, site)
    learned = site_authors(profile, page, doc.url, own_authors) if profile is not None else ()
    names = learned or own_authors
    draft.view = replace(draft.view, names=tuple(map(fold, names)))
    _finish(draft)
    return _Reading(
        titles, headline, printed, draft, credits, names, own_authors, contents.of(page.boxes[0]).link_share
    )


def _page_summary(doc: Document, reading: _Reading, offered: Mapping[str, Sequence[str]]) -> PageSummary:
    """Return what the page shows about its site's template, as the general rules read it."""
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
    """Return the story; its text is that of `draft`, which may come from the feed or another source."""
    page_draft, texts = reading.draft, paragraphs(draft)
    page = doc.scan
    return Story(
        title=draft.title,
        paragraphs=texts,
        summary=_summary(doc, draft),
        authors=reading.authors,
        tags=topics.tags(doc, hints),
        section=topics.section(doc, page, draft.title, page_draft.first),
        image=facts.image(doc, hints),
        language=facts.language(doc, site, hints, page.boxes[page_draft.box].element, "\n".join(texts)),
        external_id=facts.external_id(doc, page, draft.first),
        canonical_url=facts.canonical_url(doc),
        is_paywalled=facts.is_paywalled(doc),
        types=facts.types(doc),
        link_share=reading.link_share,
        teasers=facts.teasers(doc, draft if draft.scan.boxes is page.boxes else page_draft),
    )


def _choose_headline(
    doc: Document, context: Context, offered: dict[str, list[str]], profile: Profile | None
) -> tuple[dict[str, list[str]], str | None]:
    """Return the headlines that only this page has, and the one that is chosen."""
    titles = own_headlines(profile, offered)
    if profile is not None and not any(titles.values()):
        learned = next((headline for _, headline in headline_lines(profile, doc.scan)), None)
        if learned is not None:
            return titles, learned
    chosen = title(doc, titles, context)
    if chosen is None and profile is not None and (name := named_by_trail(profile, doc.scan)):
        return titles, name
    return (offered, title(doc, offered, context)) if chosen is None else (titles, chosen)


def _draft(doc: Document, place: Place, view: View, titles: Mapping[str, Sequence[str]]) -> Draft:
    """Return the draft of a page whose article's box is chosen, with title, headlines and first sentence."""
    page, box = view.scan, view.scan.boxes[view.box]
    inside = range(box.first, box.last)
    rules = [
        view.dropped[p.box] if at in inside and not place.is_apart(at, at + 1) else "outside"
        for at, p in enumerate(page.pieces)
    ]
    kept = [at for at, rule in enumerate(rules) if rule is None]
    first = next((at for at in kept if view.prose[at]), len(page.pieces))
    view = replace(view, url=doc.url, first=first, descriptions=place.descriptions)
    headline = view.title or from_lines(Draft(view, rules))
    if headline and not titles["h1"]:
        headline = printed_part(Draft(view, rules), headline)
    view = replace(view, title=headline)
    view = replace(view, headlines=_headlines(view, kept, titles), headline=_headline(view))
    return Draft(view, rules)


_SUBHEAD = 100  # characters; a sentence or a longer h1 is a caption


def _headlines(view: View, kept: list[int], titles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the offered headlines without short h1 elements in the text, which are subheads."""
    offered = [view.title, *(v for where, vs in titles.items() if where != "h1" for v in vs)]
    folded = dict.fromkeys(fold(h) for h in offered if h)
    inner = (at for at in kept if at > view.first and view.tag(at) == "h1")
    pieces = view.scan.pieces
    below = {
        view.folded[at] for at in inner if pieces[at].size < _SUBHEAD and not has_sentence(pieces[at].text)
    }
    return tuple(folded | dict.fromkeys(h for h in map(fold, titles["h1"]) if h not in below))


def _headline(view: View) -> int:
    title = fold(view.title or "")
    return next((at for at in range(view.first - 1, -1, -1) if title and view.folded[at] == title), 0)


def _finish(draft: Draft) -> None:
    if draft.first < len(draft.rules):
        draft.leads = lead.find(draft)
        draft.decide(draft.leads, None, "the standfirst")
    rules.apply(draft)
    draft.leads = draft.leads or lead.divided(draft)
    draft.leads_by_place = frozenset(at for at in draft.leads if not lead.is_shown(draft, at))


def _best_source(doc: Document, hints: Hints, draft: Draft, place: Place) -> tuple[str, Draft]:
    """Return the draft and the method; if the box is uncertain, try scripts, feed and trafilatura too."""
    own_size = draft.size()
    if own_size < _SHORT or doc.script_article is not None:
        for method, texts in (("script", scripts.paragraphs(doc)), ("feed", _feed(hints))):
            other = _redrafted(draft, texts)
            if other.size() > max(2 * own_size, _SHORT):
                return method, other
    if place.share < _SURE and own_size and len(draft.scan.pieces) <= MANY:
        boxes = (draft.scan.boxes[index] for index in place.neighbours)
        others = {draft.view.folded[at] for box in boxes for at in range(box.first, box.last)}
        other = _redrafted(draft, [t for t in fallback.paragraphs(doc.tree) if fold(t) not in others])
        if other.size() > 0.5 * own_size:
            return "fallback", other
    return "container", draft


def _feed(hints: Hints) -> list[str]:
    if not hints.text:
        return []
    return [piece.text for piece in scan(html.fromstring(f"<body>{hints.text}</body>")).pieces]


def _redrafted(draft: Draft, texts: list[str]) -> Draft:
    """Return the same article with another text, and with its standfirst if the text does not have it."""
    leads = [draft.scan.pieces[at].text for at in draft.leads]
    first_texts = {fold(text) for text in texts[:6]}
    texts = [*(text for text in leads if texts and fold(text) not in first_texts), *texts]
    view = View(
        scan_lines(texts), 0, draft.view.url, draft.title, draft.headlines, draft.descriptions, draft.names
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
    """Return every piece in page order, each behind the parts that were cut off it."""
    blocks: list[Block] = []
    for at, piece in enumerate(draft.scan.pieces):
        blocks += (Block(text=part, kind="other", rule=rule) for part, rule in draft.cuts.get(at, ()))
        why = "; ".join(filter(None, (draft.why(at), reasons[at] if reasons else "")))
        blocks.append(Block(text=piece.text, kind=draft.kind(at), rule=draft.rules[at], why=why))
    return tuple(blocks)
