"""Tells what a profile proves about one page, to see whether a newer profile would change its text."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.sites.page_summary import DROPPED, ECHO, FACT, OUTSIDE, PageSummary, PieceSeen
from pipelines.sites.place_verdict import SHORT_LINE, PlaceVerdict, judged
from pipelines.sites.profile import Profile
from pipelines.sites.recurrence import Recurrence, recurrence


def evidence(profile: Profile | None, url: str, packed: bytes) -> int:
    """Return a number that is the same for two profiles if they do the same to the page with this summary.

    It costs a tenth of reading the page again.
    """
    summary = PageSummary.from_bytes(packed) if profile is not None else None
    if profile is None or summary is None:
        return 0
    return hash((*_of_page(profile, summary), *_of_pieces(profile, summary, url)))


def _of_page(profile: Profile, summary: PageSummary) -> Iterator[object]:
    """Yield what decides about box, headline and authors."""
    yield profile.usual_layout()
    yield profile.text_box
    places = {piece.place for piece in summary.pieces}
    yield profile.headlines & places
    yield frozenset(each for each in profile.bylines.items() if each[0] in places)
    for name, known in (*profile.shared.items(), ("teaser", profile.titles)):
        yield frozenset(seen.value for seen in summary.values if seen.field == name and seen.value in known)


def _of_pieces(profile: Profile, summary: PageSummary, url: str) -> Iterator[object]:
    """Yield what decides about each piece, by what the general rules made of it; see `PageJudge`."""
    is_usual = summary.layout == profile.usual_layout()
    counted = int(url in profile.urls)
    for piece in summary.pieces:
        record = profile.places.get(piece.place)
        verdict = judged(record) if record is not None else None
        seen = recurrence(profile, piece.place, piece.text, counted)
        if not is_usual:  # the general rules may have read another box
            yield verdict, seen
        elif piece.outcome == OUTSIDE:
            yield verdict is not None and verdict.is_one and verdict.is_kept and not seen.is_known
        elif piece.outcome in (DROPPED, FACT):
            yield _of_dropped(verdict, seen)
        else:
            yield _of_kept(piece, verdict, seen)


def _of_dropped(verdict: PlaceVerdict | None, seen: Recurrence) -> object:
    if verdict is None or not verdict.is_sure:
        return verdict is None, seen.is_known
    may_return = verdict.is_kept, verdict.is_kept_between, verdict.has_lines
    return (*may_return, verdict.recurs, seen.is_known, seen.is_common) if any(may_return) else ()


def _of_kept(piece: PieceSeen, verdict: PlaceVerdict | None, seen: Recurrence) -> object:
    if verdict is None:
        return seen.recurs, seen.is_everywhere
    return (
        seen.recurs,
        seen.is_everywhere,
        seen.recurs and verdict.recurs,
        verdict.is_dropped and piece.size <= SHORT_LINE,
        verdict.recurs_outside,
        verdict.recurs_mostly,
        verdict.has_echoes and piece.outcome == ECHO,
        verdict.is_one and verdict.is_seldom_kept,
    )
