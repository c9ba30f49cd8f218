"""Applies a site's profile to a page: which pieces its other pages show to be furniture, or text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.sites.author_links import linked_authors
from pipelines.sites.hashes import text_hash
from pipelines.sites.headlines import headline_lines, printed_headline
from pipelines.sites.page_summary import FACT, OUTSIDE, is_echo, outcome_of
from pipelines.sites.place import BETWEEN, places
from pipelines.sites.profile import FEWEST, SURE, PlaceRecord, Profile

RECURRING = 0.6
"""Share of a place's pieces that must recur before a recurring text there is furniture. Where notes and
sign-offs stand among paragraphs, far fewer recur."""
_MOSTLY_RECURRING = 0.8
"""Share from which a text that is new goes too: a note, or a teaser of another article."""
_RECURRING_OUTSIDE = 0.5
"""The same for what stands in the article's box, but outside the one that holds its paragraphs."""
DROPPED = 0.85
"""Share of a place's pieces that the general rules must have dropped before the rest goes too."""
_FEW = 5
"""Articles from which a place that is nearly always dropped is believed."""
KEPT = 0.9
"""Share of a place's pieces that the general rules must have kept before the rest comes back."""
_KEPT_BETWEEN = 0.6
"""The same for a heading between paragraphs: what stands there is seldom furniture."""
_LINES = 0.9
"""Share of a place's characters that must be kept for a line among the paragraphs to be one of them."""
_BY_POSITION = frozenset(("before", "tail", "dangling", "weighed"))
"""Rules that drop a line for where it stands or for its small size; beside the paragraphs of this site it is
one of them."""
_BY_WORDS = frozenset(("related", "promo"))
"""Rules that drop a line for its own words; the paragraphs around it say nothing against that."""
_ECHOES = 0.6
"""Share of a place's pieces that must repeat the text below them before such a repetition is an excerpt."""
_NEARLY_ALL = 0.8
"""Share of the usual box's text that a smaller box must hold to be the better choice."""
_SELDOM = 0.4
"""Share of a place's pieces outside the article's box below which none is a standfirst."""
_SEEN = 0.02
"""Share of the site's pages on which a text must stand to recur."""
_SOME_PAGES = 0.3
"""Share of the site's pages on which a line that such a rule drops may stand and be text: a sign-off."""
_MOST_LOST = 0.5
"""Share of the article that a profile may take away; more, and the general rules win."""
_LINKED = 0.5
"""Share of a piece in links from which it is a link rather than text."""
_SOME_LINKS = 0.15
"""The same for the last piece of an article, where its text recurs and has two links or more."""
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SHORT_LINE = 120
"""Characters; a longer one says something by itself."""

_SAME = "site: the same on other pages"
_ECHO = "site: repeats the text below"


def verdict(record: PlaceRecord) -> str:
    """Return in words what is done with a piece at a place, whatever its text; '' where that is open."""
    if _is_dropped(record):
        return "removed, as the general rules do there"
    if record.pages >= SURE and record.recurring_share >= _MOSTLY_RECURRING:
        return "removed, as most texts there recur"
    if record.recurring_share >= RECURRING:
        return "removed where the text recurs"
    if record.pages >= _FEW and record.echo_share >= _ECHOES:
        return "removed where it repeats the text below"
    return "kept" if record.pages >= SURE and record.kept_share >= KEPT else ""


def _is_dropped(record: PlaceRecord) -> bool:
    """True for a place where the general rules drop nearly all."""
    return record.pages >= _FEW and record.inside >= _FEW and record.dropped_share >= DROPPED


class SiteDecision(NamedTuple):
    """What the site's other pages say of one piece."""

    piece: int
    rule: str | None
    """Why the piece goes; None where it comes back."""
    pages: int
    """Articles that show it."""


def usual_box(profile: Profile, scan: Scan, chosen: int) -> int | None:
    """Return the box that holds the article on the site's other pages; None where this page has none.

    `chosen` is the general rules' box. It wins where it is a part of the usual one with nearly all its text,
    and where it stands elsewhere with more than twice as much.
    """
    usual = profile.usual_layout()
    if usual is None:
        return None
    named = places(scan)
    if named[chosen] == usual:
        return chosen
    box = _box_at(scan, named, usual)
    if box is None:
        return None
    ours, theirs = _size(scan, chosen), _size(scan, box)
    if box in scan.ancestors(chosen):
        return chosen if ours >= _NEARLY_ALL * theirs else box
    return chosen if theirs < _MOST_LOST * ours and chosen not in scan.ancestors(box) else box


