"""A house with two grants and a browser that looks at it: the real server, Web UI and Chromium."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from grants.adapters.database import connect as connect_database
from grants.adapters.journal import SqlJournal
from grants.domain.administration.commands import OpenGrant
from grants.grantfile.file import load
from tests import chromium as browsers
from tests.ports import claim
from workflows.connection import connect, task_queue
from workflows.grant import GrantWorkflow
from workflows.messages import GrantInput, grant_workflow_id
from workflows.summary import static_details, static_summary

STORY = Path(__file__).parents[2] / "examples" / "unodc-mali-2016.yaml"
REFERENCE = "UNODC-JPN-MLI-2016-01"
OPEN, WHOLE, RENEWED = "WEB-OPEN-01", "WEB-WHOLE-01", "WEB-RENEWED-01"
"""One grant with its ceremony scheduled, one closed, one that went over continue-as-new."""
NEXT_STEP = "\n  - do: pay-invoice"
"""Where the open grant's story breaks off: the ceremony is scheduled, the invoice not paid."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHELL = {key: value for key, value in os.environ.items() if not key.startswith("TEMPORAL_")}


@dataclass(frozen=True)
class House:
    """Where the server of this folder is."""

    folder: Path
    address: str
    ui: str

    def link(self, reference: str) -> str:
        return f"{self.ui}/namespaces/default/workflows/grant%2F{reference}"

    def play(self, reference: str, story: str) -> None:
        file = self.folder / f"{reference}.yaml"
        file.write_text(story.replace(REFERENCE, reference))
        grants(self.folder, "play", str(file))


def program() -> str:
    return str(Path(sys.executable).with_name("grants"))


def grants(home: Path, *arguments: str) -> None:
    done = subprocess.run(
        [program(), *arguments],
        env={**SHELL, "GRANTS_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def chromium() -> str:
    return browsers.program()


@pytest.fixture(scope="module")
def house(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    assert chromium
    home = tmp_path_factory.mktemp("house")
    claim(home / "temporal")
    with (home / "dev.log").open("wb") as log:
        dev = subprocess.Popen(
            [program(), "dev"],
            env={**SHELL, "GRANTS_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert dev.stdout is not None
            house = House(home, *addresses(dev.stdout))
            live(house)
            yield house
        finally:
            for process in [*psutil.Process(dev.pid).children(), dev]:
                process.terminate()
            dev.communicate(timeout=30)


def addresses(said: IO[str]) -> tuple[str, str]:
    found = {}
    for line in said:
        name, _, value = line.partition(":")
        found[name] = value.strip()
        if "Journal" in found:
            return found["Temporal"], found["Web UI"].removesuffix("/namespaces/default/workflows")
    message = f"grants dev ended after {found}"
    raise AssertionError(message)


def live(house: House) -> None:
    story = STORY.read_text()
    up_to_ceremony, _, rest = story.partition(NEXT_STEP)
    assert rest
    house.play(OPEN, up_to_ceremony)
    house.play(WHOLE, story)
    asyncio.run(start_short_runs(house))
    house.play(RENEWED, up_to_ceremony)


async def start_short_runs(house: House) -> None:
    """Start a grant that continues as new after some sixty events of history."""
    opening = load(STORY).opening
    assert isinstance(opening.command, OpenGrant)
    client = await connect(house.address)
    journal = SqlJournal(connect_database(f"sqlite:///{house.folder / 'journal.db'}"))
    await client.start_workflow(
        GrantWorkflow.run,
        GrantInput(reference=RENEWED, opening=opening, rest_after=60),
        id=grant_workflow_id(RENEWED),
        task_queue=task_queue(journal.id),
        static_summary=static_summary(opening.command),
        static_details=static_details(opening.command),
    )


@pytest.fixture(scope="module")
def browser(chromium: str, house: House) -> Iterator[Browser]:
    """The browser; after the house, since Playwright keeps an event loop running in this thread."""
    assert house.ui
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    expect.set_options(timeout=20_000)
    page = browser.new_page(viewport={"width": 1400, "height": 4500})
    page.set_default_timeout(20_000)
    yield page
    page.close()
