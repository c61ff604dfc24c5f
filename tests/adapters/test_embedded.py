"""The embedded server: real processes on real folders."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from grants.adapters import loopback
from grants.adapters.embedded import EmbeddedServer, EmbeddedServerError
from grants.adapters.namespace import RETENTION
from grants.adapters.serverfolder import Record, ServerFolder, read_address
from workflows.search import GRANT_STAGE, SEARCH_ATTRIBUTES

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("usual_ports_taken"),
]


def server_on(folder: Path, *, durable: bool = False) -> EmbeddedServer:
    return EmbeddedServer(folder, SEARCH_ATTRIBUTES, durable=durable)


@pytest.fixture
def usual_ports_taken() -> Iterator[None]:
    """Nobody else's server, nor another test's, is found where ours would begin."""
    with contextlib.ExitStack() as listeners:
        for port in (7233, 8233):
            with contextlib.suppress(OSError):
                listeners.enter_context(socket.create_server(("127.0.0.1", port)))
        yield


async def open_grant(address: str, workflow_id: str) -> None:
    client = await Client.connect(address)
    await client.start_workflow(
        "Nobody runs it",
        id=workflow_id,
        task_queue="nobody-polls",
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(GRANT_STAGE, ["procurement", "delivery"])]
        ),
    )


async def is_open(address: str, workflow_id: str) -> bool:
    client = await Client.connect(address)
    description = await client.get_workflow_handle(workflow_id).describe()
    return description.status is WorkflowExecutionStatus.RUNNING


async def found(address: str, query: str) -> list[str]:
    """What the list of workflows answers; it is eventually consistent."""
    client = await Client.connect(address)
    for _ in range(100):
        if ids := [each.id async for each in client.list_workflows(query)]:
            return ids
        await asyncio.sleep(0.1)
    return []


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def exists(pid: int | None) -> bool:
    assert pid is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_it_stops_what_it_started(tmp_path: Path) -> None:
    async with server_on(tmp_path) as server:
        pid = server.pid
        assert exists(pid)
        assert read_address(tmp_path) == (server.address, server.ui)
        assert not server.attached

    assert not exists(pid)
    assert read_address(tmp_path) is None


async def test_it_is_ready_for_search_attributes_and_keeps_workflows_for_a_year(
    tmp_path: Path,
) -> None:
    async with server_on(tmp_path) as server:
        await open_grant(server.address, "grant/A")

        assert await found(server.address, "GrantStage = 'delivery'") == ["grant/A"]
        client = await Client.connect(server.address)
        namespace = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace="default")
        )
        assert namespace.config.workflow_execution_retention_ttl.seconds == RETENTION


async def test_the_web_ui_answers(tmp_path: Path) -> None:
    async with server_on(tmp_path) as server:
        port = int(server.ui.rsplit(":", 1)[1])

        assert loopback.answers(port)


async def test_it_chooses_other_ports_when_the_usual_ones_are_taken(tmp_path: Path) -> None:
    async with server_on(tmp_path) as server:
        await open_grant(server.address, "grant/A")

        assert server.address != "127.0.0.1:7233"
        assert server.ui != "http://localhost:8233"


async def test_it_comes_back_on_the_ports_of_last_time(tmp_path: Path) -> None:
    with contextlib.ExitStack() as listeners:
        for port in (7233, 8233):
            with contextlib.suppress(OSError):
                listeners.enter_context(socket.create_server(("127.0.0.1", port)))
        async with server_on(tmp_path) as server:
            before = server.address, server.ui

    async with server_on(tmp_path) as server:
        assert (server.address, server.ui) == before


@pytest.mark.parametrize("durable", [False, True])
async def test_nothing_is_lost_when_the_server_is_killed(tmp_path: Path, *, durable: bool) -> None:
    async with server_on(tmp_path, durable=durable) as server:
        await open_grant(server.address, "grant/A")
        before = server.address, server.ui
        kill(server.pid)

        async with server_on(tmp_path, durable=durable) as again:
            assert (again.address, again.ui) == before
            assert await is_open(again.address, "grant/A")
            await open_grant(again.address, "grant/B")
            assert await found(again.address, "WorkflowId = 'grant/B'") == ["grant/B"]


async def test_a_second_one_uses_the_first_ones_server_and_leaves_it_running(
    tmp_path: Path,
) -> None:
    async with server_on(tmp_path) as first:
        async with server_on(tmp_path) as second:
            assert second.attached
            assert (second.pid, second.address, second.ui) == (first.pid, first.address, first.ui)

        await open_grant(first.address, "grant/A")
        assert await is_open(first.address, "grant/A")


async def test_two_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    one, other = server_on(tmp_path), server_on(tmp_path)

    await asyncio.gather(one.__aenter__(), other.__aenter__())

    assert one.pid == other.pid
    assert sorted([one.attached, other.attached]) == [False, True]
    await asyncio.gather(one.__aexit__(None, None, None), other.__aexit__(None, None, None))


STARTER = """
import asyncio, pathlib, sys
from grants.adapters.embedded import EmbeddedServer

