"""How much of one page is taken: bounds that no article comes near."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on a page as it comes (over them it is an error) and on what is stored (over them it is cut).

    What was the most among 1,273 real pages stands beside each.
    """

    bytes: int = 10_000_000
    """Of the page; 2.2 million."""
    nodes: int = 50_000
    """Elements; 9,748."""
    depth: int = 1_500
    """Of elements within elements; 56. The parser itself gives up at 2,048."""
    attributes: int = 1_000
    """Of one element; 73. The parser takes .5 s for 10,000 and minutes for 100,000."""
    jsonld_bytes: int = 2_000_000
    """Characters of JSON-LD of a page; 841 thousand. What is over it is not read."""
    jsonld_nodes: int = 5_000
    """Objects of JSON-LD of a page; 234."""
    jsonld_depth: int = 64
    """Of values within values."""
    title: int = 500
    """Characters of a headline."""
    field: int = 5_000
    """Characters of a summary, and of whatever else is one value."""
    name: int = 200
    """Characters of an author, tag or section."""
    names: int = 100
    """Authors of an article, and as many tags."""
    text: int = 1_000_000
    """Characters of an article's text; a novel has half of that."""
    evidence: int = 500
    """Dates that a page offers."""


class OverLimit(Exception):
    """A page that is over one of the limits; the arguments are the limit's name and what was found."""

    @property
    def limit(self) -> str:
        """The name of the field of Limits."""
        return str(self.args[0])

    def __str__(self) -> str:
        return str(self.args[1])
