"""Tells how often a text is on a site's other pages, at the same place."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.sites.profile import FEWEST, SURE, Profile

_SEEN = 0.02
"""A text recurs if it is on at least this share of the site's pages."""
_EVERYWHERE = 0.8
"""A paragraph on at least this share of the pages is the site's, also where its articles' own stand."""
_SOME_PAGES = 0.3
"""A line dropped because of its position may be on this share of pages and be text: a sign-off."""


class Recurrence(NamedTuple):
    """How many other pages have a text at a place: any, several, more than some, nearly all."""

    is_known: bool
    recurs: bool
    is_common: bool
    is_everywhere: bool


def recurrence(profile: Profile, place: str, text: int, counted: int) -> Recurrence:
    """Return it for a text's hash. `counted` is 1 if the profile has counted this page itself, else 0."""
    seen = profile.texts.get((place, text), counted) - counted
    return Recurrence(
        is_known=seen > 0,
        recurs=seen >= max(FEWEST - 1, _SEEN * profile.pages),
        is_common=seen > _SOME_PAGES * profile.pages,
        is_everywhere=profile.pages >= SURE and seen >= _EVERYWHERE * (profile.pages - counted),
    )