async def main():
    async with EmbeddedServer(pathlib.Path(sys.argv[1]), {"GrantStage": "KeywordList"}) as server:
        print(server.pid, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_a_server_whose_starter_was_killed_is_used_and_then_stopped(tmp_path: Path) -> None:
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert starter.stdout is not None
    orphan = int(await starter.stdout.readline())
    starter.kill()
    await starter.wait()

    async with server_on(tmp_path) as server:
        assert server.pid == orphan
        assert not server.attached
        await open_grant(server.address, "grant/A")
        assert await found(server.address, "GrantStage = 'delivery'") == ["grant/A"]

    assert read_address(tmp_path) is None


async def test_ctrl_c_in_the_terminal_does_not_reach_the_server(tmp_path: Path) -> None:
    async with server_on(tmp_path) as server:
        assert server.pid is not None

        assert os.getpgid(server.pid) != os.getpgid(0)


async def test_a_server_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").write_bytes(b"this is no database, " * 100)

    with pytest.raises(EmbeddedServerError, match=r"(?s)did not start.*said last:.*not a database"):
        await server_on(tmp_path).__aenter__()

    assert read_address(tmp_path) is None


async def test_a_search_attribute_of_another_type_is_named(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, {"GrantStage": "Keyword", "GrantDonor": "KeywordList"}):
        pass

    with pytest.raises(EmbeddedServerError, match="has GrantStage with another type"):
        await server_on(tmp_path).__aenter__()

    assert read_address(tmp_path) is None


async def test_a_folder_without_a_server_has_no_address(tmp_path: Path) -> None:
    assert read_address(tmp_path / "none") is None


async def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "temporal"

    async with server_on(folder):
        assert folder.stat().st_mode & 0o077 == 0


async def test_a_port_that_another_server_takes_meanwhile_is_left_to_it(tmp_path: Path) -> None:
    with contextlib.ExitStack() as listeners:

        def take(said: str) -> None:
            port = re.search(r"starting the Temporal server at \S+:(\d+)", said)
            if port and not taken:
                taken.append(int(port[1]))
                listeners.enter_context(socket.create_server(("127.0.0.1", taken[0])))

        taken: list[int] = []
        async with EmbeddedServer(tmp_path, SEARCH_ATTRIBUTES, progress=take) as server:
            await open_grant(server.address, "grant/A")

            assert exists(server.pid)
            assert not server.address.endswith(f":{taken[0]}")
            assert read_address(tmp_path) == (server.address, server.ui)


async def test_two_homes_that_want_the_same_port_have_a_server_each(tmp_path: Path) -> None:
    port, ui_port = loopback.choose(), loopback.choose()
    homes = [tmp_path / name for name in ("one", "other")]
    for home in homes:
        folder = ServerFolder(home)
        folder.create()
        folder.note(Record(port=port, ui_port=ui_port))
    async with contextlib.AsyncExitStack() as stack:
        servers = [server_on(home) for home in homes]
        await asyncio.gather(*(stack.enter_async_context(server) for server in servers))
        await open_grant(servers[0].address, "grant/ONLY-HERE")

        assert servers[0].address != servers[1].address
        assert all(exists(server.pid) for server in servers)
        assert [read_address(home) for home in homes] == [(s.address, s.ui) for s in servers]
