"""A grant as its stream tells it: the five stages together, and what they ask of each other.

Look-ups here are total: they answer None, or nothing. Those that refuse are in `checks`.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from grants.domain.administration.events import GrantOpened
from grants.domain.administration.state import AdministrationState
from grants.domain.agreement.state import AgreementState
from grants.domain.delivery.state import DeliveryState, Handover
from grants.domain.envelope import Envelope
from grants.domain.ledger import Ledger
from grants.domain.model import Model, Moment, Phase, Reference
from grants.domain.money import Money
from grants.domain.parties import ReportDuty
from grants.domain.people import Appointment, PersonName, Role
from grants.domain.policy import Policy
from grants.domain.procurement.state import Lot, ProcurementState
from grants.domain.reporting.state import Document, ReportingState


class Irregularity(Model):
    """A reported event that breaks a rule, and whether a person has decided on it.

    It counts from when it is accepted: until then, and for ever if it is rejected, the state is as
    if it had not been told.
    """

    told: Envelope
    what: tuple[str, ...]
    subject: str
    accepted: bool | None = None
    """None while nobody has decided."""

    @property
    def type(self) -> str:
        """The event's type."""
        return self.told.type

    @property
    def by(self) -> str:
        """Who reported the event."""
        return self.told.actor

    @property
    def open(self) -> bool:
        """Whether it still waits for a person."""
        return self.accepted is None


class Duty(Model):
    """What somebody has to do next, by when, and the command that does it."""

    key: str
    """Names the duty within the grant: open-bids/vehicles."""
    phase: Phase
    subject: str
    role: Role
    what: str
    """An imperative without names and sums: Open bids: Mali vehicles."""
    due: datetime | None = None
    cause: int | None = None
    """The sequence of the event that it follows from."""
    command: str | None = None
    """The command that does it; None where nobody can do anything but wait."""
    given: dict[str, str] = {}
    """What is known already of the command's fields."""

    @property
    def blocks(self) -> bool:
        """Whether the books stay open for it: not for what the engine's keeper has to see to."""
        return self.role is not Role.KEEPER

    @property
    def personal(self) -> bool:
        """Whether a person has to do it, and not the engine."""
        return self.role is not Role.ENGINE


class Headline(Model):
    """An event in a word, for those who watch: no names, no sums."""

    sequence: int
    on: Moment
    type: str
    subject: str

    @property
    def text(self) -> str:
        """The event as a person says it: award approved (vehicles)."""
        said = self.type.replace("-", " ")
        return f"{said} ({self.subject})" if self.subject else said


