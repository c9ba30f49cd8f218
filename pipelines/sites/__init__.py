"""Learns from a site's pages which places contain text, headline or authors, and applies it to other pages.

A *place* is the path of a box: its tag with the class names that stay the same from page to page, then those
of its parents. A *layout* is the place of the article's box. `summarize` records one page, `build` counts the
records of a site's pages, and `decide` uses the counts to correct the general rules on a page.
"""

from pipelines.sites.decide import decide, site_authors
from pipelines.sites.evidence import evidence
from pipelines.sites.headlines import headline_lines, named_by_trail, own_headlines, printed_headline
from pipelines.sites.layout_box import usual_box
from pipelines.sites.memory import SectionMemory, SiteMemory
from pipelines.sites.page_judge import SiteDecision
from pipelines.sites.page_summary import PageSummary, summarize
from pipelines.sites.place_verdict import verdict
from pipelines.sites.profile import SETTLED, SURE, Profile, build

__all__ = [
    "SETTLED",
    "SURE",
    "PageSummary",
    "Profile",
    "SectionMemory",
    "SiteDecision",
    "SiteMemory",
    "build",
    "decide",
    "evidence",
    "headline_lines",
    "named_by_trail",
    "own_headlines",
    "printed_headline",
    "site_authors",
    "summarize",
    "usual_box",
    "verdict",
]
