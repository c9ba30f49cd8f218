"""A parsed page → its article: title, paragraphs, authors and more. Knows no dates, network or database."""

from pipelines.text.cleaner import clean, read
from pipelines.text.gate import gate
from pipelines.text.refusal import no_article

__all__ = ["clean", "gate", "no_article", "read"]
