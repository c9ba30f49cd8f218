"""Dates of a page: evidence first, then one instant in UTC, or nothing. Knows no Scrapy and no network."""

from pipelines.times.choose import choose
from pipelines.times.collect import collect
from pipelines.times.learn import learn, learn_fields, observe
from pipelines.times.warm import warm

__all__ = ["choose", "collect", "learn", "learn_fields", "observe", "warm"]
