"""The limits on one page; real articles are far below them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on the page (beyond them it is an error) and on the fields that are stored (they are cut).

    Each has the greatest value of 1,273 real pages beside it.
    """

    bytes: int = 10_000_000
    """Bytes of the page; greatest value: 2.2 million."""
    nodes: int = 50_000
    """Elements; greatest value: 9,748."""
    depth: int = 1_500
    """Levels of elements; greatest value: 56. The parser itself stops at 2,048."""
    attributes: int = 1_000
    """Attributes of one element; greatest value: 73. The parser takes minutes for 100,000."""
    jsonld_bytes: int = 2_000_000
    """Characters of JSON-LD on a page; greatest value: 841 thousand. The rest is not read."""
    jsonld_nodes: int = 5_000
    """JSON-LD objects on a page; greatest value: 234."""
    jsonld_depth: int = 64
    """Levels of values in JSON-LD."""
    title: int = 500
    """Characters of a headline."""
    field: int = 5_000
    """Characters of a summary, and of any other single value."""
    name: int = 200
    """Characters of an author, tag or section."""
    names: int = 100
    """Authors of an article; also its tags."""
    text: int = 1_000_000
    """Characters of an article's text; a novel has half of that."""
    evidence: int = 500
    """Dates on a page."""


class OverLimit(Exception):
    """A page is over one of the limits; the arguments are the limit's name and a message."""

    @property
    def limit(self) -> str:
        """The name of the field in `Limits`."""
        return str(self.args[0])

    def __str__(self) -> str:
        return str(self.args[1])
