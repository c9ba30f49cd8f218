"""Notes of a run on selectors in source files that match nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from crawler.errors import some
from pipelines.export.printable import counted
from pipelines.stages.cleaning import NO_BODY, SELECTORS

FEW: Final = 5
"""On fewer articles than this, there may have been nothing to remove."""


def lines(stats: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each source whose `[clean]` has a selector without effect in this run."""
    by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, count in stats.items():
        if key.startswith(SELECTORS):
            name, _, what = key.removeprefix(SELECTORS).partition("/")
            by_source[name][what] = count
    for name, counts in by_source.items():
        articles = counts.pop("articles", 0)
        without = counts.pop(NO_BODY, 0)
        unused = [each for each, count in counts.items() if count == articles]
        named = [each for each in unused if articles >= FEW or (without and each.startswith("body "))]
        cure = f"see one with `scrapy clean URL`, and mend [clean] in the file of {name}"
        if named:
            yield f"{name}: on {_all(articles)} these selectors match nothing: {some(named)}; {cure}"
        elif without:
            what = f"on {without} of {counted(articles, 'article')} no `body` selector matches"
            yield f"{name}: {what}, so the general rules chose the text; {cure}"


def _all(articles: int) -> str:
    return "the only article" if articles == 1 else f"all {articles} articles"
