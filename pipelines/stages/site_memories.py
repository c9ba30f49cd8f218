"""The memory of each site that a run meets, read from the database when its first page comes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from pipelines.db import Database, site_pages
from pipelines.items import Cleaned, Page
from pipelines.sites import PageSummary, Profile, SectionMemory, evidence

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MOST_SITES = 2_000
"""Sites whose memory is held at once; the one that was met first makes room."""
_MOST_PAGES = 120_000
"""Pages of them all, about 5 kB each."""
_EMPTY = "empty"
"""The refusal of a page in whose text the general rules found no article."""
_MOST_HELD = 320_000_000
"""Bytes of pages that are held until the end of the run, packed to a quarter: 1,200 pages of usual size."""
_RATIO = 4
"""A page is compressed to less than this part; one that is not, as a hostile one, counts for more."""

Hold = Callable[[Page], tuple[Callable[[], bytes], int]]
"""Returns what gives a page's body again, and how many bytes of memory that takes."""


def compressed(page: Page) -> tuple[Callable[[], bytes], int]:
    """Hold the body of a page in memory."""
    packed = zstd.compress(page.body, level=1)
    return partial(zstd.decompress, packed), len(packed)


@dataclass(frozen=True, slots=True)
class _Held:
    """A page of the run, and what was known when it was read."""

    page: Page
    """Without its body."""
    body: Callable[[], bytes] = field(repr=False)
    summary: bytes = field(repr=False)
    evidence: int


class SiteMemories:
    """By source name. `learn` False neither uses nor keeps what a site's pages teach.

    `hold` None holds no page for another reading.
    """

    def __init__(self, db: Database, *, learn: bool = True, hold: Hold | None = compressed) -> None:
        self.db = db
        self.learn = learn
        self.hold = hold
        self._memories: dict[str, SectionMemory] = {}
        self._pages = 0
        """Pages in all memories."""
        self._held: list[_Held] = []
        self._held_bytes = 0
        self._is_settled = False
        self._at_start: dict[str, int] = {}
        """Source → articles that had taught when the run met it."""

    def settle(self) -> None:
        """Learn nothing more: from now on every page of a site is read with the same profiles."""
        self._is_settled = True

    def profile(self, site: str, url: str) -> Profile | None:
        """Return what the site has taught about a page at `url`; None until there are three articles."""
        return self._of(site).profile(url) if self.learn else None

    def of_site(self, site: str) -> Profile | None:
        """Return what all the site's articles have taught, whatever their section."""
        return self._of(site).whole.profile if self.learn else None

    def of_sections(self, site: str) -> Iterator[tuple[str, Profile]]:
        """Return the sections that have taught enough to be read by themselves, each with its profile."""
        return self._of(site).sections() if self.learn else iter(())

    def is_redesigned(self, site: str) -> bool:
        """Whether the site's latest articles have another design than the ones before."""
        return self.learn and self._of(site).whole.is_redesigned

    def remember(self, cleaned: Cleaned, profile: Profile | None) -> None:
        """Let an article teach its site; a page that is no article teaches nothing.

        `profile` is the one that the page was read with. It is held to be read again if the pages after it
        teach more about it. So is one without any text, since others may show where it has some.
        """
        packed = cleaned.story.page_summary
        if not self.learn or self._is_settled or packed is None or cleaned.refusal not in (None, _EMPTY):
            return
        page = cleaned.page
        self._hold(page, packed, profile)
        if cleaned.refusal:
            return
        memory = self._of(page.site.name)
        self._pages -= len(memory)
        memory.add_packed(page.url, packed, page.fetched_at.toordinal())
        self._pages += len(memory)

    def early_pages(self) -> Iterator[Page]:
        """Yield the pages that the last profiles read otherwise than those of their time; each once.

        Nothing more is learned from now on.
        """
        self.settle()
        held, self._held, self._held_bytes = self._held, [], 0
        for each in held:
            page = each.page
            last = self.profile(page.site.name, page.url)
            if evidence(last, page.url, each.summary) != each.evidence:
                yield replace(page, body=each.body(), lease=None)

    def is_known(self, site: str) -> bool:
        """Whether a site's articles have taught anything."""
        return self.of_site(site) is not None

    def known_at_start(self) -> Mapping[str, int]:
        """Return the sources that the run has met, each with the articles that had taught before."""
        return self._at_start

    def _hold(self, page: Page, packed: bytes, profile: Profile | None) -> None:
        if self.hold is None:
            return
        body, held = self.hold(page)
        size = max(len(page.body), _RATIO * held) + len(packed)
        if self._held_bytes + size <= _MOST_HELD:
            known = evidence(profile, page.url, packed)
            self._held.append(_Held(replace(page, body=b""), body, packed, known))
            self._held_bytes += size

    def _of(self, site: str) -> SectionMemory:
        if site not in self._memories:
            while len(self._memories) >= _MOST_SITES or self._pages > _MOST_PAGES:
                self._pages -= len(self._memories.pop(next(iter(self._memories))))
            self._memories[site] = SectionMemory(self._kept(site))
            self._pages += len(self._memories[site])
            self._at_start.setdefault(site, len(self._memories[site]))
        if self._is_settled:
            self._memories[site].renew()
        return self._memories[site]

    def _kept(self, site: str) -> Iterator[tuple[str, PageSummary, int]]:
        for url, packed, day in site_pages.read(self.db, site):
            if (summary := PageSummary.from_bytes(packed)) is not None:
                yield url, summary, day
