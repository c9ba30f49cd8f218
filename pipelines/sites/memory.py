"""Keeps the latest page summaries of one site in memory, and builds the profile from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipelines.sites.page_summary import PageSummary
from pipelines.sites.profile import FEWEST, SETTLED, Profile, build, joined
from pipelines.sites.redesign import MISFITS, redesigned_at
from pipelines.urls import lot, section

MOST_PAGES = 60
"""Pages of a site that are remembered; with more, a redesign would be noticed later."""
MOST_OF_LAYOUT = 50
"""Pages of one layout among them, so that pages of a rarer layout are not forgotten."""
_RENEW = 0.3
"""The profile is built again when this share of new pages has come, of the pages in its layouts."""
_COMPARED = 55
"""The latest pages, which show a redesign. Of one day, pages are forgotten by lot: old ones stay longer."""
Kept = Iterable[tuple[str, PageSummary, int]]
"""Addresses, each with its summary and the day of the fetch, oldest first."""


class SiteMemory:
    """The summaries of one site's articles, latest last, and the profile.

    Of too many, those of the latest days stay, and of one day those with the highest lots. So what a run has
    learned at its end does not depend on the order of its pages.
    """

    def __init__(self, kept: Kept = ()) -> None:
        """Start with the summaries of earlier runs."""
        self._pages: dict[str, PageSummary] = {}
        self._ranks: dict[str, tuple[int, int]] = {}
        """Day and lot of each page."""
        self._profile: Profile | None = None
        self._unread = 0
        """Pages that came after the profile was built."""
        self._misfits = 0
        """How many of the latest pages in a row do not have the usual layout."""
        self._is_stale = False
        """Whether any summary has come or gone since."""
        for url, summary, day in kept:
            self.add(url, summary, day)

    def __contains__(self, url: str) -> bool:
        return url in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def profile(self) -> Profile | None:
        """The profile of the site; None until there are three articles."""
        known = sum(self._profile.layouts.values()) if self._profile else 0
        if self._unread > _RENEW * known or self._misfits >= MISFITS:
            self.renew()
        return self._profile

    def renew(self) -> None:
        """Build the profile again if any page has come since."""
        if self._is_stale and len(self._pages) >= FEWEST:
            self._profile = build(self._pages)
            self._unread = self._misfits = 0
            self._is_stale = False

    @property
    def is_redesigned(self) -> bool:
        """Whether the latest articles have another design than the ones before."""
        latest = list(self._pages.values())[-_COMPARED:]
        return redesigned_at([page.layout for page in latest]) > 0

    def add(self, url: str, summary: PageSummary, day: int = 0) -> None:
        """Remember an article; if its address is known, replace its summary and do not count it again."""
        is_known = self._pages.pop(url, None) is not None
        self._pages[url], self._ranks[url] = summary, (day, lot(url))
        layouts = Counter(page.layout for page in self._pages.values())
        if layouts[summary.layout] > MOST_OF_LAYOUT:
            self._forget(summary.layout)
        elif len(self._pages) > MOST_PAGES:
            self._forget(None)
        is_new = url in self._pages and not is_known
        self._is_stale |= is_known or is_new
        self._unread += is_new
        usual = self._profile.usual_layout() if self._profile else None
        self._misfits = self._misfits + is_new if usual not in (None, summary.layout) else 0

    def lowest(self, layout: str | None = None) -> tuple[tuple[int, int], str]:
        """Return the rank and the address of the page to forget first; with `layout`, of that layout."""
        pages = (url for url, page in self._pages.items() if layout in (None, page.layout))
        return min((self._ranks[url], url) for url in pages)

    def forget(self, url: str) -> None:
        """Drop a page."""
        del self._pages[url], self._ranks[url]
        self._is_stale = True

    def _forget(self, layout: str | None) -> None:
        self.forget(self.lowest(layout)[1])


MOST_IN_ALL = 300
"""Pages of all sections of a site that are remembered; as many are kept in the database."""


class SectionMemory:
    """The memory of a site whose sections may have different templates: news, jobs, reports.

    A section with enough articles has its own profile; pages of other sections use that of the whole site.
    """

    def __init__(self, kept: Kept = ()) -> None:
        """Start with the summaries of earlier runs."""
        self.whole = SiteMemory()
        self._first: dict[str, tuple[bytes, int]] = {}
        """The packed summaries of a site that has too few pages to teach, each with its day."""
        self._sections: dict[str, SiteMemory] = {}
        self._joined: dict[str, tuple[Profile, Profile, Profile | None]] = {}
        """For each section: its profile, that of the site, and both joined."""
        for url, summary, day in kept:
            self.add(url, summary, day)

    def __contains__(self, url: str) -> bool:
        return url in self._first or url in self.whole or url in self._sections.get(section(url), ())

    def __len__(self) -> int:
        """Return the number of remembered pages; a page in two memories counts once."""
        return len(self._first) or max(len(self.whole), sum(map(len, self._sections.values())))

    def profile(self, url: str) -> Profile | None:
        """Return the profile of the page's section, or else of the whole site."""
        return self._taught(section(url)) or self.whole.profile

    def sections(self) -> Iterator[tuple[str, Profile]]:
        """Return the sections that have a profile of their own, each with it."""
        profiles = ((name, self._taught(name)) for name in self._sections)
        return ((name, profile) for name, profile in profiles if profile)

    def _taught(self, name: str) -> Profile | None:
        """Return the profile of a section with enough articles; None if it adds nothing to the site's.

        A section with its own template has its own profile. A section with the site's template gets the
        site's profile and the titles that its pages share; its other counts come from too few texts.
        """
        section_memory, site_profile = self._sections.get(name), self.whole.profile
        if section_memory is None or len(section_memory) < SETTLED or len(self._sections) < 2:
            return None
        if section_memory.profile is None or site_profile is None:
            return None
        usual = site_profile.usual_layout()
        if usual is None or section_memory.profile.usual_layout() not in (None, usual):
            return section_memory.profile
        joined_before = self._joined.get(name)
        if (
            joined_before is None
            or joined_before[0] is not section_memory.profile
            or joined_before[1] is not site_profile
        ):
            self._joined[name] = joined_before = (
                section_memory.profile,
                site_profile,
                joined(site_profile, section_memory.profile),
            )
        return joined_before[2]

    def add_packed(self, url: str, packed: bytes, day: int = 0) -> None:
        """Remember an article by its packed summary, which is unpacked once the site has enough to teach.

        Most sites of an archive show one or two articles: unpacking theirs took a fiftieth of all the time.
        """
        self._first[url] = packed, day
        if len(self._first) < FEWEST and not len(self.whole):
            return
        for each, (waiting, its_day) in self._first.items():
            if (summary := PageSummary.from_bytes(waiting)) is not None:
                self.add(each, summary, its_day)
        self._first = {}

    def add(self, url: str, summary: PageSummary, day: int = 0) -> None:
        """Remember an article, in its section too."""
        self.whole.add(url, summary, day)
        self._sections.setdefault(section(url), SiteMemory()).add(url, summary, day)
        if sum(map(len, self._sections.values())) > MOST_IN_ALL:
            name = min(self._sections, key=lambda each: self._sections[each].lowest())
            self._sections[name].forget(self._sections[name].lowest()[1])
            if not len(self._sections[name]):
                del self._sections[name]
                self._joined.pop(name, None)

    def renew(self) -> None:
        """Build the profiles again from all that is remembered."""
        self.whole.renew()
        for each in self._sections.values():
            if len(each) >= SETTLED:
                each.renew()
