"""What somebody else put into a payload: it harms nothing but what it was meant for."""

import zlib
from collections.abc import Sequence
from typing import Final

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.converter import PayloadCodec
from temporalio.service import RPCError

from tests.workflows.histories import types
from tests.workflows.houses import House, story, terminated, until
from tests.workflows.test_continue_as_new import passage
from workflows.connection import ENCODING, LARGEST, Compression
from workflows.messages import grant_workflow_id

MARK: Final = {"encoding": ENCODING}


def bomb(size: int) -> Payload:
    """Small as it travels, large where it is unpacked."""
    packer = zlib.compressobj(9)
    head = Payload(metadata={"encoding": b"binary/plain"}, data=b"").SerializeToString()
    zeros = bytes(1_000_000)
    parts = [packer.compress(head), *(packer.compress(zeros) for _ in range(size // len(zeros)))]
    return Payload(metadata=MARK, data=b"".join([*parts, packer.flush()]))


POISON: Final = {
    "junk": Payload(metadata=MARK, data=b"not compressed at all"),
    "cut-off": Payload(metadata=MARK, data=zlib.compress(bytes(100_000))[:40]),
    "no-payload": Payload(metadata=MARK, data=zlib.compress(b"\xff" * 50_000)),
    "too-large": bomb(LARGEST + 2_000_000),
}


@pytest.mark.parametrize("name", POISON)
async def test_what_cannot_be_unpacked_is_handed_on_as_it_came(name: str) -> None:
    sound = Payload(metadata={"encoding": b"json/plain"}, data=b'"' + b"x" * 50_000 + b'"')
    (packed,) = await Compression().encode([sound])

    decoded = await Compression().decode([packed, POISON[name], packed])

    assert decoded == [sound, POISON[name], sound]


async def test_many_payloads_together_unpack_to_no_more_than_one_may() -> None:
    each = bomb(LARGEST // 2 - 1_000_000)

    decoded = await Compression().decode([each] * 5)

    assert sum(payload.ByteSize() for payload in decoded) < LARGEST + 5 * each.ByteSize()


async def test_what_is_too_large_to_be_unpacked_is_not_packed_either() -> None:
    large = Payload(metadata={"encoding": b"binary/plain"}, data=bytes(LARGEST + 1))

    assert await Compression().encode([large]) == [large]


class Poisoned(PayloadCodec):
    """Puts poison in the place of whatever is sent."""

    def __init__(self, poison: Payload) -> None:
        self._poison = poison

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Poison for each."""
        return [self._poison for _ in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """As it came."""
        return list(payloads)


def somebody(house: House, poison: Payload) -> Client:
    """A client of the server that speaks another language than ours."""
    config = house.client.config(active_config=True)
    converter = config["data_converter"]
    config["data_converter"] = type(converter)(
        payload_converter_class=converter.payload_converter_class,
        payload_codec=Poisoned(poison),
    )
    return Client(**config)


@pytest.mark.parametrize("name", POISON)
async def test_a_poisoned_signal_query_or_update_fails_alone(busy: House, name: str) -> None:
    told = until(story(), "sign-agreement")
    await busy.start(told.reference, told.opening)
    await busy.settled(told.reference)
    stranger = somebody(busy, POISON[name]).get_workflow_handle(grant_workflow_id(told.reference))

    await stranger.signal("anything", "poison")
    await stranger.signal("progress", "poison")
    with pytest.raises((WorkflowQueryFailedError, RPCError)):
        await stranger.query("no-such-query", "poison")
    with pytest.raises((WorkflowUpdateFailedError, RPCError)):
        await stranger.execute_update("adopt-passage", "poison")

    receipt = await busy.send(told.reference, passage("afterwards"))
    assert (await busy.settled(told.reference)).sequence == receipt.last
    history = types(await busy.history(told.reference))
    assert "WORKFLOW_TASK_FAILED" not in history
    assert "WORKFLOW_TASK_TIMED_OUT" not in history
    await terminated(busy, told.reference)
