"""A folder in memory for what tests write: an fsync there costs .01 ms instead of 4."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_SHM = Path("/dev/shm")
_LEAST_FREE = 2_000_000_000
"""Bytes; a container often has only 64 MB there."""


def memory_folder() -> Path | None:
    """Return Linux's folder in memory; None if it is missing or small, or if programs may not run from it."""
    if not (_SHM.is_dir() and os.access(_SHM, os.W_OK)):
        return None
    may_run = not os.statvfs(_SHM).f_flag & os.ST_NOEXEC
    return _SHM if may_run and shutil.disk_usage(_SHM).free >= _LEAST_FREE else None
