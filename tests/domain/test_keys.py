"""Command keys: what is repeated is answered, what only bears the same key is refused."""

import pytest

from grants.domain.alarms import CLOCK
from grants.domain.envelope import Message
from grants.domain.errors import ContradictionError
from grants.domain.keys import ENGINES, Keys
from grants.domain.messages import Command
from grants.domain.people import ENGINE
from tests.domain import phrases as say
from tests.domain.builders import bid_for, opened, paid, signed
from tests.domain.cast import at


def message(command: Command, *, by: str = "pia", key: str = "K9") -> Message:
    return Message.model_validate(
        {"key": key, "by": by, "on": at("2025-02-03"), "command": command}
    )


def test_the_same_message_is_answered_with_its_first_receipt() -> None:
    talk = signed()
    sent = message(say.plan())
    talk.admit(sent)

    receipt = talk.keys.receipt("EXA-1", sent)

    assert receipt is not None
    assert (receipt.stream, receipt.key) == ("EXA-1", "K9")
    assert receipt.first == receipt.last == talk.last.sequence
    assert receipt.events == ("handover-planned",)


def test_a_key_that_was_never_used_has_no_receipt() -> None:
    assert Keys().receipt("EXA-1", message(say.plan())) is None


@pytest.mark.parametrize(
    "other",
    [message(say.plan("other")), message(say.lot()), message(say.plan(), by="ada")],
    ids=["another content", "another command", "another sender"],
)
def test_a_key_stands_for_one_command_of_one_sender(other: Message) -> None:
    talk = signed()
    talk.admit(message(say.plan()))
    before = talk.grant

    with pytest.raises(ContradictionError) as refusal:
        talk.admit(other)

    assert refusal.value.field == "key"
    assert f"recorded as event {before.sequence}" in refusal.value.says
    assert "a key of its own" in refusal.value.mend
    assert talk.grant == before


def test_a_repeated_key_may_leave_its_date_out() -> None:
    talk = signed()
    talk.admit(message(say.plan()))

    assert talk.admit(message(say.plan()).but(on=None)) == []


@pytest.mark.parametrize("begins", ENGINES)
def test_the_engines_keys_are_the_engines_alone(begins: str) -> None:
    talk = paid()

    with pytest.raises(ContradictionError) as refusal:
        talk.admit(message(say.plan(), key=f"{begins}press-release/1"))

    assert refusal.value.field == "key"
    assert "another key" in refusal.value.mend
    assert talk.grant.delivery.handovers == {}


def test_the_clocks_keys_are_among_the_engines() -> None:
    assert CLOCK in ENGINES


def test_the_engine_uses_keys_of_its_own() -> None:
    talk = signed()
    talk.send(say.report_draft())

    talk.send(say.drafted(say.DRAFT), key="document/donor-report/1")

    assert talk.last.actor == ENGINE


def test_what_the_clock_did_is_found_under_its_keys_too() -> None:
    talk = bid_for()
    talk.send(say.passage(), on="2025-02-11")

    rung = [envelope for envelope in talk.stream if envelope.key.startswith(CLOCK)]

    assert len(rung) == 2
    assert all(talk.led_to(item.key).first == item.sequence for item in rung)


def test_keys_come_out_of_a_stream_as_they_went_in() -> None:
    talk = paid()
    again = Keys()

    again.note(talk.stream)

    assert again.kept == talk.keys.kept
    assert again.kept["said/1"].events == tuple(talk.types[: again.kept["said/1"].last])


def test_keys_that_are_copied_grow_apart() -> None:
    talk = opened()
    copied = Keys(talk.keys.kept)

    talk.send(say.signing())

    assert len(copied.kept) == 1
    assert len(talk.keys.kept) == 2
