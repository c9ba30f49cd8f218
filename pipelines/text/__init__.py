"""A parsed page → its article: title, paragraphs, authors and more. Knows no dates, network or database."""

from pipelines.text.cleaner import clean, read
from pipelines.text.refusals.gate import gate
from pipelines.text.refusals.refusal import no_article

__all__ = ["clean", "gate", "no_article", "read"]
