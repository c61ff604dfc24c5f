"""A journal with two grants, built once for each module, and a copy for each test."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert

from grants.adapters.database import NOTICES
from grants.adapters.journal import connect
from tests.adapters.tampering.homes import (
    ENDED,
    RUNNING,
    Home,
    cancelled,
    grant,
)
from tests.domain import builders


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("built"))
    home.append(grant(builders.opened(), RUNNING))
    home.append(grant(cancelled(), ENDED))
    home.append(grant(builders.funded(), RUNNING)[len(home.stream(RUNNING)) :])
    engine = connect(home.url)
    with engine.begin() as connection:
        noted = {"status": "sent", "recipient": "a@example.org", "subject": "x", "message_id": "y"}
        connection.execute(insert(NOTICES), [{"key": f"{n}", **noted} for n in range(3)])
    engine.dispose()
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    found = Home(tmp_path / "home")
    shutil.copytree(built.folder, found.folder)
    return found
