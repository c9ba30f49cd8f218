"""Finds the site of an address: that of a source file, or else one that is named after the host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from crawler.sources.source import Source, source_for
from pipelines.items import Site
from pipelines.urls import bare_netloc


class Sites:
    """Finds the site of a page by its address. `timezone` is used for sites whose source file has none."""

    def __init__(self, sources: Iterable[Source], *, timezone: str | None = None) -> None:
        self._by_netloc = {source.netloc: source for source in sources}
        self._timezone = timezone
        self._of_netloc = lru_cache(maxsize=4096)(self._find)

    def of(self, url: str) -> Site:
        """Return the site of an address. Raises NotAnAddress."""
        return self._of_netloc(bare_netloc(url))

    def source(self, url: str) -> Source | None:
        """Return the source whose file describes the site of an address, or None. Raises NotAnAddress."""
        return self._nearest_source(bare_netloc(url))

    def _nearest_source(self, name: str) -> Source | None:
        labels = name.split(".")
        parents = (".".join(labels[i:]) for i in range(len(labels)))
        return next((self._by_netloc[domain] for domain in parents if domain in self._by_netloc), None)

    def _find(self, name: str) -> Site:
        site = (self._nearest_source(name) or source_for(f"https://{name}/")).site
        return replace(site, timezone=site.timezone or self._timezone)
