"""Houses for the tests: one with the real server, one with the server that skips time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.workflows.houses import House, at_work, on_dev_server, on_skipping_server


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The real server on a folder of its own; nobody is at work yet."""
    async with on_dev_server(tmp_path / "home") as house:
        yield house


@pytest.fixture
async def busy(house: House) -> AsyncIterator[House]:
    """The same with a worker."""
    async with at_work(house):
        yield house


@pytest.fixture
async def skipping(tmp_path: Path) -> AsyncIterator[House]:
    """The server that skips time, with a worker."""
    async with on_skipping_server(tmp_path / "home") as house, at_work(house):
        yield house
