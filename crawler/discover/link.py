"""A link as a document gives it: where it leads, what is likely there, and what the document says of it."""

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


@dataclass(frozen=True, slots=True)
class Passed:
    """A link that is not followed, by a rule of ours."""

    url: str
    """The address; where it is none, what stands in its place."""
    reason: str
    """The rule's name: `NoAddress`, `MediaFile` …"""


class NotReadable(ValueError):
    """A document is not what it was taken for; the message says address, cause and cure in one line."""

    kind = "readable"

    def __init__(self, url: str, cause: str, cure: str) -> None:
        self.url, self.cause, self.cure = url, cause, cure
        super().__init__(" ".join(f"{url} is no {self.kind}: {cause}; {cure}".split()))

    def __reduce__(self) -> tuple[type[NotReadable], tuple[str, str, str]]:
        """A worker process sends it back."""
        return type(self), (self.url, self.cause, self.cure)


class NotAFeed(NotReadable):
    """The document is not a feed."""

    kind = "feed"