def _box_at(scan: Scan, named: Sequence[str], wanted: str) -> int | None:
    """The box of a place, or of one whose path is longer upwards, that holds the most text."""
    fits = (at for at, place in enumerate(named) if f"{place}{BETWEEN}".startswith(f"{wanted}{BETWEEN}"))
    boxes = (at for at in fits if _size(scan, at))
    return max(boxes, key=lambda at: _size(scan, at), default=None)


def site_authors(profile: Profile, scan: Scan, url: str, general: Sequence[str]) -> tuple[str, ...]:
    """Return the authors whom the page's byline links, where the site's pages do so; else none.

    A link may have an employer behind the name: where the `general` rules found the name, it is taken alone.
    """
    if not profile.bylines:
        return ()
    known = set(map(fold, general))
    linked = linked_authors(profile.bylines, scan, places(scan), url)
    return tuple(head if fold(head := name.partition(",")[0]) in known else name for name in linked)


def _size(scan: Scan, box: int) -> int:
    held = scan.boxes[box]
    return sum(piece.size for piece in scan.pieces[held.first : held.last])


def decide(
    profile: Profile, scan: Scan, box: int, rules: Sequence[str | None], *, url: str = ""
) -> list[SiteDecision]:
    """Return what changes inside the article's box; nothing where the rest would be no article.

    `rules` are the general rules' verdicts: the name of a rule, or None where a piece was kept. `url` tells
    whether the profile has counted this very page: its own texts are no evidence.
    """
    decisions = _Page(profile, scan, box, rules, int(url in profile.urls)).decisions()
    return decisions if _is_sane(scan, rules, decisions) else []


def _is_sane(scan: Scan, rules: Sequence[str | None], decisions: Sequence[SiteDecision]) -> bool:
    """False where most of the text that does not recur would go."""
    before = sum(piece.size for piece, rule in zip(scan.pieces, rules, strict=True) if rule is None)
    sizes = [(scan.pieces[each.piece].size, each.rule) for each in decisions]
    sure = sum(size for size, rule in sizes if rule == _SAME)
    rest = before - sure - sum(size for size, rule in sizes if rule and rule != _SAME)
    return rest + sum(size for size, rule in sizes if not rule) > _MOST_LOST * (before - sure)


