"""The examples of crawler/deploy and crawler/README.md are equal, and every command in them is valid."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.crawling import ROOT, scrapy

DEPLOY = ROOT / "crawler" / "deploy"
README = (ROOT / "crawler" / "README.md").read_text("utf-8")

DEBIANS_USERS = frozenset(
    (
        "root",
        "daemon",
        "bin",
        "sys",
        "sync",
        "games",
        "man",
        "lp",
        "mail",
        "news",
        "uucp",
        "proxy",
        "www-data",
    )
) | {"backup", "list", "irc", "nobody", "_apt"}


def lines(name: str) -> list[str]:
    """Return the lines of an example, without its comments."""
    return [line for line in (DEPLOY / name).read_text("utf-8").splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize("name", ["crontab", "scrapyd.sh"])
def test_the_readme_shows_the_files_text(name: str) -> None:
    assert [line for line in lines(name) if line not in README] == []


def commands() -> list[tuple[str, ...]]:
    """Yield every `scrapy …` command that an example runs."""
    found_commands = [line.split(".venv/bin/scrapy ")[1] for line in lines("crontab")]
    units = [*lines("news.service"), *lines("worker.service")]
    found_commands += [line.split("/scrapy ")[1] for line in units if line.startswith("ExecStart=")]
    (words,) = re.findall(r"^CMD \[(.*)\]", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    found_commands.append(words.replace(",", " ").replace('" "', " "))
    return [tuple(shlex.split(each.split("2>&1")[0])) for each in found_commands]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_each_command_is_valid(command: tuple[str, ...], tmp_path: Path) -> None:
    """Run without any source, so that it ends at once; only watching differs."""
    words = shlex.split(re.sub(r"-s (DATABASE|SOURCES)=\S+|-a watch=1", "", shlex.join(command)))
    assert words[0] in ("crawl", "sources", "worker")
    ran = scrapy(tmp_path / "news.db", *words)
    assert (ran.code, "Traceback" in ran.err) in ((0, False), (1, False))
    assert "unknown" not in ran.err


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_examples_need_their_own_sources_and_a_contact(command: tuple[str, ...]) -> None:
    names = {word.partition("=")[0] for word in command if "=" in word}
    assert names >= ({"SOURCES"} if command[0] == "sources" else {"SOURCES", "CONTACT"})


def test_the_container_is_built_from_the_wheel_and_runs_its_command() -> None:
    """What a daemon would do is done by test_wheel.py; here, that every file and command it names exists."""
    text = (DEPLOY / "Containerfile").read_text()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert re.findall(r'^ENTRYPOINT \["(.*)"\]$', text, re.MULTILINE) == list(scripts)
    assert re.findall(r"^(?:FROM|COPY) .*", text, re.MULTILINE) == [
        "FROM docker.io/library/python:3.11-slim AS build",
        "COPY . .",
        "FROM docker.io/library/python:3.11-slim",
        "COPY --from=build /wheel /wheel",
    ]
    assert "pip wheel --no-cache-dir --no-deps --wheel-dir /wheel ." in text
    (copied,) = re.findall(r"&& cp (\S+) /wheel/", text)
    assert (ROOT / copied).is_file()
    assert f"-c /wheel/{Path(copied).name} /wheel/*.whl" in text
    (user,) = re.findall(r"useradd --create-home (\S+) ", text)
    assert user not in DEBIANS_USERS, "useradd ends with 9 where the image has such a user"
    assert (f"install -d -o {user} /data" in text, f"\nUSER {user}\n" in text) == (True, True)


def test_the_systemd_units_are_valid(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("systemd-analyze is not installed")
    for name in ("news.service", "news.timer", "worker.service"):
        text = (DEPLOY / name).read_text().replace("/srv/news/.venv/bin/scrapy", "/bin/true")
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [verifier, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
