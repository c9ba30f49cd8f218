"""Links in a document: the address, the likely kind of its target, and the document's hints about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.items import Hints

LONGEST_LINE = 2_000
"""The most characters of a title, name or tag."""
MOST_NAMES = 100
"""The most authors, and the most tags."""

LinkKind = Literal["article", "feed", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A canonical address and the evidence that came with it."""

    url: str
    kind: LinkKind
    hints: Hints = field(default_factory=Hints)
    """The document's values about the target, unparsed. In a sitemap, `modified` is the lastmod."""
    score: float = 0.0
    """How likely the kind is right: above 0 means more likely than not. Scores can be compared, not added."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A link that is not followed, with the reason."""

    url: str
    """The address, or the text instead of one."""
    reason: str
    """The rule's name: `NoAddress`, `MediaFile` …"""


class NotReadable(ValueError):
    """A document of another kind than expected; the message has its address, cause and cure in one line."""

    kind = "readable"

    def __init__(self, url: str, cause: str, cure: str) -> None:
        self.url, self.cause, self.cure = url, cause, cure
        super().__init__(" ".join(f"{url} is no {self.kind}: {cause}; {cure}".split()))

    def __reduce__(self) -> tuple[type[NotReadable], tuple[str, str, str]]:
        """Return how to pickle it, for a worker process that sends it back."""
        return type(self), (self.url, self.cause, self.cure)


class NotAFeed(NotReadable):
    """The document is not a feed."""

    kind = "feed"
