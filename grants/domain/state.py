"""A grant as its stream tells it: the four stages together, and what they ask of each other."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from grants.domain.agreement.commands import ReportDuty
from grants.domain.agreement.events import GrantOpened
from grants.domain.agreement.state import AgreementState, Reserve
from grants.domain.delivery.state import DeliveryState, Handover
from grants.domain.envelope import Receipt
from grants.domain.errors import UnknownSubjectError
from grants.domain.model import Model, Moment, Reference, Slug, Stage, Text
from grants.domain.money import Money, total
from grants.domain.people import Role
from grants.domain.policy import Policy
from grants.domain.procurement.state import Lot, ProcurementState
from grants.domain.reporting.state import Document, ReportingState


class Irregularity(Model):
    """What is irregular about a reported event, and whether a person has decided on it."""

    what: tuple[Text, ...]
    type: Text
    subject: str
    by: Slug
    on: Moment
    accepted: bool | None = None
    """None while nobody has decided."""

    @property
    def open(self) -> bool:
        """Whether it still waits for a person."""
        return self.accepted is None


class Duty(Model):
    """What somebody has to do next, and by when."""

    key: Text
    """Names the duty within the grant: open-bids/vehicles."""
    stage: Stage
    subject: str
    role: Role
    what: Text
    """An imperative without names and sums: Open bids: Mali vehicles."""
    due: Moment | None = None
    cause: int | None = None
    """The sequence of the event that it follows from."""


class Headline(Model):
    """An event in a word, for those who watch: no names, no sums."""

    sequence: int
    on: Moment
    type: Text
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
    receipts: dict[str, Receipt] = {}
    """What each command key led to."""
    latest: tuple[Headline, ...] = ()
    """The last five events."""
    irregularities: dict[int, Irregularity] = {}
    """By the irregular event's sequence."""
    agreement: AgreementState = AgreementState()
    procurement: ProcurementState = ProcurementState()
    delivery: DeliveryState = DeliveryState()
    reporting: ReportingState = ReportingState()

    @property
    def opened(self) -> GrantOpened:
        """Who the grant is between and for; asked only of a grant that is open."""
        if self.agreement.opened is None:
            message = f"grant {self.reference} has not been opened"
            raise LookupError(message)
        return self.agreement.opened

    @property
    def ended(self) -> bool:
        """Whether the grant is closed or cancelled."""
        return self.agreement.ended is not None

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.agreement.policy

    @property
    def currency(self) -> str:
        """The budget's currency."""
        return self.opened.currency

    @property
    def received(self) -> Money:
        """Contributions that count, in the budget's currency."""
        counting = [
            item.credited for item in self.agreement.contributions if self.counts(item.sequence)
        ]
        return total(counting, self.currency)

    def paid_by(self, donor: str) -> list[Money]:
        """What a donor has paid, as credited in the budget's currency."""
        return [item.credited for item in self.agreement.contributions if item.donor == donor]

    @property
    def reserved(self) -> Money:
        """The ceilings of all lots that are not given up."""
        return total(
            [lot.ceiling for lot in self.agreement.lots.values() if not lot.released],
            self.currency,
        )

    @property
    def spendable(self) -> Money:
        """What may be spent on goods: contributions less programme support costs."""
        return self.received.over(
            Decimal(1) + self.policy.support_rate, digits=self.policy.digits(self.currency)
        )

    @property
    def spent(self) -> Money:
        """Payments to suppliers, in the budget's currency."""
        paid = [sum_ for lot in self.procurement.lots.values() for sum_ in lot.charged]
        return total(paid, self.currency)

    def reserve(self, lot: str) -> Reserve:
        """The reserve of an open lot. Raises UnknownSubjectError."""
        reserve = self.agreement.lots.get(lot)
        if reserve is None or reserve.released:
            raise UnknownSubjectError(
                f"There is no open lot {lot}.",
                mend=f"Name one of: {_names(self.agreement.lots)}, or open it first.",
                field="lot",
            )
        return reserve

    def lot(self, lot: str) -> Lot:
        """The procurement of a lot, blank before its first event. Raises UnknownSubjectError."""
        self.reserve(lot)
        return self.procurement.lots.get(lot, Lot())

    def handover(self, handover: str) -> Handover:
        """A handover that is planned and not called off. Raises UnknownSubjectError."""
        found = self.delivery.handovers.get(handover)
        if found is None or found.cancelled:
            raise UnknownSubjectError(
                f"There is no handover {handover}.",
                mend=f"Name one of: {_names(self.delivery.handovers)}, or plan it first.",
                field="handover",
            )
        return found

    def document(self, document: str) -> Document:
        """A document that was asked for. Raises UnknownSubjectError."""
        found = self.reporting.documents.get(document)
        if found is None:
            raise UnknownSubjectError(
                f"There is no document {document}.",
                mend=f"Name one of: {_names(self.reporting.documents)}, or have it drafted first.",
                field="document",
            )
        return found

    @property
    def report_duties(self) -> dict[str, ReportDuty]:
        """Every report that the agreements ask for, by name."""
        return {
            duty.report: duty
            for agreement in self.agreement.agreements.values()
            for duty in agreement.reports
        }

    def report_duty(self, report: str) -> ReportDuty:
        """A report that an agreement asks for. Raises UnknownSubjectError."""
        if report not in self.report_duties:
            raise UnknownSubjectError(
                f"No agreement asks for a report {report}.",
                mend=f"Name one of: {_names(self.report_duties)}.",
                field="report",
            )
        return self.report_duties[report]

    def counts(self, sequence: int) -> bool:
        """Whether a reported event counts: it is regular, or a person accepted it."""
        irregularity = self.irregularities.get(sequence)
        return irregularity is None or irregularity.accepted is True

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


def _names(items: Mapping[str, object]) -> str:
    return ", ".join(items) or "(none yet)"
