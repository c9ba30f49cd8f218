"""A link as some document gives it: where it leads, what is likely there, and what was said of it.

Refuses to know whether it was ever followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.items import Hints

LONGEST_LINE = 2_000
"""Characters of a title, name or tag that are kept of a hint."""
MOST_NAMES = 100
"""Authors or tags that are kept of a hint."""

LinkKind = Literal["article", "feed", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A canonical address and the evidence that came with it."""

    url: str
    kind: LinkKind
    hints: Hints = field(default_factory=Hints)
    """What the document says of the target, raw. `modified` of a sitemap is its lastmod."""
    score: float = 0.0
    """How sure the kind is: above 0 more likely than not. Only its order means anything."""


class NotReadable(ValueError):
    """A document that is not what it was taken for; its text says address, cause and cure in one line."""

    kind = "readable"

    def __init__(self, url: str, cause: str, cure: str) -> None:
        self.url, self.cause, self.cure = url, cause, cure
        super().__init__(" ".join(f"{url} is no {self.kind}: {cause}; {cure}".split()))

    def __reduce__(self) -> tuple[type[NotReadable], tuple[str, str, str]]:
        """A worker process sends it back."""
        return type(self), (self.url, self.cause, self.cure)
