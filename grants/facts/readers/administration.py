"""What the opening, appointments, agreements and irregularities say."""

from collections.abc import Mapping
from typing import Any, Final

from grants.domain.administration.events import GrantOpened, IrregularityResolved, PersonAppointed
from grants.domain.agreement.events import AgreementSigned
from grants.domain.envelope import Envelope
from grants.domain.events import EVENTS
from grants.domain.messages import ReportedEvent, subject_of
from grants.domain.parties import (
    Agency,
    Beneficiary,
    Country,
    Donor,
    Programme,
    Recipient,
    ReportDuty,
)
from grants.domain.people import PersonName
from grants.facts.book import Book
from grants.facts.vocabulary import Kind, Name, of_model, stated

REFERENCE: Final = stated(
    "grant.reference", Kind.TEXT, "What the grant is called.", GrantOpened, "reference"
)
TITLE: Final = stated("grant.title", Kind.TEXT, "What it is for.", GrantOpened, "title")
CURRENCY: Final = stated(
    "grant.currency", Kind.TEXT, "The budget's currency.", GrantOpened, "currency"
)
OPENED: Final = stated("grant.date", Kind.DATE, "When the grant was opened.", GrantOpened, "on")
PARTIES: Final[dict[str, dict[str, Name]]] = {
    "agency": of_model("agency", Agency, GrantOpened, "agency"),
    "country": of_model("country", Country, GrantOpened, "country"),
    "programme": of_model("programme", Programme, GrantOpened, "programme"),
    "recipient": of_model("recipient", Recipient, GrantOpened, "recipient"),
}
DONOR: Final = of_model("donor.{donor}", Donor, GrantOpened, "donors")
BENEFICIARY: Final = of_model(
    "beneficiary.{beneficiary}", Beneficiary, GrantOpened, "beneficiaries"
)

STAFF_NAME: Final = stated(
    "staff.{actor}.name", Kind.TEXT, "A person of the agency.", PersonAppointed, "appointment"
)
STAFF_MAIL: Final = stated(
    "staff.{actor}.email", Kind.TEXT, "Where the person is told.", PersonAppointed, "appointment"
)

_REPORT: Final = of_model("report.{report}", ReportDuty, AgreementSigned, "reports")
REPORT_TITLE: Final = _REPORT["title"]
REPORT_DUE: Final = _REPORT["due"]
REPORT_DONOR: Final = stated(
    "report.{report}.donor", Kind.TEXT, "Who asks for it.", AgreementSigned, "reports", "donor"
)

_REPORTED: Final = tuple(event for event in EVENTS if issubclass(event, ReportedEvent))


def _irregular(last: str, kind: Kind, meaning: str, field: str) -> Name:
    return stated(f"irregularity.{{sequence}}.{last}", kind, meaning, _REPORTED, field)


def _ruled(last: str, kind: Kind, meaning: str, field: str) -> Name:
    return stated(f"irregularity.{{sequence}}.{last}", kind, meaning, IrregularityResolved, field)


IRREGULAR_WHAT: Final = _irregular("what", Kind.TEXT, "What is irregular.", "irregularities")
IRREGULAR_EVENT: Final = _irregular("event", Kind.TEXT, "The event's type.", "irregularities")
IRREGULAR_ABOUT: Final = _irregular("about", Kind.TEXT, "Its lot or the like.", "irregularities")
IRREGULAR_DATE: Final = _irregular("date", Kind.DATE, "When it happened.", "on")
RULED: Final = _ruled("decision", Kind.TEXT, "Whether it was accepted.", "accepted")
RULED_WHY: Final = _ruled("reason", Kind.TEXT, "Why it was decided so.", "reason")
RULED_ON: Final = _ruled("decided", Kind.DATE, "When it was decided.", "on")

STATED: Final = (
    REFERENCE,
    TITLE,
    CURRENCY,
    OPENED,
    *(name for names in PARTIES.values() for name in names.values()),
    *DONOR.values(),
    *BENEFICIARY.values(),
    STAFF_NAME,
    STAFF_MAIL,
    REPORT_TITLE,
    REPORT_DUE,
    REPORT_DONOR,
    IRREGULAR_WHAT,
    IRREGULAR_EVENT,
    IRREGULAR_ABOUT,
    IRREGULAR_DATE,
    RULED,
    RULED_WHY,
    RULED_ON,
)

Ruling = tuple[Envelope, IrregularityResolved]


def note_irregularity(book: Book, envelope: Envelope, ruling: Ruling | None) -> None:
    """Put down what is irregular about an event, and how it was decided."""
    data, sequence = envelope.data, envelope.sequence
    if not isinstance(data, ReportedEvent) or not data.irregularities:
        return
    book.put(envelope, IRREGULAR_WHAT, "; ".join(data.irregularities), sequence=sequence)
    book.put(envelope, IRREGULAR_EVENT, envelope.type, sequence=sequence)
    book.put(envelope, IRREGULAR_ABOUT, subject_of(data), sequence=sequence)
    book.put(envelope, IRREGULAR_DATE, envelope.on, sequence=sequence)
    if ruling is not None:
        by, resolved = ruling
        decision = "accepted" if resolved.accepted else "not accepted"
        book.put(by, RULED, decision, sequence=sequence)
        book.put(by, RULED_WHY, resolved.reason, sequence=sequence)
        book.put(by, RULED_ON, by.on, sequence=sequence)


def put_model(
    book: Book,
    envelope: Envelope,
    names: Mapping[str, Name],
    model: Any,  # noqa: ANN401 - any part of an event, or None
    **parts: object,
) -> None:
    """Put down the fields of a part of an event; an empty one states nothing."""
    for field, value in model or ():
        if value not in (None, ()):
            book.put(envelope, names[field], value, **parts)


def bare_name(name: PersonName) -> str:
    """A person's name without the honorific."""
    return name.model_copy(update={"honorific": None}).full


def _opened(book: Book, envelope: Envelope, data: GrantOpened) -> None:
    book.put(envelope, REFERENCE, envelope.stream)
    book.put(envelope, TITLE, data.title)
    book.put(envelope, CURRENCY, data.currency)
    book.put(envelope, OPENED, envelope.on)
    for party, names in PARTIES.items():
        put_model(book, envelope, names, getattr(data, party))
    for donor in data.donors:
        put_model(book, envelope, DONOR, donor, donor=donor.id)
    for beneficiary in data.beneficiaries:
        put_model(book, envelope, BENEFICIARY, beneficiary, beneficiary=beneficiary.id)


def _appointed(book: Book, envelope: Envelope, data: PersonAppointed) -> None:
    person = data.appointment
    book.put(envelope, STAFF_NAME, bare_name(person.name), actor=person.actor)
    book.put(envelope, STAFF_MAIL, person.email, actor=person.actor)


def _signed(book: Book, envelope: Envelope, data: AgreementSigned) -> None:
    for duty in data.reports:
        book.put(envelope, REPORT_TITLE, duty.title, report=duty.report)
        book.put(envelope, REPORT_DUE, duty.due, report=duty.report)
        book.put(envelope, REPORT_DONOR, data.donor, report=duty.report)


READERS: Final = {GrantOpened: _opened, PersonAppointed: _appointed, AgreementSigned: _signed}
