"""What the other pages of its site change on a page, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.db import open_database
from pipelines.items import Story
from pipelines.sites import Profile
from pipelines.stages.site_memories import SiteMemories


def known_profile(database: str, site: str) -> Profile | None:
    """Return what crawls into this database have learned about a site; None where there is no such file."""
    path = Path(database).expanduser()
    if not path.is_file():
        return None
    with open_database(path) as db:
        return SiteMemories(db).profile(site)


def changes(general: Story, learned: Story) -> Iterator[str]:
    """Yield each difference between what the general rules make of a page and what the site's pages add."""
    for name in ("title", "authors"):
        before, after = getattr(general, name), getattr(learned, name)
        if before != after:
            yield f"{name}: {_words(before)} → {_words(after)}"
    rules = {block.text: block.rule for block in learned.blocks if block.rule}
    kept = set(learned.paragraphs)
    for text in general.paragraphs:
        if text not in kept:
            yield f"removed ({rules.get(text, 'outside the usual box')}): {text}"
    before_kept = set(general.paragraphs)
    yield from (f"brought back: {text}" for text in learned.paragraphs if text not in before_kept)


def _words(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or "none"
