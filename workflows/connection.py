"""The one way in which worker, command line, tests and replayer speak to Temporal."""

import dataclasses
import zlib
from collections.abc import Sequence
from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, PayloadCodec
from temporalio.envconfig import ClientConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

ENCODING: Final = b"binary/zlib"
SMALL: Final = 32_000
"""Payloads up to so many bytes stay plain, so that the Web UI shows them."""


class Compression(PayloadCodec):
    """Compresses large payloads, such as the state that continue-as-new carries."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Compress what is large."""
        return [self._packed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Restore what was compressed."""
        return [self._unpacked(payload) for payload in payloads]

    def _packed(self, payload: Payload) -> Payload:
        if payload.ByteSize() <= SMALL:
            return payload
        content = zlib.compress(payload.SerializeToString())
        return Payload(metadata={"encoding": ENCODING}, data=content)

    def _unpacked(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        restored = Payload()
        restored.ParseFromString(zlib.decompress(payload.data))
        return restored


DATA_CONVERTER: Final[DataConverter] = dataclasses.replace(
    pydantic_data_converter, payload_codec=Compression()
)

PASSED_THROUGH: Final = (
    "activities",
    "alembic",
    "babel",
    "grants",
    "jinja2",
    "markupsafe",
    "num2words",
    "sqlalchemy",
    "structlog",
    "workflows.messages",
)
"""Modules that hold no mutable state and that workflows may share."""


def runner() -> SandboxedWorkflowRunner:
    """The sandbox that workflows run in, here and in replay."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    )


async def connect(address: str | None = None) -> Client:
    """A client by TEMPORAL_* settings and temporal.toml; `address` where those name none."""
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", address or "localhost:7233")
    return await Client.connect(**config, data_converter=DATA_CONVERTER)
