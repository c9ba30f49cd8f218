"""Keeps the latest page summaries of one site, and the profile that they give; bounded, and pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipelines.sites.page_summary import PageSummary
from pipelines.sites.profile import FEWEST, SETTLED, SURE, Profile, build, joined
from pipelines.sites.redesign import MISFITS, redesigned_at
from pipelines.urls import section

MOST_PAGES = 60
"""Pages of a site that are remembered. Fewer would do for a place's record; more would delay a redesign."""
MOST_OF_LAYOUT = 50
"""Pages of one layout among them, so that a rarer layout is not pushed out."""
_RENEW = 0.3
"""The profile is built anew when so many pages came since, as a share of those of its design."""


class SiteMemory:
    """What one site's articles have shown, the latest last."""

    def __init__(self, kept: Iterable[tuple[str, PageSummary]] = ()) -> None:
        """`kept` are addresses with their summaries, from earlier runs, the oldest first."""
        self._pages: dict[str, PageSummary] = {}
        self._profile: Profile | None = None
        self._unread = 0
        """Pages that came after the profile was built."""
        self._misfits = 0
        """The latest of them, if none has the usual layout."""
        for url, summary in kept:
            self.add(url, summary)

    def __contains__(self, url: str) -> bool:
        return url in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def profile(self) -> Profile | None:
        """What the site has taught; None until there are three articles."""
        known = sum(self._profile.layouts.values()) if self._profile else 0
        is_due = self._unread > _RENEW * known or self._misfits >= MISFITS
        if len(self._pages) >= FEWEST and is_due:
            self._profile = build(self._pages)
            self._unread = self._misfits = 0
        return self._profile

    @property
    def is_redesigned(self) -> bool:
        """Whether the latest articles have another design than the ones before."""
        return redesigned_at([page.layout for page in self._pages.values()]) > 0

    def add(self, url: str, summary: PageSummary) -> None:
        """Remember an article; seen again it replaces what it showed before and teaches nothing more."""
        is_new = url not in self._pages
        self._unread += is_new
        usual = self._profile.usual_layout() if self._profile else None
        self._misfits = self._misfits + is_new if usual not in (None, summary.layout) else 0
        self._pages.pop(url, None)
        self._pages[url] = summary
        layouts = Counter(page.layout for page in self._pages.values())
        if layouts[summary.layout] > MOST_OF_LAYOUT:
            self._forget(summary.layout)
        elif len(self._pages) > MOST_PAGES:
            self._forget(None)

    def _forget(self, layout: str | None) -> None:
        """Drop the oldest page, of a layout where one is given."""
        oldest = (url for url, page in self._pages.items() if layout in (None, page.layout))
        del self._pages[next(oldest)]


MOST_SECTIONS = 8
"""Sections of a site that are remembered by themselves; the one with the fewest pages makes room."""


class SectionMemory:
    """The same for a site whose sections may have templates of their own: news, jobs, reports.

    A section with enough articles teaches its own pages alone; those of the others learn from the whole site.
    """

    def __init__(self, kept: Iterable[tuple[str, PageSummary]] = ()) -> None:
        """`kept` are addresses with their summaries, from earlier runs, the oldest first."""
        self.whole = SiteMemory()
        self._sections: dict[str, SiteMemory] = {}
        self._joined: dict[str, tuple[Profile, Profile, Profile | None]] = {}
        """By section: its profile, that of the site, and the one that they give together."""
        for url, summary in kept:
            self.add(url, summary)

    def __contains__(self, url: str) -> bool:
        return url in self.whole or url in self._sections.get(section(url), ())

    def __len__(self) -> int:
        """Pages that are held, those that are held twice once."""
        return max(len(self.whole), sum(map(len, self._sections.values())))

    def profile(self, url: str) -> Profile | None:
        """Return what the articles of a page's section have taught, or those of the whole site."""
        return self._taught(section(url)) or self.whole.profile

    def sections(self) -> Iterator[tuple[str, Profile]]:
        """Return the sections that have taught something of their own, each with its profile."""
        taught = ((name, self._taught(name)) for name in self._sections)
        return ((name, profile) for name, profile in taught if profile)

    def _taught(self, name: str) -> Profile | None:
        """The profile of a well-known section that adds to what the whole site has taught.

        With a template of its own, it is the section's alone. With that of the site, only values that the
        section's pages share are added: in a small section the phrases of one language recur too much.
        """
        own, whole = self._sections.get(name), self.whole.profile
        if own is None or len(own) < SETTLED or len(self._sections) < 2:
            return None
        if own.profile is None or whole is None:
            return None
        usual = whole.usual_layout()
        if usual is None or own.profile.usual_layout() not in (None, usual):
            return own.profile
        known = self._joined.get(name)
        if known is None or known[0] is not own.profile or known[1] is not whole:
            self._joined[name] = known = (own.profile, whole, joined(whole, own.profile))
        return known[2]

    def add(self, url: str, summary: PageSummary) -> None:
        """Remember an article, in its section too."""
        self.whole.add(url, summary)
        name = section(url)
        if name not in self._sections and len(self._sections) == MOST_SECTIONS:
            smallest = min(self._sections, key=lambda each: len(self._sections[each]))
            del self._sections[smallest]
            self._joined.pop(smallest, None)
        self._sections.setdefault(name, SiteMemory()).add(url, summary)

    def is_early(self, url: str) -> bool:
        """Return whether a page comes before its section is known well."""
        return len(self._sections.get(section(url), ())) < SETTLED

    def is_known_by_now(self, url: str, *, by_section: bool) -> bool:
        """Return whether enough articles have come to read an early page again.

        `by_section` for one that was read with what the whole site had taught.
        """
        return self._taught(section(url)) is not None if by_section else len(self.whole) >= SURE
