"""Which process holds a lease, and whether it is still there: after a killed crawl the next need not wait.

Knows processes of this machine. Of others it says nothing, and their leases end by time.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def me() -> str:
    """This process: `host boot namespace pid start`, with a dash for what the system does not tell."""
    return _name(os.getpid())


def is_gone(holder: str) -> bool:
    """Whether the process of that name has ended for certain."""
    there, here = holder.split(" "), me().split(" ")
    if len(there) != len(here) or there[0] != here[0] or os.name != "posix":
        return False
    if there[1] != here[1]:
        return True  # the machine has been started anew since
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
        pass  # somebody else's, and so it runs
    # A number is given anew; with its time of start it is one process for ever.
    return _start(pid) == start


def _start(pid: int) -> str:
    """The time since boot at which a process began, or that it is dead and only its parent does not know."""
    # The command's name stands before, in brackets, and may itself hold spaces and brackets.
    stat = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    if not stat:
        return "-"
    return "dead" if stat[0] in "ZX" else stat[19]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "-"
    except OSError:
        return "-"
