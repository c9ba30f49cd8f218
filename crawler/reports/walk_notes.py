"""Notes of a run on a site that was followed by its own links: what its pages were, which links are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crawler.frontier.explorer import Stopped
from crawler.reports.tally import SourceTally
from pipelines.export.printable import counted

STOPPED_NAMED = 5
"""The most kinds of links that led nowhere and are named."""


def cost(tally: SourceTally, *, is_whole: bool) -> str:
    """Return what became of a site's pages, as a sum, and how many were read for each new article."""
    new, changed, same = (tally.articles[each] for each in ("new", "changed", "same"))
    none = tally.pages - tally.articles.total() - tally.errors
    others = [
        counted(changed, "changed article") if changed else "",
        f"{counted(same, 'address', 'addresses')} of articles that were stored already" if same else "",
        f"{none} that {'is' if none == 1 else 'are'} no article" if none else "",
        counted(tally.errors, "error") if tally.errors else "",
    ]
    what = "the whole site" if is_whole else "the site's own links"
    parts = " + ".join([counted(new, "new article"), *filter(None, others)])
    total = f"{counted(tally.pages, 'page')} = {parts}"
    each = f"; {tally.pages / new:.1f} pages for each new article" if new else ""
    return f"{what}: {total}{each}"


def left(stopped: Sequence[Stopped]) -> str:
    """Return how many links are left, by the form of their address: /shop?color, /shop?size … are one."""
    forms = Counter[str]()
    for one in stopped:
        path, mark, _ = one.form.partition("?")
        forms[path + mark] += one.left
    named = forms.most_common(STOPPED_NAMED)
    names = ", ".join(f"{form} {count}" for form, count in named)
    kinds, rest = len(forms) - len(named), forms.total() - sum(count for _, count in named)
    more = f" and {rest} of {counted(kinds, 'other form')}" if kinds else ""
    why = "since links with the same form of address led to no new article"
    return f"{counted(forms.total(), 'link')} of its pages not followed, {why}: {names}{more}"
