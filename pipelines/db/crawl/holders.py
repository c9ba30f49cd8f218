"""Names the process that has a lease and checks if it still runs.

So a crawl need not wait for the leases of a process that was killed.

Only processes of this machine can be checked. The leases of other machines end when their time is over.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str:
    """Return the name of this process, `host boot namespace pid start`; a part that is unknown is a dash."""
    return _name(os.getpid())


def is_gone(holder: str) -> bool:
    """Return True if the process with this name has certainly ended."""
    holder_parts, own_parts = holder.split(" "), this_process().split(" ")
    if len(holder_parts) != len(own_parts) or holder_parts[0] != own_parts[0] or os.name != "posix":
        return False
    if holder_parts[1] != own_parts[1]:
        return True  # the machine was restarted since then
    return holder_parts[2] == own_parts[2] and not _runs(int(holder_parts[3]), holder_parts[4])


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
    # The system uses a number again later, but number and start time together are unique.
    return _start(pid) == start


def _start(pid: int) -> str:
    """Return the time since boot at which a process started, or `dead` for a zombie process."""
    # Before this is the name of the command in brackets, which can itself have spaces and brackets.
    stat = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    if not stat:
        return "-"
    return "dead" if stat[0] in "ZX" else stat[19]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "-"
    except OSError:
        return "-"
