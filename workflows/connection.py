"""The one way in which worker, command line, tests and replayer speak to Temporal."""

import dataclasses
import zlib
from collections.abc import Sequence
from typing import Final

from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter, DataConverter, PayloadCodec
from temporalio.envconfig import ClientConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

ENCODING: Final = b"binary/zlib"
SMALL: Final = 32_000
"""Payloads up to so many bytes stay plain, so that the Web UI shows them."""
LARGEST: Final = 32_000_000
"""So many bytes are unpacked at once; nothing that we pack is larger."""


class Compression(PayloadCodec):
    """Compresses large payloads, such as the state that continue-as-new carries.

    What somebody else sends is not trusted: what cannot be unpacked, or unpacks to too much, is
    handed on as it came, so that only what wants to read it fails.
    """

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Compress what is large."""
        return [self._packed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Restore what was compressed."""
        left, restored = LARGEST, []
        for payload in payloads:
            found = self._unpacked(payload, left)
            if found is not payload:
                left -= found.ByteSize()
            restored.append(found)
        return restored

    def _packed(self, payload: Payload) -> Payload:
        if not SMALL < payload.ByteSize() <= LARGEST:
            return payload
        content = zlib.compress(payload.SerializeToString())
        return Payload(metadata={"encoding": ENCODING}, data=content)

    def _unpacked(self, payload: Payload, at_most: int = LARGEST) -> Payload:
        if payload.metadata.get("encoding") != ENCODING or at_most <= 0:
            return payload
        opener = zlib.decompressobj()
        try:
            content = opener.decompress(payload.data, at_most)
            return Payload.FromString(content) if opener.eof else payload
        except (zlib.error, DecodeError):
            return payload


_CONVERTERS: Final = PydanticPayloadConverter().converters


class Converter(CompositePayloadConverter):
    """Pydantic's converters, made once and shared.

    The SDK makes a converter for every turn of a workflow, and each made its types' adapters anew.
    """

    def __init__(self) -> None:
        self.converters = _CONVERTERS


DATA_CONVERTER: Final[DataConverter] = dataclasses.replace(
    pydantic_data_converter, payload_converter_class=Converter, payload_codec=Compression()
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


class NoAddressError(RuntimeError):
    """Nothing says where the Temporal server is; another one is not guessed at."""


def runner() -> SandboxedWorkflowRunner:
    """The sandbox that workflows run in, here and in replay."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    )


def task_queue(journal: str) -> str:
    """The queue of the worker that writes to a journal, by the journal's id.

    A worker of another journal on the same server never takes its tasks.
    """
    return f"grants/{journal}"


async def connect(address: str | None = None) -> Client:
    """A client by TEMPORAL_* settings and temporal.toml; `address` where those name none.

    Raises NoAddressError where nothing names one, RuntimeError where nobody answers.
    """
    config = ClientConfig.load_client_connect_config()
    if not config.get("target_host"):
        if address is None:
            raise NoAddressError("Nothing says where the Temporal server is: set TEMPORAL_ADDRESS.")
        config["target_host"] = address
    return await Client.connect(**config, data_converter=DATA_CONVERTER)
