"""The memory of each site that a run meets, read from the database when its first page comes."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.db import Database, site_pages
from pipelines.items import Cleaned
from pipelines.sites import PageSummary, Profile, SiteMemory

_MOST_SITES = 2_000
"""Sites whose memory is held at once, about 300 kB each at most; the one that was met first makes room."""


class SiteMemories:
    """By source name. `learn` False neither uses nor keeps what a site's pages teach."""

    def __init__(self, db: Database, *, learn: bool = True) -> None:
        self.db = db
        self.learn = learn
        self._memories: dict[str, SiteMemory] = {}

    def profile(self, site: str) -> Profile | None:
        """Return what the site's other pages have taught; None until there are three articles."""
        return self._of(site).profile if self.learn else None

    def remember(self, cleaned: Cleaned) -> None:
        """Let an article teach the later pages of its site; a page that is no article teaches nothing."""
        packed = cleaned.story.page_summary
        if not self.learn or cleaned.refusal or packed is None:
            return
        if (summary := PageSummary.from_bytes(packed)) is not None:
            self._of(cleaned.page.site.name).add(cleaned.page.url, summary)

    def _of(self, site: str) -> SiteMemory:
        if site not in self._memories:
            if len(self._memories) >= _MOST_SITES:
                del self._memories[next(iter(self._memories))]
            self._memories[site] = SiteMemory(self._kept(site))
        return self._memories[site]

    def _kept(self, site: str) -> Iterator[tuple[str, PageSummary]]:
        for url, packed in site_pages.read(self.db, site):
            if (summary := PageSummary.from_bytes(packed)) is not None:
                yield url, summary