@dataclass(slots=True)
class _Page:
    """One page beside its site's profile."""

    profile: Profile
    scan: Scan
    box: int
    rules: Sequence[str | None]
    own: int
    """1 where the profile has counted this page."""
    named: Sequence[str] = ()
    inner: range = range(0)
    """The pieces in the box that holds the paragraphs on the site's pages."""
    between: range = range(0)
    """The pieces from the first paragraph that is kept to the last."""
    headline: str | None = None
    """The headline that is printed where the site's pages have it."""
    found: dict[int, SiteDecision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.named = places(self.scan)
        self.headline = printed_headline(self.profile, self.scan)
        inner = _box_at(self.scan, self.named, self.profile.text_box) if self.profile.text_box else None
        if inner is not None:
            self.inner = range(self.scan.boxes[inner].first, self.scan.boxes[inner].last)

    def decisions(self) -> list[SiteDecision]:
        held = self.scan.boxes[self.box]
        whole = range(held.first, held.last)
        kept = [at for at in whole if self.rules[at] is None and self.scan.pieces[at].size > _SHORT_LINE]
        self.between = range(kept[0], kept[-1]) if kept else range(0)
        for at in whole:
            record = self.profile.places.get(self.named[self.scan.pieces[at].box])
            if record is not None:
                self._judge(at, record)
        for at in range(held.first):
            self._judge_lead(at)
        for at in self._repeated(whole):
            self.found[at] = SiteDecision(at, None, self.profile.pages)
        for at in self._end(whole):
            self.found[at] = SiteDecision(at, "site: the same end on other pages", self.profile.pages)
        for at, _ in headline_lines(self.profile, self.scan):
            if at in whole and self.rules[at] is None:
                self.found[at] = SiteDecision(at, "site: the headline's line", self.profile.pages)
        return [self.found[at] for at in sorted(self.found)]

    def _judge(self, at: int, record: PlaceRecord) -> None:
        rule = self.rules[at]
        seen = self._seen(at)
        if rule is None:
            if why := self._furniture(at, record, seen):
                self.found[at] = SiteDecision(at, why, record.pages)
        elif self._is_subhead(at, record) or (outcome_of(rule) != FACT and self._is_text(at, record, seen)):
            self.found[at] = SiteDecision(at, None, record.pages)

    def _judge_lead(self, at: int) -> None:
        """Decide on a piece above the article's box, where only standfirsts are text."""
        record = self.profile.places.get(self.named[self.scan.pieces[at].box])
        if record is None or record.pages < SURE or not record.is_one:
            return
        if self.rules[at] is None and record.kept_share < _SELDOM:
            self.found[at] = SiteDecision(at, "site: no standfirst on other pages", record.pages)
        elif self.rules[at] == OUTSIDE and record.kept_share >= KEPT and not self._seen(at):
            self.found[at] = SiteDecision(at, None, record.pages)

    def _repeated(self, whole: range) -> Iterator[int]:
        """Pieces that were dropped as doubles of an excerpt which goes itself."""
        for excerpt in [at for at, decision in self.found.items() if decision.rule == _ECHO]:
            told = fold(self.scan.pieces[excerpt].text)
            below = (at for at in whole if at > excerpt and self.rules[at] == "double")
            yield from (at for at in below if fold(self.scan.pieces[at].text) in told)

    def _seen(self, at: int) -> int:
        """On how many other pages a piece's text stands at its place."""
        piece = self.scan.pieces[at]
        return self.profile.texts.get((self.named[piece.box], text_hash(piece.text)), self.own) - self.own

    def _recurs(self, seen: int) -> bool:
        return seen >= max(FEWEST - 1, _SEEN * self.profile.pages)

    def _furniture(self, at: int, record: PlaceRecord, seen: int) -> str | None:
        """Why a kept piece is furniture of the site, or None."""
        if self._recurs(seen) and record.recurring_share >= RECURRING:
            return _SAME
        if _is_dropped(record) and self.scan.pieces[at].size <= _SHORT_LINE:
            return "site: dropped on other pages"
        is_outside = bool(self.inner) and at not in self.inner
        share = _RECURRING_OUTSIDE if is_outside else _MOSTLY_RECURRING
        if record.pages >= SURE and record.recurring_share >= share:
            return "site: furniture on other pages"
        if record.pages >= _FEW and record.echo_share >= _ECHOES and is_echo(self.scan, at):
            return _ECHO
        return None

    def _is_text(self, at: int, record: PlaceRecord, seen: int) -> bool:
        if self.rules[at] in _BY_WORDS or (self.rules[at] == "weighed" and at not in self.between):
            return False  # the model weighs what stands at the end by its words
        is_weak = self.rules[at] in _BY_POSITION
        if record.pages < SURE or seen > (_SOME_PAGES * self.profile.pages if is_weak else 0):
            return False
        is_near = at in self.between or is_weak
        is_line = is_near and at in self.inner and self.scan.pieces[at].link_share < _LINKED
        if is_line and record.text_share >= _LINES:
            return True
        return record.kept_share >= (_KEPT_BETWEEN if is_line else KEPT)

    def _is_subhead(self, at: int, record: PlaceRecord) -> bool:
        """True for a heading of the text that was taken for a byline or for the headline.

        One may have a name in it, and one may say nearly the same as the headline that is printed above.
        """
        piece = self.scan.pieces[at]
        if at not in self.inner or self.scan.boxes[piece.box].tag not in _HEADING_TAGS:
            return False
        if self.rules[at] == "title":
            return bool(self.headline) and fold(piece.text) != fold(self.headline)
        return self.rules[at] == "byline" and at in self.between and record.kept_share >= _KEPT_BETWEEN

    def _end(self, whole: range) -> Iterator[int]:
        """Pieces that end the site's articles: links that recur, and the short lines that lead to them."""
        any_link = False
        for at in reversed(whole):
            decided = self.found.get(at)
            if (decided.rule if decided else self.rules[at]) is not None:
                continue
            piece = self.scan.pieces[at]
            recurs = self._recurs(self._seen(at))
            leads_on = piece.link_share >= _LINKED
            is_link = recurs and (leads_on or (piece.links > 1 and piece.link_share > _SOME_LINKS))
            is_link = is_link or (any_link and leads_on)
            if not is_link and not (recurs and any_link and piece.size < _SHORT_LINE):
                return
            any_link = True
            yield at
