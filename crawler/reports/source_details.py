"""More about a source, as lines for a person: links that are not followed, and places that were learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crawler.errors import UnknownNameError, some, unknown
from pipelines.db import Database, open_database
from pipelines.db.crawl import passed
from pipelines.db.file_errors import Missing
from pipelines.db.readonly import is_there
from pipelines.export.printable import counted, harmless
from pipelines.sites import Profile, verdict
from pipelines.stages.site_memories import SiteMemories

MEANINGS = {
    "NoAddress": "what stands there is not the address of a page",
    "ListedTwice": "the listing has it twice",
    "NotInPatterns": "no pattern under `articles` in the source file is found in it",
    "MediaFile": "it ends as a picture, a recording or a packed file",
    "ZeroDate": "its date is the year 1, which the site gives to pages that are not posts",
    "AddressForm": "a sitemap of pages of all kinds has it, and its address does not look like an article's",
    "AddressAndPlace": "its address and its place on the page do not look like an article's",
    "OtherHosts": "the listing leads to more other hosts than OTHER_HOSTS",
}
"""Reason for not following a link → what it means."""
_MOST = 40
"""Places that are printed for each source; the ones on the most pages come first."""


def passed_links(database: str, names: Sequence[str]) -> Iterator[str]:
    """Yield what is not followed of each source, by reason.

    Raises UnknownNameError for a source without a row in the database, or a DatabaseError.
    """
    with _sources(database, names) as (db, chosen):
        for name in chosen:
            links = passed.of_source(db.all, name)
            followed = passed.followed_anyway(db.all, name)
            total = len(links) + sum(count for _, count in followed)
            others = f"; {total - len(links)} of them found elsewhere too, and followed" if followed else ""
            yield f"{name}: {counted(total, 'different link')} not followed, in all crawls{others}"
            for reason, count in Counter(link.reason for link in links).most_common():
                yield f"  {reason} {count}: {MEANINGS.get(reason, 'no longer a rule')}"
                yield from (f"    {link.url}  (on {link.parent})" for link in links if link.reason == reason)
            for reason, count in followed:
                yield f"  {reason} {count} followed all the same, since another listing leads there too"


def learned_places(database: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the layouts of each source and the places that have a verdict; raises the same."""
    with _sources(database, names) as (db, chosen):
        memories = SiteMemories(db)
        for name in chosen:
            profile = memories.of_site(name)
            few = f"{name}: nothing learned yet; that takes three articles of the site"
            yield from _profile(name, profile) if profile else [few]
            for folder, own in memories.of_sections(name):
                yield from _profile(f"{name} /{folder}", own)
            if profile:
                yield _next_step(name)


@contextmanager
def _sources(database: str, names: Sequence[str]) -> Iterator[tuple[Database, Sequence[str]]]:
    """Open the database; give it with the names of these sources, or of all if none is given."""
    if not is_there(database):
        raise Missing(database)
    with open_database(database) as db:
        known = [name for (name,) in db.all("SELECT name FROM sources ORDER BY name")]
        for name in names:
            if name not in known:
                see = f"it has {some(known)}; a crawl adds what it reads"
                raise UnknownNameError(unknown("source of this database", name, known, see=see))
        yield db, names or known


READ_IT = "A place is an element and those around it: `p < article` is a paragraph in an article element."


def _profile(name: str, profile: Profile) -> Iterator[str]:
    yield f"{name}: how its pages are built, learned from {counted(profile.pages, 'article')}. {READ_IT}"
    usual = profile.usual_layout()
    for layout, pages in sorted(profile.layouts.items(), key=lambda pair: -pair[1]):
        what = "the article is in" if layout == usual else "on others it is in"
        yield _row(what, f"{layout}  ({counted(pages, 'page')})")
    if profile.text_box:
        yield _row("its paragraphs", profile.text_box)
    yield from (_row("its headline", place) for place in sorted(profile.headlines))
    yield from (_row("its authors", place) for place in profile.bylines)
    for what, values in profile.shared.items():
        if values:
            yield _row(f"no {what}", f"{counted(len(values), what)} that many pages share")
    places = profile.places.items()
    judged = [(name, each, verdict(each)) for name, each in places if 2 * each.inside > each.pieces]
    judged = sorted((each for each in judged if each[2]), key=lambda each: -each[1].pages)
    if judged:
        yield "  what happens to text inside the article, by its place:"
    for place, record, words in judged[:_MOST]:
        yield harmless(f"    {counted(record.pages, 'page'):>9}  {words}: {place}")
    if len(judged) > _MOST:
        yield f"    … and {len(judged) - _MOST} places more"


def _row(what: str, value: str) -> str:
    return harmless(f"  {what:18}  {value}")


def _next_step(name: str) -> str:
    wrong = "if a line is wrong, write `body` or `remove` under [clean] into its source file"
    return f"  {wrong}, or forget all: `scrapy sources --forget {name}`; `scrapy clean URL` shows one page"
