"""Which boxes of a page are never the article, by their names and what stands in them. Reads no phrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.text.lexicon import Group
from pipelines.text.scan import Box, Scan


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands in a box and below it."""

    size: int
    link_size: int
    pieces: int
    share: float
    """Of the page's worth, 0 to 1."""

    @property
    def link_share(self) -> float:
        return self.link_size / max(1, self.size)


@dataclass(frozen=True, slots=True)
class BoxRule:
    """Drops a box that carries one of `groups`, where `test` agrees and it holds less than `most` of the page."""

    name: str
    groups: Group
    test: Callable[[Box, Sums], bool] = lambda box, sums: True
    most: float = 0.3
    """A wrapper's name ("has-sidebar", "article-paywall") says nothing of the article that it holds."""
    unless: Group = Group.NONE


def _links(box: Box, sums: Sums) -> bool:
    return sums.link_share >= 0.25 or sums.size < 100


def _scrap(box: Box, sums: Sums) -> bool:
    return sums.size < 250 or sums.link_share > 0.4


def _brief(box: Box, sums: Sums) -> bool:
    return sums.size < 1500


_TEXT = Group.LEAD | Group.ARTICLE
RULES = (
    BoxRule("remove", Group.REMOVE, most=2.0),
    BoxRule("comments", Group.COMMENTS, most=0.9),
    BoxRule("form", Group.FORM),
    BoxRule("nav", Group.NAV),
    BoxRule("footer", Group.FOOTER),
    BoxRule("consent", Group.CONSENT),
    BoxRule("offscreen", Group.OFFSCREEN),
    BoxRule("toc", Group.TOC),
    BoxRule("share", Group.SHARE),
    BoxRule("promo", Group.PROMO),
    BoxRule("related", Group.RELATED, _links),
    BoxRule("sidebar", Group.SIDEBAR, unless=_TEXT),
    BoxRule("person", Group.PERSON, _brief, unless=Group.ARTICLE),
    BoxRule("media", Group.MEDIA, unless=_TEXT),
    BoxRule("meta", Group.META, _scrap, unless=_TEXT),
    BoxRule("box", Group.BOX, _brief, unless=_TEXT),
    BoxRule("hidden", Group.HIDDEN),
)


def sums(scan: Scan, worths: list[float]) -> list[Sums]:
    """What every box holds, in the order of `scan.boxes`."""
    size, links, good = _prefix(scan, worths)
    whole = max(good[-1], 1e-9)
    return [
        Sums(
            size[box.last] - size[box.first],
            links[box.last] - links[box.first],
            box.last - box.first,
            (good[box.last] - good[box.first]) / whole,
        )
        for box in scan.boxes
    ]


def _prefix(scan: Scan, worths: list[float]) -> tuple[list[int], list[int], list[float]]:
    size, links, good = [0], [0], [0.0]
    for piece, worth in zip(scan.pieces, worths, strict=True):
        size.append(size[-1] + len(piece.text))
        links.append(links[-1] + min(piece.link_size, len(piece.text)))
        good.append(good[-1] + max(worth, 0.0))
    return size, links, good


def verdicts(scan: Scan, held: list[Sums]) -> list[str | None]:
    """The rule that drops each box, its own or an ancestor's."""
    found: list[str | None] = []
    for box, total in zip(scan.boxes, held, strict=True):
        above = found[box.parent] if box.parent >= 0 else None
        found.append(above or (_own(box, total) if box.groups else None))
    return found


def _own(box: Box, total: Sums) -> str | None:
    for rule in RULES:
        if box.groups & rule.groups and total.share < rule.most and not box.groups & rule.unless and rule.test(box, total):
            return rule.name
    return None
