"""Workers on three machines with names and addresses of their own; one is cut off for a while.

`python -m tests.cluster.machines --cut 40` needs root on Linux, `ip` and `unshare`. Each machine is a network
namespace.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from crawler.cluster import setup
from pipelines.db import Database, open_database
from tests.cluster.city import City, worker_of
from tests.cluster.fleet import QUICK, until
from tests.crawling import FAST, ROOT, environment
from tests.postgres import Server

NAMES = ("one", "two", "three")
NETWORK = "10.99.0"
BRIDGE, HERE = "broadsheet0", f"{NETWORK}.1"
_DONE = "SELECT count(*) FROM articles"
_HOLDERS = "SELECT split_part(holder, ' ', 1), count(*) FROM _cluster_hosts WHERE holder > '' GROUP BY 1"
_CLIENTS = f"SELECT DISTINCT host(client_addr) FROM pg_stat_activity WHERE client_addr << '{NETWORK}.0/24'"
_LEFT = """
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
        (SELECT count(*) FROM _frontier WHERE state = 'leased')
"""


def run(line: str) -> None:
    subprocess.run(shlex.split(line), check=True)


@contextmanager
def network() -> Iterator[None]:
    """Give each machine a namespace with an address, and a bridge that joins them with this machine."""
    with ExitStack() as stack:
        run(f"ip link add {BRIDGE} type bridge")
        stack.callback(run, f"ip link del {BRIDGE}")
        run(f"ip addr add {HERE}/24 dev {BRIDGE}")
        run(f"ip link set {BRIDGE} up")
        for number, name in enumerate(NAMES, 11):
            run(f"ip netns add {name}")
            stack.callback(run, f"ip netns del {name}")
            run(f"ip link add to-{name} type veth peer name eth0 netns {name}")
            run(f"ip link set to-{name} master {BRIDGE} up")
            run(f"ip -n {name} addr add {NETWORK}.{number}/24 dev eth0")
            run(f"ip -n {name} link set eth0 up")
        yield


def forward(port: int) -> None:
    """Let the machines reach a port that only listens on this machine's loopback."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(65_536):
            writer.write(some)
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pipe(reader, back), pipe(there, writer), return_exceptions=True)

    async def serve() -> None:
        async with await asyncio.start_server(connected, HERE, port) as server:
            await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()


@contextmanager
def worker(name: str, folder: Path, proxy: str, **settings: object) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker on a machine; its host name is its own, too."""
    given = {**QUICK, "FRONTIER_PATIENCE": 1, "CLUSTER_HOSTS": 6, "DOWNLOAD_DELAY": 0.1, **settings}
    given |= {"CONTACT": f"mailto:{name}@example.org", "SOURCES": folder}
    words = [sys.executable, "-m", "scrapy", "worker", *FAST]
    words += [word for key, value in given.items() for word in ("-s", f"{key}={value}")]
    line = f"hostname machine-{name} && exec {shlex.join(words)}"
    inside = ["ip", "netns", "exec", name, "unshare", "--uts", "sh", "-c", line]
    with (folder / f"{name}.err").open("wb") as err:
        env = {**os.environ, **environment({"http_proxy": proxy, "no_proxy": ""})}
        process = subprocess.Popen(inside, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=err)
    try:
        yield process
    finally:
        process.kill()


def rehearse(server: Server, folder: Path, seconds: float) -> bool:
    """Crawl twelve hosts while one machine is cut off for so many seconds; return whether all went well."""
    name, city = server.fresh(), City(12, 14, latency=0.3)
    city.write_sources(folder)
    address = server.address(name).replace("127.0.0.1", HERE)
    with ExitStack() as stack:
        db = stack.enter_context(open_database(server.address(name)))
        setup.set_up(db)
        stack.enter_context(city.site)
        port = urlsplit(city.site.url).port or 0
        forward(port)
        proxy = f"http://{HERE}:{port}"
        workers = [stack.enter_context(worker(each, folder, proxy, DATABASE=address)) for each in NAMES]
        until(lambda: sum(city.asked().values()) >= 30, 90, "thirty pages")
        print(f"hosts in hand: {dict(db.all(_HOLDERS))}; from {sorted(row[0] for row in db.all(_CLIENTS))}")
        _cut_off(seconds)
        until(lambda: db.all(_DONE)[0][0] >= len(city.articles), 120, "all articles", every=0.5)
        time.sleep(QUICK["CLUSTER_STALE"])
        return _account(db, city, workers)


def _cut_off(seconds: float) -> None:
    run(f"ip link set to-{NAMES[0]} down")
    time.sleep(seconds)
    run(f"ip link set to-{NAMES[0]} up")


def _account(db: Database, city: City, workers: list[subprocess.Popen[bytes]]) -> bool:
    for each in workers:
        each.send_signal(signal.SIGTERM)
    codes = [each.wait(30) for each in workers]
    again, beside = sum(count - 1 for count in city.asked().values()), city.overlaps()
    ((doing, leased),) = db.all(_LEFT)
    asked = {name: sum(worker_of(one) == name for one in city.requests()) for name in NAMES}
    print(f"{db.all(_DONE)[0][0]} of {len(city.articles)} articles, {again} pages fetched again,")
    print(f"{len(beside)} requests beside another of their host, requests by machine: {asked},")
    print(f"{doing} jobs and {leased} leases left, exit codes {codes}")
    return not (beside or doing or leased or any(codes))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cut", type=float, default=40.0, help="seconds without network")
    options = parser.parse_args()
    with network(), tempfile.TemporaryDirectory() as folder:
        server = Server(listen_addresses=f"127.0.0.1,{HERE}")
        try:
            with (server.data / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {NETWORK}.0/24 trust\n")
            server.stop()
            server.start()
            return int(not rehearse(server, Path(folder), options.cut))
        finally:
            server.close()


if __name__ == "__main__":
    raise SystemExit(main())
