"""Serves whole sites under their real names on loopback, with the shared replay tool; a context manager."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SHARED = Path(__file__).parents[2] / "shared"
TOOL = SHARED / "tools" / "replay.py"
IS_HERE = TOOL.is_file() and shutil.which("openssl") is not None
WHY_NOT = f"needs {TOOL} and openssl"
CRAWL = ("-s", "DOWNLOAD_VERIFY_CERTIFICATES=False", "-s", "DOWNLOAD_DELAY=0")


def unpack(names: tuple[str, ...], into: Path) -> Path:
    """Write the files of sites (`flink.apache.org`) below `into`, and return it."""
    for name in names:
        with tarfile.open(next((SHARED / "sites").glob(f"{name}.tar.?z"))) as archive:
            archive.extractall(into, filter="data")
    return into


class Replay:
    """The tool in a process of its own; `options` are for its command line."""

    def __init__(self, root: Path, log: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.log = log
        self.command = [sys.executable, str(TOOL), str(root), "--port", str(self.port), "--log", str(log)]
        self.command += options
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError("the replay does not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait()

    @property
    def proxy(self) -> Mapping[str, str]:
        """Environment variables that send a crawl's requests to this server."""
        address = f"http://127.0.0.1:{self.port}"
        return {"http_proxy": address, "https_proxy": address, "no_proxy": ""}

    def size(self) -> int:
        """Bytes of the log; if they grow, there were requests."""
        return self.log.stat().st_size if self.log.exists() else 0

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests: t, host, path, status, open (how many at once at that host), cond."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text().splitlines()]
