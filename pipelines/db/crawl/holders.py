"""Names the process that holds a lease and tells whether it still runs, so that a crawl need not wait for the
leases of one that was killed.

Only processes of this machine can be checked. Leases of other machines end when their time is over.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def me() -> str:
    """Return the name of this process: `host boot namespace pid start`,
    with a dash for what the system hides."""
    return _name(os.getpid())


def is_gone(holder: str) -> bool:
    """Return whether the process with this name has certainly ended."""
    there, here = holder.split(" "), me().split(" ")
    if len(there) != len(here) or there[0] != here[0] or os.name != "posix":
        return False
    if there[1] != here[1]:
        return True  # the machine was restarted since then
    return there[2] == here[2] and not _runs(int(there[3]), there[4])


@cache
def _name(pid: int) -> str:
    boot = _read(_PROC / "sys/kernel/random/boot_id")
    space = _PROC / "self/ns/pid"
    name = space.readlink() if space.exists() else "-"
    return f"{socket.gethostname()} {boot} {name} {pid} {_start(pid)}"


def _runs(pid: int, start: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # the process belongs to another user, so it runs
    # The system uses a number again; number and start time together name one process for ever.
    return _start(pid) == start


def _start(pid: int) -> str:
    """Return the time since boot at which a process started,
    or `dead` if only its parent has not noticed its end."""
    # The name of the command stands before, in brackets; it can itself contain spaces and brackets.
    stat = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    if not stat:
        return "-"
    return "dead" if stat[0] in "ZX" else stat[19]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "-"
    except OSError:
        return "-"
