"""Judges each piece of a page by its site's profile: furniture, or text that the general rules dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pipelines.markup.scan import Piece, Scan
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold
from pipelines.sites.hashes import text_hash
from pipelines.sites.headlines import headline_lines, printed_headline
from pipelines.sites.layout_box import box_at
from pipelines.sites.page_summary import FACT, OUTSIDE, is_echo, outcome_of
from pipelines.sites.place import places
from pipelines.sites.place_verdict import ECHOES, FEW, KEPT, MOSTLY_RECURRING, RECURRING, is_dropped
from pipelines.sites.profile import FEWEST, SURE, PlaceRecord, Profile

_BY_POSITION = frozenset(("before", "tail", "dangling", "weighed", "shown"))
"""Rules that drop a line for where it stands, for its small size, or as the words of a picture; beside the
paragraphs of this site it is one of them. Some systems fill a picture's words with the paragraph above it."""
_OF_PICTURES = frozenset(("caption", "shown"))
"""Rules that see a picture beside a line, which a place does not tell; a sentence may be text anyway."""
_BETWEEN = frozenset(("double", "date"))
"""Rules for what surrounds a text; between its paragraphs, a line that they drop is more likely text."""
_BY_WORDS = frozenset(("related", "promo"))
"""Rules that drop a line for its own words; the paragraphs around it say nothing against that."""
_SELDOM = 0.4
"""Share of a place's pieces outside the article's box below which none is a standfirst."""
_SEEN = 0.02
"""Share of the site's pages on which a text must stand to recur."""
_SOME_PAGES = 0.3
"""Share of the site's pages on which a line that such a rule drops may stand and be text: a sign-off."""
_LINKED = 0.5
"""Share of a piece in links from which it is a link rather than text."""
_SOME_LINKS = 0.15
"""The same for the last piece of an article, where its text recurs and has two links or more."""
_SOURCE = re.compile(r"(?:.{1,60}\s)?(?:https?://|www\.)\S+")
"""A line with an address written out is a source of the article; links to other articles have titles."""
_LEAST_SENTENCE = 40
"""Characters of a sentence that counts as a paragraph."""
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_TEASERS = 3
"""Links with titles of other articles on a page; an article with more of them speaks of those articles."""
_LONGEST_TEASER, _SHORT_TITLE = 400, 15
"""Characters."""
_ENTRIES = frozenset(("li", "td", "th", "dd", "dt"))
_SHORT_LINE = 120
"""Characters; a longer one says something by itself."""
_RECURRING_OUTSIDE = 0.5
"""`MOSTLY_RECURRING` for what stands in the article's box, but outside the one of the paragraphs."""
_KEPT_BETWEEN = 0.6
"""`KEPT` for a heading between paragraphs: what stands there is seldom furniture."""
_LINES = 0.9
"""Share of a place's characters that must be kept for a line among the paragraphs to be one of them."""

SAME = "site: the same on other pages"
_ECHO = "site: repeats the text below"
_TITLE = "site: the title of another article"


class SiteDecision(NamedTuple):
    """What the site's other pages say of one piece."""

    piece: int
    rule: str | None
    """Why the piece goes; None where it comes back."""
    pages: int
    """Articles that show it."""


def _is_paragraph(piece: Piece) -> bool:
    return piece.size > _SHORT_LINE or (piece.size >= _LEAST_SENTENCE and ends(piece.text))


