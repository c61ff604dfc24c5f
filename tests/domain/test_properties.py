"""What holds for any conversation, however wise or foolish its people."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from grants.domain import clock
from grants.domain.admission import admit, ring
from grants.domain.commands import SENT
from grants.domain.envelope import GENESIS, Envelope, Message, read
from grants.domain.errors import RefusalError
from grants.domain.grant import duties, replay
from grants.domain.messages import Command
from grants.domain.people import ENGINE, Role
from grants.domain.state import Grant
from tests.domain import moves
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    allocated,
    bid_for,
    delivered,
    evaluated,
    funded,
    lapsed,
    opened,
    opened_bids,
    ordered,
    released,
    stocked,
)
from tests.domain.conversation import NOW, Conversation, usual_sender
from tests.domain.mends import Refused, followable
from tests.domain.walk import Walk


def invoiced_in_euros() -> Conversation:
    """A lot bought abroad: what it costs in the budget's currency hangs on the adopted rate."""
    talk = opened_bids(("alpha", "EUR 40000"), ("beta", "USD 50000"))
    for command in (say.evaluation(), say.award(), say.order(), say.goods(*ALL_FOUR)):
        talk.send(command)
    talk.send(say.invoice(amount="EUR 40000"))
    return talk


BEGINNINGS = (
    opened,
    lapsed,
    funded,
    bid_for,
    opened_bids,
    evaluated,
    ordered,
    stocked,
    invoiced_in_euros,
    allocated,
    delivered,
    released,
)
"""How far along a grant is when the talk begins: from its opening alone, few reach the end."""
HOURS = st.sampled_from([0, 1, 1, 5, 24, 24, 48, 96, 240, 480, -30])


def restored(grant: Grant) -> Grant:
    """The grant as it comes out of a continued workflow: by way of JSON."""
    return Grant.model_validate_json(grant.model_dump_json())


