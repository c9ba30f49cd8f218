"""Applies a site's profile to a page: drops pieces and brings others back, by the site's other pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.sites.author_links import linked_authors
from pipelines.sites.page_judge import SAME, PageJudge, SiteDecision
from pipelines.sites.place import places
from pipelines.sites.profile import Profile

_MOST_LOST = 0.5
"""Share of the article that a profile may remove; if it removes more, the general rules are kept."""


def decide(
    profile: Profile, scan: Scan, box: int, rules: Sequence[str | None], *, url: str = ""
) -> list[SiteDecision]:
    """Return the changes to the pieces of the article; none if they would remove too much of it.

    `rules` has for each piece the general rule that dropped it, or None if it was kept. `url` shows whether
    the profile has counted this page itself: its own texts are not evidence.
    """
    decisions = PageJudge(profile, scan, box, rules, int(url in profile.urls)).decisions()
    return decisions if _is_sane(scan, rules, decisions) else []


def _is_sane(scan: Scan, rules: Sequence[str | None], decisions: Sequence[SiteDecision]) -> bool:
    """Return False if most of the text that does not recur would be removed."""
    before = sum(piece.size for piece, rule in zip(scan.pieces, rules, strict=True) if rule is None)
    sizes = [(scan.pieces[each.piece].size, each.rule) for each in decisions]
    recurring = sum(size for size, rule in sizes if rule == SAME)
    left = before - recurring - sum(size for size, rule in sizes if rule and rule != SAME)
    return left + sum(size for size, rule in sizes if not rule) > _MOST_LOST * (before - recurring)


def site_authors(profile: Profile, scan: Scan, url: str, general: Sequence[str]) -> tuple[str, ...]:
    """Return the authors in the links of the byline, if the site's bylines have such links; else nothing.

    A link may be "Ann Lee, Moor Herald". If the `general` rules found "Ann Lee", only this is returned.
    """
    if not profile.bylines:
        return ()
    general_names = set(map(fold, general))
    linked = linked_authors(profile.bylines, scan, places(scan), url)
    return tuple(
        person if fold(person := name.partition(",")[0]) in general_names else name for name in linked
    )
