"""What a site's own pages have taught, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.errors import UnknownNameError, unknown
from pipelines.db import open_database
from pipelines.db.file_errors import Missing
from pipelines.export.printable import counted, harmless
from pipelines.sites import Profile, verdict
from pipelines.stages.site_memories import SiteMemories

_MOST = 40
"""Places that are printed for each source; the ones on the most pages come first."""


def lines(database: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the layouts of each source and the places about which there is a verdict.

    Raises UnknownNameError for a source without a row in the database, or a DatabaseError.
    """
    path = Path(database).expanduser()
    if not path.is_file():
        raise Missing(database)
    with open_database(path) as db:
        known = [name for (name,) in db.all("SELECT name FROM sources ORDER BY name")]
        for name in names:
            if name not in known:
                raise UnknownNameError(unknown("source", name, known))
        memories = SiteMemories(db)
        for name in names or known:
            profile = memories.profile(name)
            yield from _profile(name, profile) if profile else [f"{name}: fewer than three articles so far"]


def _profile(name: str, profile: Profile) -> Iterator[str]:
    yield f"{name}: learned from {counted(profile.pages, 'article')}"
    usual = profile.usual_layout()
    for layout, pages in sorted(profile.layouts.items(), key=lambda pair: -pair[1]):
        mark = ", where it is looked for" if layout == usual else ""
        yield harmless(f"  article's box on {counted(pages, 'page')}{mark}: {layout}")
    if profile.text_box:
        yield harmless(f"  paragraphs stand in: {profile.text_box}")
    yield from (harmless(f"  authors are linked at: {place}") for place in profile.bylines)
    for what, values in profile.shared.items():
        if values:
            yield f"  {counted(len(values), what)} of the site, not of an article"
    inside = (
        (place, record) for place, record in profile.places.items() if 2 * record.inside > record.pieces
    )
    judged = [(place, record, verdict(record)) for place, record in inside]
    judged = sorted((each for each in judged if each[2]), key=lambda each: -each[1].pages)
    for place, record, words in judged[:_MOST]:
        yield harmless(f"  {words}, {counted(record.pages, 'page')}: {place}")
    if len(judged) > _MOST:
        yield f"  … and {len(judged) - _MOST} places more"