class Grant(Model):
    """The whole life of one grant, folded from its stream."""

    reference: Reference
    sequence: int = 0
    latest_on: Moment | None = None
    """The latest date on which anything happened: the clock of back entry."""
    latest: tuple[Headline, ...] = ()
    """The last five events."""
    irregularities: dict[int, Irregularity] = {}
    """By the irregular event's sequence."""
    ledger: Ledger = Ledger()
    """What every event has moved, account by account."""
    personal: dict[str, dict[int, tuple[str, ...]]] = {}
    """By short name, then by sequence: the paths of what an event says of a person."""
    administration: AdministrationState = AdministrationState()
    agreement: AgreementState = AgreementState()
    procurement: ProcurementState = ProcurementState()
    delivery: DeliveryState = DeliveryState()
    reporting: ReportingState = ReportingState()

    @property
    def opened(self) -> GrantOpened:
        """Who the grant is between and for; asked only of a grant that is open."""
        if self.administration.opened is None:
            message = f"grant {self.reference} has not been opened"
            raise LookupError(message)
        return self.administration.opened

    @property
    def is_open(self) -> bool:
        """Whether there is such a grant at all."""
        return self.administration.opened is not None

    @property
    def ended(self) -> bool:
        """Whether the grant is closed or cancelled."""
        return self.administration.ended is not None

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.administration.policy

    @property
    def people(self) -> tuple[Appointment, ...]:
        """Who may act, each with a role and its dates."""
        return self.administration.people

    @property
    def currency(self) -> str:
        """The budget's currency."""
        opened = self.administration.opened
        return opened.currency if opened else "USD"

    @property
    def received(self) -> Money:
        """Contributions that count, in the budget's currency."""
        return self._sum(self.ledger.received())

    @property
    def reserved(self) -> Money:
        """What lots hold of the money: their ceilings, ordered, paid or not."""
        return self._sum(self.ledger.held())

    @property
    def spent(self) -> Money:
        """Payments to suppliers, in the budget's currency."""
        return self._sum(self.ledger.paid())

    @property
    def spendable(self) -> Money:
        """What may be spent on goods: contributions less programme support costs."""
        return self._net(self.ledger.received())

    @property
    def unspent(self) -> Money:
        """Contributions less payments and the support costs on them; never less than nothing."""
        used = self.ledger.paid() * (1 + self.policy.support_rate)
        return self._sum(max(Decimal(0), self.ledger.received() - used))

    def free(self, donor: str | None) -> Money:
        """What may still be reserved: of one donor's money, or of all that no lot holds.

        Lots that name no donor hold of the pool, so that one donor's money may be in them already:
        no lot can get more than what is free in all.
        """
        pooled = self._net(self.ledger.received()).amount - self.ledger.held()
        if donor is not None:
            own = self._net(self.ledger.received(donor)).amount - self.ledger.held(donor)
            pooled = min(pooled, own)
        return self._sum(max(Decimal(0), pooled))

    def overdrawn(self) -> Iterator[tuple[str | None, Money, Money]]:
        """Whose lots hold more than may be spent (None: all lots): what they hold, what may be."""
        opened = self.administration.opened
        for donor in (None, *(item.id for item in (opened.donors if opened else ()))):
            held = self._sum(self.ledger.held(donor))
            most = self._net(self.ledger.received(donor))
            if not held <= most:
                yield donor, held, most

    def _net(self, received: Decimal) -> Money:
        whole = Money.of(received, self.currency)
        digits = self.policy.digits(self.currency)
        return whole.over(Decimal(1) + self.policy.support_rate, digits=digits)

    def _sum(self, amount: Decimal) -> Money:
        digits = self.policy.digits(self.currency)
        return Money.of(amount, self.currency).over(Decimal(1), digits=digits)

    def names(self, person: str) -> Iterator[PersonName]:
        """The names that a short name stands for, as far as they are known."""
        yield from (item.name for item in self.people if item.actor == person)
        for handover in self.delivery.handovers.values():
            guests = handover.ceremony.guests if handover.ceremony else ()
            yield from (guest.name for guest in guests if guest.person == person)

    def lot(self, lot: str) -> Lot | None:
        """A lot that is open; None where there is none, or it has been given up."""
        found = self.procurement.lots.get(lot)
        return None if found is None or found.cancelled else found

    def handover(self, handover: str) -> Handover | None:
        """A handover that is planned; None where there is none, or it has been called off."""
        found = self.delivery.handovers.get(handover)
        return None if found is None or found.cancelled else found

    def document(self, document: str) -> Document | None:
        """A document that was asked for, if there is one."""
        return self.reporting.documents.get(document)

    @property
    def report_duties(self) -> dict[str, ReportDuty]:
        """Every report that the agreements ask for, by name."""
        return {
            duty.report: duty
            for agreement in self.agreement.agreements.values()
            for duty in agreement.reports
        }

    def open_irregularities(self, subject: str | None = None) -> Iterator[tuple[int, Irregularity]]:
        """Irregularities that wait for a person, of one subject or of all."""
        for sequence, irregularity in self.irregularities.items():
            if irregularity.open and subject in (None, irregularity.subject):
                yield sequence, irregularity

    def allocated(self, lot: str) -> set[str]:
        """Units of a lot that a handover already holds."""
        return {
            unit
            for handover in self.delivery.handovers.values()
            if not handover.cancelled
            for owner, unit in handover.units
            if owner == lot
        }
