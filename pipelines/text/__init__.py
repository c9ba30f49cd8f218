"""Finds the article of a parsed page: title, paragraphs, authors and more, but no dates.

It does not use the network or the database.
"""

from pipelines.text.cleaner import clean, read
from pipelines.text.refusals.gate import gate
from pipelines.text.refusals.refusal import no_article

__all__ = ["clean", "gate", "no_article", "read"]
