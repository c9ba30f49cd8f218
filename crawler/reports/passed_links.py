"""The links that listings of a source have and that are not followed, as lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.errors import UnknownNameError, unknown
from pipelines.db import open_database
from pipelines.db.crawl import passed
from pipelines.db.file_errors import Missing

MEANINGS = {
    "NoAddress": "what stands there is no address of a page",
    "ListedTwice": "the listing has it twice",
    "NotInPatterns": "no pattern under `articles` in the source file is found in it",
    "MediaFile": "it ends as a picture, a recording or a packed file",
    "ZeroDate": "its date is the year 1, which the site gives to pages that are no posts",
    "AddressForm": "a sitemap of pages of all kinds has it, and its address does not look like an article's",
    "AddressAndPlace": "its address and its place on the page do not look like an article's",
    "OtherHosts": "the listing leads to more other hosts than OTHER_HOSTS",
}
"""Reason → what it means."""


def lines(database: str, names: Sequence[str]) -> Iterator[str]:
    """Yield what is not followed of each source, by reason.

    Raises UnknownNameError for a source without a row in the database, or a DatabaseError.
    """
    if not Path(database).expanduser().exists():
        raise Missing(database)
    with open_database(database) as db:
        known = [name for (name,) in db.all("SELECT name FROM sources ORDER BY name")]
        for name in names:
            if name not in known:
                raise UnknownNameError(unknown("source", name, known))
        for name in names or known:
            found = passed.of_source(db, name)
            counts = Counter(link.reason for link in found)
            yield f"{name}: {len(found)} links not followed"
            for reason, count in counts.most_common():
                yield f"  {reason} {count}: {MEANINGS.get(reason, 'no longer a rule')}"
                yield from (f"    {link.url}  (on {link.parent})" for link in found if link.reason == reason)
