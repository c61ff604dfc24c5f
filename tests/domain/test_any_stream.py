"""Whatever a stream holds, in whatever order: folding it never fails, nor what is asked then."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.domain.administration.events import IrregularityResolved
from grants.domain.admission import nearest, set_alarms
from grants.domain.envelope import Envelope
from grants.domain.grant import duties, evolve, replay
from grants.domain.messages import ReportedEvent
from grants.domain.money import Money
from grants.domain.state import Grant
from tests.domain.builders import accepted, bid_for, released, stocked
from tests.domain.cast import at
from tests.domain.examples import examples

EXAMPLES: Final = examples()
BEGINNINGS: Final = tuple(tuple(given().stream) for given in (bid_for, stocked, accepted, released))
PREFIXES: Final = st.sampled_from(BEGINNINGS).flatmap(
    lambda stream: st.integers(0, len(stream)).map(lambda end: stream[:end])
)
MOMENTS: Final = st.sampled_from([at("1990-01-01"), at("2025-03-03"), at("2100-12-31")])


@st.composite
def odd_events(draw: st.DrawFn) -> Envelope:
    """An event that happened somewhere else, at any time, irregular or not."""
    envelope = draw(st.sampled_from(EXAMPLES))
    data = envelope.data
    if isinstance(data, ReportedEvent):
        said = draw(st.sampled_from([(), ("odd",)]))
        data = data.but(irregularities=said)
    if isinstance(data, IrregularityResolved):
        data = data.but(event=draw(st.integers(1, 80)), accepted=draw(st.booleans()))
    return envelope.but(data=data, on=draw(MOMENTS))


def asked(grant: Grant) -> None:
    """Everything that is asked of a state, whatever came before it."""
    for duty in duties(grant):
        assert duty.what
    nearest(grant, 10)
    set_alarms(grant)
    for money in (grant.received, grant.reserved, grant.spent, grant.spendable, grant.unspent):
        assert isinstance(money, Money)
    for name in ("cars", "boats", "nothing"):
        grant.lot(name)
        grant.allocated(name)
        grant.handover(name)
        grant.document(name)
        grant.free(name)
    assert list(grant.open_irregularities()) is not None
    assert list(grant.overdrawn()) is not None
    assert Grant.model_validate_json(grant.model_dump_json()) == grant


@settings(max_examples=300, deadline=None)
@given(PREFIXES, st.lists(odd_events(), min_size=1, max_size=12))
def test_any_events_after_any_beginning_are_folded(
    beginning: tuple[Envelope, ...], events: list[Envelope]
) -> None:
    grant = replay("EXA-1", beginning)
    for event in events:
        grant = evolve(grant, event.but(sequence=grant.sequence + 1))

    asked(grant)


@pytest.mark.parametrize("envelope", EXAMPLES, ids=lambda envelope: envelope.type)
def test_any_event_is_folded_first_of_all(envelope: Envelope) -> None:
    asked(evolve(Grant(reference="EXA-1"), envelope.but(sequence=1)))


@pytest.mark.parametrize("envelope", EXAMPLES, ids=lambda envelope: envelope.type)
def test_any_event_is_folded_twice(envelope: Envelope) -> None:
    grant = replay("EXA-1", BEGINNINGS[-1])

    for _ in range(2):
        grant = evolve(grant, envelope.but(sequence=grant.sequence + 1))

    asked(grant)


def test_an_irregularity_that_was_accepted_twice_counts_once() -> None:
    told = next(item for item in EXAMPLES if item.type == "contribution-received")
    odd = told.but(sequence=1, data=told.data.but(irregularities=("odd",)))
    ruling = next(item for item in EXAMPLES if item.type == "irregularity-resolved")
    accepting = ruling.but(data=IrregularityResolved(event=1, accepted=True, reason="Yes"))

    once = replay("EXA-1", [odd, accepting.but(sequence=2)])
    twice = replay("EXA-1", [accepting.but(sequence=3)], since=once)

    assert once.received.amount > 0
    assert twice.received == once.received
