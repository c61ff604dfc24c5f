"""How the state of pledges and agreements follows from their events, and what they post."""

from collections.abc import Iterator
from typing import assert_never

from grants.domain.agreement.events import (
    AgreementEvent,
    AgreementSigned,
    ContributionReceived,
    PledgeRecorded,
)
from grants.domain.agreement.state import Agreement, AgreementState, Received
from grants.domain.envelope import Envelope
from grants.domain.ledger import Posting
from grants.domain.state import Grant


def evolve(state: AgreementState, event: AgreementEvent, told: Envelope) -> AgreementState:
    """The state after the event."""
    match event:
        case PledgeRecorded():
            return state.but(pledges={**state.pledges, event.donor: event.amount})
        case AgreementSigned():
            agreement = Agreement(
                amount=event.amount,
                instalments=event.instalments,
                reports=event.reports,
                sequence=told.sequence,
            )
            return state.but(agreements={**state.agreements, event.donor: agreement})
        case ContributionReceived():
            received = Received(donor=event.donor, amount=event.amount, credited=event.credited)
            return state.but(contributions=(*state.contributions, received))
        case _:
            assert_never(event)


def postings(grant: Grant, event: AgreementEvent) -> Iterator[Posting]:
    """What the event moves: a pledge, an obligation and cash are three things (IATI 13, 11, 1)."""
    del grant
    donor = f"donor/{event.donor}"
    match event:
        case PledgeRecorded():
            yield Posting(event.amount, donor, f"pledged/{event.donor}")
        case AgreementSigned():
            yield Posting(event.amount, donor, f"agreed/{event.donor}")
        case ContributionReceived():
            yield Posting(event.amount, donor, f"settled/{event.donor}")
            yield Posting(event.credited, donor, f"received/{event.donor}")
        case _:
            assert_never(event)