class AnyConversation(RuleBasedStateMachine):
    """People who mostly do what is their turn, and sometimes anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Conversation()
        self.sent: list[Message] = []

    @initialize(given=st.sampled_from(BEGINNINGS), live=st.booleans())
    def begin(self, given: Callable[[], Conversation], *, live: bool) -> None:
        self.take_up(given())
        if live:
            self.say(say.go_live(), by="pia", hours=1)

    @rule(data=st.data(), hours=HOURS)
    def do_what_is_due(self, data: st.DataObject, hours: int) -> None:
        command = data.draw(moves.fitting(self.talk.grant, self.talk.now))
        self.say(command, by=usual_sender(command), hours=hours)

    @rule(data=st.data(), hours=HOURS)
    def do_what_is_due_next(self, data: st.DataObject, hours: int) -> None:
        self.do_what_is_due(data, hours)

    @rule(data=st.data(), hours=HOURS)
    def move_money(self, data: st.DataObject, hours: int) -> None:
        command = data.draw(moves.money(self.talk.grant))
        self.say(command, by=usual_sender(command), hours=hours)

    @rule(command=moves.policies(), hours=HOURS)
    def move_the_rates(self, command: Command, hours: int) -> None:
        self.say(command, by=usual_sender(command), hours=hours)

    @rule(data=st.data(), hours=HOURS)
    def move_goods(self, data: st.DataObject, hours: int) -> None:
        command = data.draw(moves.stock(self.talk.grant, self.talk.now))
        self.say(command, by=usual_sender(command), hours=hours)

    @rule(data=st.data(), hours=HOURS)
    def say_anything_else(self, data: st.DataObject, hours: int) -> None:
        command = data.draw(moves.words(self.talk.grant, self.talk.now))
        self.say(command, by=usual_sender(command), hours=hours)

    @rule(data=st.data(), by=moves.OTHERS, hours=HOURS)
    def somebody_else_does_it(self, data: st.DataObject, by: str, hours: int) -> None:
        self.say(data.draw(moves.fitting(self.talk.grant, self.talk.now)), by=by, hours=hours)

    @rule(command=moves.appointments(), by=moves.OTHERS, hours=HOURS)
    def appoint(self, command: Command, by: str, hours: int) -> None:
        self.say(command, by=by, hours=hours)

    @precondition(lambda self: len(self.sent) > 15)
    @rule()
    def cancel(self) -> None:
        self.say(moves.cancelling(), by="ada", hours=1)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        self.repeat(data.draw(st.sampled_from(self.sent)))

    def say(self, command: Command, *, by: str, hours: int) -> None:
        on = self.wait(hours)
        key = f"said/{len(self.sent)}/{len(self.talk.stream)}"
        message = Message.model_validate({"key": key, "by": by, "on": on, "command": command})
        self.deliver(message)

    def take_up(self, talk: Conversation) -> None:
        self.talk = talk

    def wait(self, hours: int) -> datetime:
        """Let hours pass; when what is said next happened, earlier where hours are below zero."""
        talk, grant = self.talk, self.talk.grant
        if grant.administration.live_from is None:
            return (grant.latest_on or NOW) + timedelta(hours=hours)
        talk.now += timedelta(hours=max(hours, 0))
        return talk.now + timedelta(hours=min(hours, 0))

    def repeat(self, message: Message) -> None:
        before = self.talk.grant

        assert self.talk.admit(message) == []

        assert self.talk.grant == before

    def deliver(self, message: Message) -> None:
        talk, grant = self.talk, self.talk.grant
        before = grant.model_dump_json()
        try:
            reading = clock.read(grant, message, talk.now)
        except RefusalError:
            return
        try:
            after, new = admit(grant, message, reading)
        except RefusalError as refusal:
            self.follow(message, reading, refusal)
            return
        finally:
            assert grant.model_dump_json() == before
        sent_on = Message.model_validate_json(message.model_dump_json())
        assert admit(restored(grant), sent_on, reading) == (after, new)
        self.sent.append(message)
        talk.grant = after
        talk.stream.extend(new)
        talk.keys.note(new)
        assert talk.led_to(message.key).last == after.sequence
        rung = [envelope for envelope in new if envelope.key != message.key]
        check_rung(rung, not_before=grant.latest_on, not_after=reading.at)

    def follow(self, message: Message, reading: clock.Reading, refusal: RefusalError) -> None:
        """What a refusal says to do can be done by somebody."""
        rung, _ = ring(self.talk.grant, reading)
        found = Refused(rung, message.command, message.by, reading.at, refusal)
        assert followable(found), refusal

    @invariant()
    def the_stream_has_no_gap(self) -> None:
        sequences = [envelope.sequence for envelope in self.talk.stream]
        assert sequences == list(range(1, self.talk.grant.sequence + 1))

    @invariant()
    def nothing_is_recorded_before_it_happened(self) -> None:
        assert all(item.on <= item.recorded_at for item in self.talk.stream)

    @precondition(lambda self: self.talk.stream)
    @invariant()
    def no_more_is_reserved_or_spent_than_came_in(self) -> None:
        grant = self.talk.grant
        assert grant.spent <= grant.received
        assert grant.reserved <= grant.spendable
        assert list(grant.overdrawn()) == []
        for name, lot in grant.procurement.lots.items():
            assert grant.ledger.paid(name) <= grant.ledger.lot(name) <= lot.ceiling.amount
            assert not lot.cancelled or grant.ledger.lot(name) == grant.ledger.paid(name)

    @invariant()
    def what_leaves_one_account_comes_into_another(self) -> None:
        balances = self.talk.grant.ledger.balances
        for currency in {name.rpartition(" ")[2] for name in balances}:
            assert sum(value for name, value in balances.items() if name.endswith(currency)) == 0
        for name, value in balances.items():
            assert value >= 0 or name.startswith(("donor/", "available/"))

    @invariant()
    def every_duty_knows_a_command_of_its_role(self) -> None:
        for duty in duties(self.talk.grant):
            assert (duty.command is None) is (duty.role is Role.ENGINE)
            if duty.command is not None:
                command = SENT[duty.command]
                assert duty.role in command.roles
                assert duty.given.keys() <= command.model_fields.keys()

    @invariant()
    def no_unit_is_in_two_hands(self) -> None:
        grant = self.talk.grant
        given = [
            pair
            for handover in grant.delivery.handovers.values()
            if not handover.cancelled
            for pair in handover.units
        ]
        stock = [(name, unit) for name, lot in grant.procurement.lots.items() for unit in lot.units]
        assert len(given) == len(set(given))
        assert len(stock) == len(set(stock))
        assert set(given) <= set(stock)

    def teardown(self) -> None:
        stream, grant = self.talk.stream, self.talk.grant
        assert replay(grant.reference, stream) == grant
        assert restored(grant) == grant
        again = [read(stored(envelope)) for envelope in stream]
        assert again == stream
        assert chain(again) == chain(stream)
        assert replay(grant.reference, again) == grant
        if grant.is_open and not grant.ended:
            patient = len(stream) % 2 == 0
            closed, stopped = (Walk.on_from(self.talk, patient=patient) for _ in range(2))
            assert closed.to_the_end().administration.ended == "closed"
            undone = stopped.cancelled()
            assert all(lot.cancelled for lot in undone.procurement.lots.values())
            assert undone.ledger.held() == undone.ledger.paid()


def stored(envelope: Envelope) -> dict[str, Any]:
    """The envelope as a journal keeps it."""
    content: dict[str, Any] = json.loads(envelope.model_dump_json())
    return content


def chain(stream: list[Envelope]) -> str:
    """The last link of the hash chain."""
    last = GENESIS
    for envelope in stream:
        last = envelope.digest(last)
    return last


def check_rung(rung: list[Envelope], *, not_before: datetime | None, not_after: datetime) -> None:
    """The clock's own events came in order, none earlier than the last thing that was known."""
    assert all(envelope.actor == ENGINE for envelope in rung)
    assert all(one.on <= other.on for one, other in pairwise(rung))
    assert all(envelope.on <= not_after for envelope in rung)
    assert not_before is None or all(envelope.on >= not_before for envelope in rung)


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = settings(
    max_examples=150,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
