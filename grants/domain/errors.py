"""Every way in which the rule book says no.

DomainError                       the asker must change the request; never retried
  RefusalError                    a rule stands against it
    NotAppointedError             the actor holds no role that may do this at this date
    SeparationOfDutiesError       the actor has had a part in what is to be approved
    AboveDelegationError          the sum passes the actor's delegated amount
    InsufficientFundsError        the money is not there, or is reserved
    AboveCeilingError             the sum passes the lot's reserved ceiling
    NoRateError                   no exchange rate has been adopted for the currency
    MethodNotAllowedError         the solicitation method does not fit the lot's value
    TenderTooShortError           bids would close too early
    NotYetError                   something has to happen first
    AlreadyDoneError              it has been decided and cannot be done twice
    UnknownSubjectError           no such lot, bid, handover, document, report, donor …
    DuplicateNameError            the name is taken
    SealBrokenError               an opened offer is not the one that was committed to
    BidsMissingError              not all timely bids are opened, or too many
    NotLowestError                a dearer bid is recommended without a justification
    IrregularityOpenError         an unresolved irregularity stands in the way
    UnitsNotAvailableError        units are not in stock, damaged or already allocated
    ThreeWayMatchError            order, receipt and invoice do not agree
    ChecklistIncompleteError      the grant cannot close yet; names what is missing
    GrantEndedError               the grant is closed or cancelled
    ContradictionError            what is told contradicts what is known
    WrongDateError                the date is before what it depends on, or in the future
"""

from grants.domain.rules import Rule


class DomainError(Exception):
    """The asker must change the request. Never retried."""


class RefusalError(DomainError):
    """A rule stands against the request: what it is, and how to mend it."""

    def __init__(self, says: str, *, mend: str, field: str = "", rule: Rule | None = None) -> None:
        super().__init__(f"{says} {mend}")
        self.says = says
        self.mend = mend
        self.field = field
        self.rule = rule
        """Where the rule is written, if it comes from a manual."""


class NotAppointedError(RefusalError):
    """The actor holds no role that may do this at this date."""


class SeparationOfDutiesError(RefusalError):
    """The actor has had a part in what is to be approved."""


class AboveDelegationError(RefusalError):
    """The sum passes the actor's delegated amount."""


class InsufficientFundsError(RefusalError):
    """The money is not there, or is reserved for something else."""


class AboveCeilingError(RefusalError):
    """The sum passes the lot's reserved ceiling."""


class NoRateError(RefusalError):
    """No exchange rate has been adopted for the currency."""


class MethodNotAllowedError(RefusalError):
    """The solicitation method does not fit the lot's value."""


class TenderTooShortError(RefusalError):
    """Bids would close too early."""


class NotYetError(RefusalError):
    """Something has to happen first."""


class AlreadyDoneError(RefusalError):
    """It has been decided and cannot be done twice."""


class UnknownSubjectError(RefusalError):
    """There is no such lot, bid, handover, document, report, donor or person."""


class DuplicateNameError(RefusalError):
    """The name is taken."""


class SealBrokenError(RefusalError):
    """An opened offer is not the one that was committed to."""


class BidsMissingError(RefusalError):
    """Not all the bids that count are opened, or one that does not count is."""


class NotLowestError(RefusalError):
    """A dearer bid is recommended without a justification."""


class IrregularityOpenError(RefusalError):
    """An unresolved irregularity stands in the way."""


class UnitsNotAvailableError(RefusalError):
    """Units are not in stock, are damaged or are already allocated."""


class ThreeWayMatchError(RefusalError):
    """Order, receipt and invoice do not agree."""


class ChecklistIncompleteError(RefusalError):
    """The grant cannot close yet; the sentence names what is missing."""


class GrantEndedError(RefusalError):
    """The grant is closed or cancelled."""


class ContradictionError(RefusalError):
    """What is told contradicts what is known."""


class WrongDateError(RefusalError):
    """The date is before what it depends on, or in the future."""
