"""How the tests are shared out where several processes run them: `pytest -n logical`."""

import signal
from collections.abc import Sequence
from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = "tests/domain/"
"""The folder whose last file looks back at what its others heard, in one process."""
APART: Final = "test_properties.py"
"""Hears nothing that the others do not, and takes long."""
EACH_ALONE: Final = ("tests/workflows/", "tests/histories/")
"""Folders whose tests share no house: they are shared out one by one, and not file by file."""
LONG_FIRST: Final = (
    "tests/chaos/",
    "tests/workflows/",
    "tests/test_demo.py",
    "tests/web/",
    "tests/cli/",
    "tests/domain/test_properties.py",
    "tests/adapters/test_embedded.py",
    "tests/histories/",
    "tests/domain/",
)
"""What takes long begins early, so that no process works alone in the end; the rest follows."""


def scope_of(nodeid: str) -> str:
    """What a test has to share a process with: all that have the same scope."""
    file, _, _ = nodeid.partition("::")
    if file.startswith(TOGETHER) and not file.endswith(APART):
        return TOGETHER
    return nodeid if file.startswith(EACH_ALONE) else file


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # it comes without types
    """Shares out by scope, in the order in which the tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_configure() -> None:
    """Take Ctrl-C as a terminal would send it: a job in the background ignores it.

    So would every process that a test starts.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    config.option.loadscopereorder = False
    return Sharing(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.nodeid, LONG_FIRST))


def _rank(nodeid: str, order: Sequence[str]) -> int:
    return next((n for n, start in enumerate(order) if nodeid.startswith(start)), len(order))
