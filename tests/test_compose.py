"""The clustered form: well-formed by the Compose Specification, and meant as the code means it."""

import asyncio
import os
import re
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from temporalio import workflow
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from grants.adapters.embedded import EmbeddedServer
from grants.adapters.namespace import RETENTION, register
from grants.settings import Settings
from tests.ports import claim
from workflows.search import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docker-compose.yml"
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")
ATTRIBUTE = re.compile(r"^attribute (\w+) (\w+)$", re.MULTILINE)


def plain(value: Any) -> Any:
    """The value as Compose reads it where the environment says nothing."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case str():
            return DEFAULT.sub(r"\1", value)
        case _:
            return value


SERVICES: dict[str, dict[str, Any]] = plain(
    YAML(typ="safe", pure=True).load(COMPOSE.read_text(encoding="utf-8"))["services"]
)
WORKER = SERVICES["worker"]


def test_the_file_keeps_to_the_compose_specification() -> None:
    checker = [sys.executable, "-m", "check_jsonschema"]

    answer = subprocess.run(
        [*checker, "--builtin-schema", "vendor.compose-spec", str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_what_a_service_waits_for_exists_and_can_come_true() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            match wait["condition"]:
                case "service_healthy":
                    assert "healthcheck" in SERVICES[name]
                case "service_completed_successfully":
                    assert SERVICES[name]["restart"].startswith("on-failure")
                case condition:
                    assert (name in SERVICES, condition) == (True, "service_started")


def test_images_are_pinned() -> None:
    images = [service["image"] for service in SERVICES.values() if "image" in service]

    assert images
    for image in images:
        assert re.search(r":v?\d+\.\d+", image), image


def test_nothing_is_open_to_other_machines() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert {port.split(":")[1] for port in ports} == {"7233", "8080", "8025"}
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_worker_is_told_nothing_that_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {name: value for name, value in WORKER["environment"].items() if "GRANTS_" in name}
    known = {f"GRANTS_{field.upper()}" for field in Settings.model_fields}

    for name, value in told.items():
        monkeypatch.setenv(name, str(value))

    assert told.keys() <= known
    assert Settings().journal.startswith("postgresql+psycopg://")
    assert (Settings().smtp_host, Settings().smtp_port) == ("mail", 1025)
    assert Settings().home == Path("/data")
    assert Settings().smtp_host in SERVICES


def test_two_workers_run_what_the_image_holds() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    shipped = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert WORKER["deploy"]["replicas"] == 2
    assert f"CMD {WORKER['command']}".replace("'", '"') in image
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    made_of = wheel["build"]["targets"]["wheel"]
    forced = [Path(name).parts[0] for name in made_of["force-include"]]
    assert {f"!{name}" for name in (*made_of["only-include"], *forced)} <= {*shipped}


def test_no_address_holds_a_password() -> None:
    assert re.search(r"://\w+:[^@/]+@", COMPOSE.read_text(encoding="utf-8")) is None


def test_scripts_and_settings_that_are_mounted_exist() -> None:
    named = re.findall(r"/docker/[\w.]+", COMPOSE.read_text(encoding="utf-8"))

    assert named
    for path in named:
        assert (ROOT / path.lstrip("/")).is_file(), path


def test_the_namespace_gets_the_search_attributes_of_the_workflows() -> None:
    script = (ROOT / "docker" / "namespace.sh").read_text(encoding="utf-8")

    assert dict(ATTRIBUTE.findall(script)) == SEARCH_ATTRIBUTES


async def run_script(name: str, address: str, namespace: str) -> int:
    """Run a script of the containers against a real server, as its container would."""
    beside = Path(sys.executable).parent
    process = await asyncio.create_subprocess_exec(
        "sh",
        str(ROOT / "docker" / name),
        env={
            "PATH": f"{beside}:{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "TEMPORAL_ADDRESS": address,
            "TEMPORAL_NAMESPACE": namespace,
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


@workflow.defn
class Nothing:
    """A workflow, so that a worker has something to poll for."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_the_namespace_job_may_be_repeated(tmp_path: Path) -> None:
    claim(tmp_path)
    async with EmbeddedServer(tmp_path, {}) as server:
        runs = [await run_script("namespace.sh", server.address, "clustered") for _ in range(2)]

        assert runs == [0, 0]
        client = await Client.connect(server.address, namespace="clustered")
        assert await register(client, SEARCH_ATTRIBUTES)
        namespace = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace="clustered")
        )
        assert namespace.config.workflow_execution_retention_ttl.seconds == RETENTION


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_a_container_is_healthy_while_its_worker_polls(tmp_path: Path) -> None:
    claim(tmp_path)
    async with EmbeddedServer(tmp_path, {}) as server:
        assert await run_script("healthy.sh", server.address, "default") != 0

        runtime = Runtime(
            telemetry=TelemetryConfig(), worker_heartbeat_interval=timedelta(seconds=1)
        )
        client = await Client.connect(server.address, runtime=runtime)
        runner = UnsandboxedWorkflowRunner()
        async with Worker(client, task_queue="any", workflows=[Nothing], workflow_runner=runner):
            for _ in range(100):
                if await run_script("healthy.sh", server.address, "default") == 0:
                    return
                await asyncio.sleep(0.2)
    pytest.fail("the worker was never found healthy")
