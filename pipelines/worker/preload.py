"""The server that workers are copied from imports this module: libraries are loaded once, and shared."""

import gc

from pipelines.worker.read_page import warm

warm()
gc.freeze()  # without it the collector would visit libraries and word lists for each page, and unshare memory
