"""Imported by the server that workers are copied from: what a page needs is loaded once, and shared."""

import gc

from pipelines.worker.read_page import warm

warm()
gc.freeze()  # or each page would pay for looks through libraries and word lists, in memory that workers share
