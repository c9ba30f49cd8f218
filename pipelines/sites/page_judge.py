"""Judges each piece of a page by its site's profile: not text, or text that the general rules dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipelines.markup.scan import Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.sites.hashes import text_hash
from pipelines.sites.headlines import headline_lines, printed_headline
from pipelines.sites.layout_box import box_at
from pipelines.sites.page_summary import FACT, OUTSIDE, is_echo, outcome_of
from pipelines.sites.place import places
from pipelines.sites.place_verdict import SHORT_LINE, PlaceVerdict, judged
from pipelines.sites.profile import Profile
from pipelines.sites.recurrence import Recurrence, recurrence
from pipelines.sites.teasers import HEADING_TAGS, LINKED, teaser_titles

_BY_POSITION = frozenset(("before", "tail", "dangling", "weighed", "shown"))
"""Rules that drop a line because of its position, its small size, or a picture's alternative text.

A line at the place of this site's paragraphs is rather text. Some systems copy the paragraph above a picture
into its alternative text.
"""
_OF_PICTURES = frozenset(("caption", "shown"))
"""Rules that need a picture near a line. A place does not show that, so only sentences come back."""
_INTRODUCES = (":", "：")
_BETWEEN = frozenset(("double", "date"))
"""Rules for lines around a text; between its paragraphs, a line that they drop is rather text."""
_BY_WORDS = frozenset(("related", "promo"))
"""Rules that drop a line because of its words; such a line does not come back."""
_SOME_LINKS = 0.15
"""The last piece of an article is a link with this share too, if its text recurs and has several links."""
_SOURCE = re.compile(r"(?:.{1,60}\s)?(?:https?://|www\.)\S+")
"""A line with a written address is a source of the article; links to other articles have titles instead."""
_LEAST_SENTENCE = 40
"""Characters; a shorter sentence does not count as a paragraph."""
_MOST_TEASERS = 3
"""Links with titles of other articles on a page; an article with more of them is about those articles."""
SAME = "site: the same on other pages"
_ECHO = "site: repeats the text below"
_TITLE = "site: the title of another article"


class SiteDecision(NamedTuple):
    """The decision about one piece by the site's other pages."""

    piece: int
    rule: str | None
    """The reason why the piece is dropped; None if it is brought back."""
    pages: int
    """The number of articles that the decision is based on."""


def _is_paragraph(piece: Piece) -> bool:
    return piece.size > SHORT_LINE or (piece.size >= _LEAST_SENTENCE and has_sentence(piece.text))


