"""Private names of Scrapy and Twisted: each must still exist and accept the arguments that the program
passes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from scrapy.core.engine import ExecutionEngine
from scrapy.core.scraper import Scraper, Slot
from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.utils.test import get_crawler
from twisted.internet import reactor
from twisted.web.client import Agent, HTTPConnectionPool

from crawler import compat
from tests.crawling import ROOT

PARAMETERS = (
    (compat.ScrapyAgent, {"contextFactory", "bindAddress", "pool", "maxsize", "warnsize", "crawler"}),
    (compat.ScrapyAgent, {"fail_on_dataloss", "tls_verbose_logging"}),
    (compat.ClientContextFactory, {"verify_certificates"}),
    (compat.LenientClientFactory, {"quiescentCallback", "metadata"}),
    (compat.LenientClientProtocol, {"quiescentCallback"}),
    (compat.schedule_coroutine, {"coro"}),
    (CrawlerProcess._log_shutdown, {"signum"}),
    (CrawlerProcess._log_kill, {"signum"}),
    (AsyncCrawlerProcess._log_shutdown, {"signum"}),
    (AsyncCrawlerProcess._log_kill, {"signum"}),
    (Scraper._check_if_closing, {"self"}),
    (compat.LenientClientParser.switchToBodyMode, {"decoder"}),
    (compat.LenientClientParser.lineReceived, {"line"}),
)


@pytest.mark.parametrize(("function", "names"), PARAMETERS)
def test_private_names_accept_the_arguments_that_are_passed(function: Any, names: set[str]) -> None:
    assert names <= set(inspect.signature(function).parameters)


@pytest.mark.parametrize("path", compat.OVERRIDDEN)
def test_overridden_methods_have_the_same_parameters(path: str) -> None:
    assert tuple(inspect.signature(resolve_name(path)).parameters) == compat.OVERRIDDEN[path]


@pytest.mark.parametrize("path", compat.INHERITED)
def test_attributes_that_a_subclass_reads_are_set_by_its_base(path: str) -> None:
    sources = "".join(map(inspect.getsource, resolve_name(path).__mro__[:-1]))
    assert [name for name in compat.INHERITED[path] if f"self.{name}" not in sources] == []


def test_attributes_of_engine_scraper_and_connections() -> None:
    engine = ExecutionEngine(get_crawler(), lambda _: None)
    assert engine._slot is None
    assert not compat.is_closing(engine)
    assert not compat.is_closing(None)
    assert Slot().closing is None
    pool = HTTPConnectionPool(reactor)
    assert pool._factory is not None
    agent = Agent(reactor, pool=pool)
    assert agent._endpointFactory._reactor is agent._reactor
    compat.set_agent_reactor(agent, lambda reactor: ("wrapped", reactor))
    assert agent._endpointFactory._reactor == ("wrapped", agent._reactor)
    assert callable(compat.ChunkedTransferDecoder(None, None).dataReceived)
    assert hasattr(compat.ChunkedTransferDecoder(len, len), "dataCallback")


def private_imports(path: Path) -> Iterator[str]:
    """Return the private names and modules of Scrapy and Twisted that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("scrapy", "twisted")):
            names = [*str(node.module).split("."), *(alias.name for alias in node.names)]
            yield from (f"{path.name}: {name}" for name in names if name.startswith("_"))


def test_no_other_module_imports_a_private_name() -> None:
    files = [path for folder in ("crawler", "pipelines") for path in (ROOT / folder).rglob("*.py")]
    found = [name for path in files if path.name != "compat.py" for name in private_imports(path)]
    assert found == []
