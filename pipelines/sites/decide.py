"""Applies a site's profile to a page: which pieces its other pages show to be furniture, or text."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.sites.author_links import linked_authors
from pipelines.sites.page_judge import SAME, PageJudge, SiteDecision
from pipelines.sites.place import places
from pipelines.sites.profile import Profile

_MOST_LOST = 0.5
"""Share of the article that a profile may take away; more, and the general rules win."""


def decide(
    profile: Profile, scan: Scan, box: int, rules: Sequence[str | None], *, url: str = ""
) -> list[SiteDecision]:
    """Return what changes inside the article's box; nothing where the rest would be no article.

    `rules` are the general rules' verdicts: the name of a rule, or None where a piece was kept. `url` tells
    whether the profile has counted this very page: its own texts are no evidence.
    """
    decisions = PageJudge(profile, scan, box, rules, int(url in profile.urls)).decisions()
    return decisions if _is_sane(scan, rules, decisions) else []


def _is_sane(scan: Scan, rules: Sequence[str | None], decisions: Sequence[SiteDecision]) -> bool:
    """False where most of the text that does not recur would go."""
    before = sum(piece.size for piece, rule in zip(scan.pieces, rules, strict=True) if rule is None)
    sizes = [(scan.pieces[each.piece].size, each.rule) for each in decisions]
    sure = sum(size for size, rule in sizes if rule == SAME)
    rest = before - sure - sum(size for size, rule in sizes if rule and rule != SAME)
    return rest + sum(size for size, rule in sizes if not rule) > _MOST_LOST * (before - sure)


def site_authors(profile: Profile, scan: Scan, url: str, general: Sequence[str]) -> tuple[str, ...]:
    """Return the authors whom the page's byline links, where the site's pages do so; else none.

    A link may have an employer behind the name: where the `general` rules found the name, it is taken alone.
    """
    if not profile.bylines:
        return ()
    known = set(map(fold, general))
    linked = linked_authors(profile.bylines, scan, places(scan), url)
    return tuple(head if fold(head := name.partition(",")[0]) in known else name for name in linked)