@dataclass
class PageJudge:
    """Compares one page with its site's profile."""

    profile: Profile
    scan: Scan
    box: int
    rules: Sequence[str | None]
    counted: int
    """1 if the profile has counted this page itself, else 0."""
    box_places: Sequence[str] = ()
    inner: range = range(0)
    """The pieces in the box that contains the paragraphs on the site's pages."""
    between: range = range(0)
    """The pieces from the first kept paragraph to the last."""
    headline: str | None = None
    """The headline at the place where the site's pages print it."""
    changes: dict[int, SiteDecision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.box_places = places(self.scan)
        self.headline = printed_headline(self.profile, self.scan)
        inner = box_at(self.scan, self.box_places, self.profile.text_box) if self.profile.text_box else None
        if inner is not None:
            self.inner = range(self.scan.boxes[inner].first, self.scan.boxes[inner].last)

    @cached_property
    def first_lines(self) -> Mapping[str, int]:
        """For each folded text in the box of the paragraphs, its first piece."""
        return {fold(self.scan.pieces[at].text): at for at in reversed(self.inner)}

    def decisions(self) -> list[SiteDecision]:
        """Return the changes in page order."""
        bounds = self.scan.boxes[self.box]
        article = range(bounds.first, bounds.last)
        kept = [at for at in article if self.rules[at] is None and _is_paragraph(self.scan.pieces[at])]
        self.between = range(kept[0], kept[-1]) if kept else range(0)
        for at in article:
            record = self.profile.places.get(self.box_places[self.scan.pieces[at].box])
            verdict = judged(record) if record is not None else None
            if not (verdict and verdict.is_sure) and self._is_rare_text(at):
                self.changes[at] = SiteDecision(at, None, self.profile.pages)
            elif record is not None and verdict is not None:
                self._judge(at, verdict, record.pages)
        for at in range(bounds.first):
            self._judge_lead(at)
        for at in self._repeated(article):
            self.changes[at] = SiteDecision(at, None, self.profile.pages)
        for at in self._end(article):
            self.changes[at] = SiteDecision(at, "site: the same end on other pages", self.profile.pages)
        teasers = [at for at in article if self._is_teaser(at)]
        for at in teasers if len(teasers) <= _MOST_TEASERS else ():
            self.changes.pop(at, None)
            if self.rules[at] is None:
                self.changes[at] = SiteDecision(at, _TITLE, self.profile.pages)
        for at, _ in headline_lines(self.profile, self.scan):
            if at in article and self.rules[at] is None:
                self.changes[at] = SiteDecision(at, "site: the headline's line", self.profile.pages)
        return [self.changes[at] for at in sorted(self.changes)]

    def _judge(self, at: int, verdict: PlaceVerdict, pages: int) -> None:
        rule = self.rules[at]
        seen = self._seen(at)
        if rule is None:
            if why := self._furniture(at, verdict, seen):
                self.changes[at] = SiteDecision(at, why, pages)
        elif (
            self._is_subhead(at, verdict)
            or self._is_in_text(at, verdict, seen)
            or (outcome_of(rule) != FACT and self._is_text(at, verdict, seen))
        ):
            self.changes[at] = SiteDecision(at, None, pages)

    def _judge_lead(self, at: int) -> None:
        """Decide about a piece above the article's box, where only a standfirst is text."""
        record = self.profile.places.get(self.box_places[self.scan.pieces[at].box])
        if record is None or not (verdict := judged(record)).is_one:
            return
        if self.rules[at] is None and verdict.is_seldom_kept:
            self.changes[at] = SiteDecision(at, "site: no standfirst on other pages", record.pages)
        elif self.rules[at] == OUTSIDE and verdict.is_kept and not self._seen(at).is_known:
            self.changes[at] = SiteDecision(at, None, record.pages)

    def _repeated(self, article: range) -> Iterator[int]:
        """Yield the pieces that were dropped as doubles of an excerpt, if the excerpt is dropped now."""
        for excerpt in [at for at, decision in self.changes.items() if decision.rule == _ECHO]:
            excerpt_text = fold(self.scan.pieces[excerpt].text)
            below = (at for at in article if at > excerpt and self.rules[at] == "double")
            yield from (at for at in below if fold(self.scan.pieces[at].text) in excerpt_text)

    def _seen(self, at: int) -> Recurrence:
        """Return how often other pages have the piece's text at the same place."""
        piece = self.scan.pieces[at]
        return recurrence(self.profile, self.box_places[piece.box], text_hash(piece.text), self.counted)

    def _furniture(self, at: int, verdict: PlaceVerdict, seen: Recurrence) -> str | None:
        """Return the reason why a kept piece is not text, or None."""
        if (seen.recurs and verdict.recurs) or self._is_everywhere(at, seen):
            return SAME
        if verdict.is_dropped and self.scan.pieces[at].size <= SHORT_LINE:
            return "site: dropped on other pages"
        is_outside = bool(self.inner) and at not in self.inner
        if verdict.recurs_outside if is_outside else verdict.recurs_mostly:
            return "site: furniture on other pages"
        return _ECHO if verdict.has_echoes and is_echo(self.scan, at) else None

    def _is_everywhere(self, at: int, seen: Recurrence) -> bool:
        """Return True for the first or last paragraph, if nearly all pages have it.

        Within an article, a sentence of nearly all is text: "There were no immediate reports of damage."
        """
        return seen.is_everywhere and at not in self.between[1:] and _is_paragraph(self.scan.pieces[at])

    def _is_text(self, at: int, verdict: PlaceVerdict, seen: Recurrence) -> bool:
        piece = self.scan.pieces[at]
        is_source = at in self.inner and bool(_SOURCE.fullmatch(piece.text))
        # The model dropped a line at the end because of its words; only one among the paragraphs comes back
        # that leads nowhere, where most lines are different from page to page.
        is_own = at in self.inner and not piece.links and not verdict.recurs
        is_end = self.rules[at] == "weighed" and at not in self.between and not is_source and not is_own
        is_caption = self.rules[at] in _OF_PICTURES and not has_sentence(piece.text)
        if self.rules[at] in _BY_WORDS or is_end or (is_caption and not self._introduces(at)):
            return False
        is_weak = self.rules[at] in _BY_POSITION
        if seen.is_common if is_weak else seen.is_known:
            return False
        is_near = at in self.between or is_weak
        is_line = is_source or (is_near and at in self.inner and piece.link_share < LINKED)
        if is_line and verdict.has_lines:
            return True
        return verdict.is_kept_between if is_line else verdict.is_kept

    def _introduces(self, at: int) -> bool:
        """Return True for a line between paragraphs that ends with a colon: a subhead, not a caption."""
        return at in self.between and self.scan.pieces[at].text.endswith(_INTRODUCES)

    def _is_rare_text(self, at: int) -> bool:
        """Return True for a piece among the paragraphs that only the model dropped: a table, a footnote.

        Its place is on too few pages to have a record. Parts of a template, which repeat, have one.
        """
        is_subhead = self.rules[at] in _OF_PICTURES and self._introduces(at)
        is_weak = self.rules[at] == "weighed" or is_subhead
        if not is_weak or at not in self.inner or self._seen(at).is_known:
            return False
        piece = self.scan.pieces[at]
        return piece.link_share < LINKED or bool(_SOURCE.fullmatch(piece.text))

    def _is_in_text(self, at: int, verdict: PlaceVerdict, seen: Recurrence) -> bool:
        """Return True for a refrain, or a line with a date, between paragraphs and at their place."""
        if at not in self.between or at not in self.inner or seen.is_known:
            return False
        if self.rules[at] not in _BETWEEN or not verdict.has_lines:
            return False
        return self.rules[at] == "date" or self.first_lines[fold(self.scan.pieces[at].text)] < at

    def _is_subhead(self, at: int, verdict: PlaceVerdict) -> bool:
        """Return True for a subhead that was dropped as a byline or as the headline.

        It may contain a name, or nearly the same words as the printed headline.
        """
        piece = self.scan.pieces[at]
        if at not in self.inner or self.scan.boxes[piece.box].tag not in HEADING_TAGS:
            return False
        if self.rules[at] == "title":
            return bool(self.headline) and fold(self.headline) not in fold(piece.text)
        return self.rules[at] == "byline" and at in self.between and verdict.is_kept_between

    def _is_teaser(self, at: int) -> bool:
        """Return True for a line that is a link with the title of another article of the site."""
        return not self.profile.titles.isdisjoint(teaser_titles(self.scan, self.scan.pieces[at]))

    def _end(self, article: range) -> Iterator[int]:
        """Yield the article's last pieces that recur on other pages: links, and short lines above them."""
        any_link = False
        for at in reversed(article):
            decision = self.changes.get(at)
            if (decision.rule if decision else self.rules[at]) is not None:
                continue
            piece = self.scan.pieces[at]
            recurs = self._seen(at).recurs
            leads_on = piece.link_share >= LINKED
            is_link = recurs and (leads_on or (piece.links > 1 and piece.link_share > _SOME_LINKS))
            is_link = is_link or (any_link and leads_on)
            if not is_link and not (recurs and any_link and piece.size < SHORT_LINE):
                return
            any_link = True
            yield at
