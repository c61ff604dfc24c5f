"""What a large grant costs: work is counted, not seconds, so that it holds on any machine."""

import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from grants import domain
from grants.domain import clock
from grants.domain.admission import AT_ONCE, admit, due, ring, set_alarms
from grants.domain.envelope import Entry, Message
from grants.domain.messages import Command
from grants.domain.state import Grant
from tests.domain import phrases as say
from tests.domain.builders import funded
from tests.domain.cast import at
from tests.domain.conversation import NOW, Conversation

FEW, MANY = 40, 400
A_HANDFUL = 8
"""So often at most a function runs for one command; what yields is counted at each yield."""
CLOSES = "2025-03-03T12:00"
RULES = str(Path(domain.__file__).parent)


@cache
def with_lots(number: int) -> Grant:
    """So many lots, all of them open to bids until the same moment."""
    talk = funded()
    for n in range(number):
        talk.send(say.lot(f"lot-{n}", ceiling="USD 100"), on="2025-01-27")
        talk.send(say.solicitation(f"lot-{n}", closes=CLOSES), on="2025-02-03")
    return talk.grant


def work(act: Callable[[], object]) -> Counter[str]:
    """How often each function of the rule book runs meanwhile."""
    ran: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(RULES):
            ran[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return ran


def said_to(grant: Grant, command: Command, *, by: str, on: str) -> Callable[[], Grant]:
    """What it takes to say something to a grant whose alarms are set, and to set them again."""
    message = Message(key="said", by=by, on=at(on), command=command)
    reading = clock.read(grant, message, NOW)
    set_alarms(grant)

    def act() -> Grant:
        after, _ = admit(grant, message, reading)
        set_alarms(after)
        return after

    return act


def cost(number: int, command: Command, by: str) -> Counter[str]:
    return work(said_to(with_lots(number), command, by=by, on="2025-02-04"))


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (say.bid(of="lot-7"), "paul"),
        (say.lot("one-more", ceiling="USD 100"), "pia"),
        (say.giving_up("lot-7"), "pia"),
        (say.passage(), "ines"),
    ],
    ids=["a bid", "a lot", "a lot given up", "a passage"],
)
def test_a_command_about_one_lot_works_out_the_duties_of_that_lot_alone(
    command: Command, by: str
) -> None:
    few, many = cost(FEW, command, by), cost(MANY, command, by)

    for function in ("_of_lot", "_of_duty", "evolve"):
        assert many[function] == few[function] <= A_HANDFUL


@pytest.mark.parametrize(
    ("command", "by"), [(say.bid(of="lot-7"), "paul"), (say.passage(), "ines")]
)
def test_what_a_command_costs_grows_no_faster_than_the_lots(command: Command, by: str) -> None:
    few, many = cost(FEW, command, by), cost(MANY, command, by)

    assert many.total() <= few.total() * MANY / FEW


def test_two_hundred_lots_that_close_together_ring_in_one_go() -> None:
    grant = with_lots(MANY // 2)
    reading = clock.Reading(at(CLOSES), at(CLOSES), Entry.BACK, NOW)
    reminded, _ = ring(grant, reading)

    after, rung = ring(reminded, reading)

    closed = [lot for lot in after.procurement.lots.values() if lot.solicitation]
    assert len(rung) <= AT_ONCE
    assert not due(after, at(CLOSES))
    assert all(lot.solicitation.closed for lot in closed if lot.solicitation)


def test_one_go_of_the_clock_is_bounded() -> None:
    grant = with_lots(MANY)
    reading = clock.Reading(at(CLOSES), at(CLOSES), Entry.BACK, NOW)

    batches = []
    while due(grant, reading.at):
        grant, rung = ring(grant, reading)
        batches.append(len(rung))

    assert max(batches) == AT_ONCE
    assert sum(batches) == MANY * 2  # a reminder and a closing each
    _, further = ring(grant, reading)
    assert further == ()


def test_a_batch_works_out_each_lots_duties_once_for_each_change() -> None:
    grant = with_lots(FEW)
    set_alarms(grant)
    reading = clock.Reading(at(CLOSES), at(CLOSES), Entry.BACK, NOW)

    ran = work(lambda: ring(grant, reading))

    changes = 2 * FEW  # each lot's closing changes it, and the duties that it has then are new
    assert ran["_of_lot"] <= 2 * changes


def test_what_is_asked_again_of_one_state_is_not_worked_out_again() -> None:
    grant = with_lots(FEW)
    set_alarms(grant)

    ran = work(lambda: [set_alarms(grant) for _ in range(10)])

    assert not {"_of_lot", "_of_duty", "_duties"} & ran.keys()


def test_a_state_forgets_what_was_worked_out_from_the_one_before() -> None:
    talk = Conversation(grant=with_lots(1))
    before = set_alarms(talk.grant)

    talk.send(say.giving_up("lot-0"))

    assert len(set_alarms(talk.grant)) < len(before)
