"""Workers and servers that die: told within seconds, and nothing is done twice."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from client.waiting import NOBODY_AFTER, SNAPSHOT_AFTER
from tests.cli.conftest import House, Result, eventually
from tests.cli.stories import funded, written
from workflows.messages import grant_workflow_id

WORKER = Path(__file__).parents[2] / "worker.py"


def passage(reference: str, name: str, *more: str) -> tuple[str, ...]:
    return (
        *("reporting", "adopt-passage", reference, "--by", "sara", "--on", "2026-02-21"),
        *("--passage", name, "--kind", "context", "--text", "x", "--source", "y", *more),
    )


def plainly(found: Result, code: int) -> None:
    """One sentence on standard error, nothing on standard output."""
    assert (found.code, found.out) == (code, ""), found
    assert len(found.err.splitlines()) == 1, found.err
    assert found.err.startswith("Error: ")
    assert "Traceback" not in found.err


SERVER = """
import asyncio, sys
from pathlib import Path
from grants.adapters.embedded import EmbeddedServer
from workflows.search import SEARCH_ATTRIBUTES

async def serve():
    async with EmbeddedServer(Path(sys.argv[1]), SEARCH_ATTRIBUTES) as server:
        print(server.address, server.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""


class Parts:
    """A server and a worker, each a process that can be killed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(house.home / "temporal")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=WORKER.parent,
        )
        assert self.server.stdout is not None
        self.address, pid = self.server.stdout.readline().split()
        self.pid = int(pid)
        self.worker: subprocess.Popen[bytes] | None = None

    def work(self) -> None:
        """Start a worker and wait until it is there for a grant."""
        self.worker = subprocess.Popen(
            [sys.executable, WORKER],
            env={**self.house.environment, "TEMPORAL_ADDRESS": self.address},
            cwd=WORKER.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def move_in(self) -> None:
        """Have a journal, and nobody at work on it."""
        self.work()
        eventually((self.house.home / "journal.db").exists, 30)
        self.kill_worker()

    def kill_worker(self) -> None:
        """As the out-of-memory killer does."""
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    def close(self) -> None:
        if self.worker is not None and self.worker.poll() is None:
            self.kill_worker()
        self.server.send_signal(signal.SIGINT)
        self.server.communicate(timeout=30)


@pytest.fixture
def parts(empty: House) -> Iterator[Parts]:
    found = Parts(empty)
    yield found
    found.close()


def unanswered(found: Result, key: str) -> None:
    plainly(found, 1)
    assert found.err == (
        "Error: No worker answers. Start one with `grants dev` or `python worker.py`. "
        f"Not known whether it was recorded: send again with --key {key}\n"
    )


async def has(address: str, reference: str) -> bool:
    """Whether the server holds work for a settled grant: an update that nobody has answered yet."""
    client = await Client.connect(address)
    found = await client.get_workflow_handle(grant_workflow_id(reference)).describe()
    return found.raw_description.HasField("pending_workflow_task")


def under_way(parts: Parts, reference: str, key: str) -> "subprocess.Popen[str]":
    """A command that has reached the server, and waits for a worker."""
    sending = parts.house.begin(*passage(reference, "p", "--key", key))
    eventually(lambda: asyncio.run(has(parts.address, reference)), 60)
    assert sending.poll() is None
    return sending


def test_a_missing_worker_is_waited_for_for_seconds_only() -> None:
    assert SNAPSHOT_AFTER < NOBODY_AFTER < 7


def test_no_worker_is_told_in_seconds_also_one_that_was_killed_a_moment_ago(
    parts: Parts, tmp_path: Path
) -> None:
    house, file = parts.house, written(tmp_path, funded("EXA-NOBODY"))
    parts.move_in()
    begun = house.call("start", file)
    parts.work()
    eventually(lambda: house.call("play", file).code in (0, 2), 60)
    parts.kill_worker()

    sent = house.call(*passage("EXA-NOBODY", "p", "--key", "k"))
    played = house.call("play", written(tmp_path, funded("EXA-NOBODY-2")))
    parts.work()
    eventually(lambda: house.call(*passage("EXA-NOBODY", "p", "--key", "k")).code == 0, 60)

    plainly(begun, 1)
    assert "EXA-NOBODY is started and will open then." in begun.err
    unanswered(sent, "k")
    assert "No worker answers" in played.err
    told = json.loads(house.call("timeline", "EXA-NOBODY", "--json").out)
    assert [item["key"] for item in told].count("k") == 1


def test_a_server_that_dies_in_the_middle_leaves_the_key_to_send_again_with(
    parts: Parts, tmp_path: Path
) -> None:
    house = parts.house
    parts.work()
    eventually(lambda: house.call("play", written(tmp_path, funded("EXA-DIES"))).code == 0, 60)
    eventually(lambda: not asyncio.run(has(parts.address, "EXA-DIES")), 60)
    parts.kill_worker()
    sending = under_way(parts, "EXA-DIES", "k")
    os.kill(parts.pid, signal.SIGKILL)
    out, err = sending.communicate(timeout=40)

    plainly(Result(sending.returncode, out, err), 1)
    assert "Not known whether it was recorded" in err
    assert "send again with --key k" in err


def test_ctrl_c_leaves_with_130_and_says_the_key(parts: Parts, tmp_path: Path) -> None:
    house = parts.house
    parts.work()
    eventually(lambda: house.call("play", written(tmp_path, funded("EXA-STOP"))).code == 0, 60)
    eventually(lambda: not asyncio.run(has(parts.address, "EXA-STOP")), 60)
    parts.kill_worker()
    sending = under_way(parts, "EXA-STOP", "k")
    sending.send_signal(signal.SIGINT)
    out, err = sending.communicate(timeout=20)
    watching = house.begin("watch", "EXA-STOP")
    assert watching.stdout is not None
    watching.stdout.readline()
    watching.send_signal(signal.SIGINT)
    watching.communicate(timeout=20)

    assert (sending.returncode, out) == (130, "")
    assert err.splitlines() == [
        "Not known whether it was recorded: send again with --key k",
        "Stopped.",
    ]
    assert watching.returncode == 130
