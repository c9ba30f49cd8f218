"""Imported by the server that workers are copied from: what a page needs is loaded once, and shared."""

from pipelines.work import warm

warm()