@dataclass
class PageJudge:
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
        inner = box_at(self.scan, self.named, self.profile.text_box) if self.profile.text_box else None
        if inner is not None:
            self.inner = range(self.scan.boxes[inner].first, self.scan.boxes[inner].last)

    @cached_property
    def first_lines(self) -> Mapping[str, int]:
        """The first piece of each text in the box of the paragraphs."""
        return {fold(self.scan.pieces[at].text): at for at in reversed(self.inner)}

    def decisions(self) -> list[SiteDecision]:
        """Return what changes, in the order of the page."""
        held = self.scan.boxes[self.box]
        whole = range(held.first, held.last)
        kept = [at for at in whole if self.rules[at] is None and _is_paragraph(self.scan.pieces[at])]
        self.between = range(kept[0], kept[-1]) if kept else range(0)
        for at in whole:
            record = self.profile.places.get(self.named[self.scan.pieces[at].box])
            if (record is None or record.pages < SURE) and self._is_rare_text(at):
                self.found[at] = SiteDecision(at, None, self.profile.pages)
            elif record is not None:
                self._judge(at, record)
        for at in range(held.first):
            self._judge_lead(at)
        for at in self._repeated(whole):
            self.found[at] = SiteDecision(at, None, self.profile.pages)
        for at in self._end(whole):
            self.found[at] = SiteDecision(at, "site: the same end on other pages", self.profile.pages)
        teasers = [at for at in whole if self._is_teaser(at)]
        for at in teasers if len(teasers) <= _MOST_TEASERS else ():
            self.found.pop(at, None)
            if self.rules[at] is None:
                self.found[at] = SiteDecision(at, _TITLE, self.profile.pages)
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
        elif (
            self._is_subhead(at, record)
            or self._is_in_text(at, record, seen)
            or (outcome_of(rule) != FACT and self._is_text(at, record, seen))
        ):
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
            return SAME
        if is_dropped(record) and self.scan.pieces[at].size <= _SHORT_LINE:
            return "site: dropped on other pages"
        is_outside = bool(self.inner) and at not in self.inner
        share = _RECURRING_OUTSIDE if is_outside else MOSTLY_RECURRING
        if record.pages >= SURE and record.recurring_share >= share:
            return "site: furniture on other pages"
        if record.pages >= FEW and record.echo_share >= ECHOES and is_echo(self.scan, at):
            return _ECHO
        return None

    def _is_text(self, at: int, record: PlaceRecord, seen: int) -> bool:
        piece = self.scan.pieces[at]
        is_source = at in self.inner and bool(_SOURCE.fullmatch(piece.text))
        is_end = self.rules[at] == "weighed" and at not in self.between and not is_source
        is_caption = self.rules[at] in _OF_PICTURES and not ends(piece.text)
        if self.rules[at] in _BY_WORDS or is_end or is_caption:
            return False  # the model weighs what stands at the end by its words
        is_weak = self.rules[at] in _BY_POSITION
        if record.pages < SURE or seen > (_SOME_PAGES * self.profile.pages if is_weak else 0):
            return False
        is_near = at in self.between or is_weak
        is_line = is_source or (is_near and at in self.inner and piece.link_share < _LINKED)
        if is_line and record.text_share >= _LINES:
            return True
        return record.kept_share >= (_KEPT_BETWEEN if is_line else KEPT)

    def _is_rare_text(self, at: int) -> bool:
        """True for what only the model speaks against, in the box of the paragraphs: a table, a footnote.

        The place is rare, so that it tells nothing; but what repeats on a site has a place of its own.
        """
        if self.rules[at] != "weighed" or at not in self.inner or self._seen(at):
            return False
        piece = self.scan.pieces[at]
        return piece.link_share < _LINKED or bool(_SOURCE.fullmatch(piece.text))

    def _is_in_text(self, at: int, record: PlaceRecord, seen: int) -> bool:
        """True for a refrain, or a line with a date, between paragraphs and at their place."""
        if at not in self.between or at not in self.inner or record.pages < SURE or seen:
            return False
        if self.rules[at] not in _BETWEEN or record.text_share < _LINES:
            return False
        return self.rules[at] == "date" or self.first_lines[fold(self.scan.pieces[at].text)] < at

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

    def _is_teaser(self, at: int) -> bool:
        """True for a line that is a link with the title of another article of the site."""
        piece = self.scan.pieces[at]
        if piece.link_share < _LINKED or piece.size > _LONGEST_TEASER:
            return False
        box = self.scan.boxes[piece.box]
        if box.tag in _HEADING_TAGS or box.tag in _ENTRIES:
            return False
        texts = {piece.text, *(link.text_content() for link in islice(box.element.iter("a"), _MOST_TEASERS))}
        return any(text_hash(text) in self.profile.titles for text in texts if len(text) > _SHORT_TITLE)

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
