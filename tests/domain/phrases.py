"""What may be said to a grant: every command, plausible unless a test says otherwise."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from grants.domain.administration.commands import (
    Appoint,
    CloseGrant,
    Disclose,
    ErasePerson,
    GoLive,
    RecordFailure,
    RepeatNotices,
    ResolveIrregularity,
    Withhold,
)
from grants.domain.agreement.commands import ReceiveContribution, SignAgreement
from grants.domain.agreement.content import Instalment
from grants.domain.delivery.commands import (
    AllocateUnits,
    CancelHandover,
    HoldCeremony,
    InvitePeople,
    PlanHandover,
    PostponeCeremony,
    ScheduleCeremony,
    TransferCustody,
    TransferTitle,
)
from grants.domain.delivery.content import Guest, Remark, Share
from grants.domain.model import Evidence
from grants.domain.money import Money
from grants.domain.parties import Goods, ReportDuty
from grants.domain.people import PersonName, Role
from grants.domain.policy import Method
from grants.domain.procurement.commands import (
    ApproveAward,
    CancelLot,
    EvaluateBids,
    IssueOrder,
    IssueSolicitation,
    OpenBids,
    OpenLot,
    PayInvoice,
    ReceiveBid,
    ReceiveGoods,
    ReceiveInvoice,
)
from grants.domain.procurement.content import Finding, Offer, Opening
from grants.domain.reporting.commands import (
    AcceptReport,
    AdoptPassage,
    DraftDocument,
    RecordDocument,
    ReturnReport,
    SubmitReport,
)
from grants.domain.reporting.content import DocumentKind, PassageKind
from tests.domain.cast import appointment, at

LOT: Final = "cars"
GIFT: Final = "gift"
RELEASE: Final = "press-release/1"
DRAFT: Final = "donor-report/1"
CLOSING: Final = "2025-02-10T12:00"
CEREMONY: Final = "2025-05-20T10:00"
REPORT_DUE: Final = date(2025, 12, 31)


def signing(**more: Any) -> SignAgreement:
    given: dict[str, Any] = {
        "donor": "norland",
        "amount": "EUR 210000",
        "reports": (ReportDuty(report="final", title="Final report", due=REPORT_DUE),),
    }
    return SignAgreement(**{**given, **more})


def instalment(due: str, amount: str) -> Instalment:
    return Instalment(due=date.fromisoformat(due), amount=Money.model_validate(amount))


def money_in(
    credited: str = "USD 226000", *, amount: str = "EUR 200000", donor: str = "norland"
) -> ReceiveContribution:
    return ReceiveContribution(
        donor=donor, amount=Money.model_validate(amount), credited=Money.model_validate(credited)
    )


def appointing(actor: str, role: Role, **more: Any) -> Appoint:
    return Appoint(appointment=appointment(actor, role, **more))


def lot(
    name: str = LOT, *, ceiling: str = "USD 60000", quantity: int = 4, donor: str | None = None
) -> OpenLot:
    return OpenLot(
        lot=name,
        title=name.title(),
        goods=Goods(singular="car", plural="cars"),
        quantity=quantity,
        ceiling=Money.model_validate(ceiling),
        donor=donor,
    )


def solicitation(
    name: str = LOT, *, method: Method = Method.RFQ, closes: str = CLOSING
) -> IssueSolicitation:
    return IssueSolicitation(lot=name, method=method, closes=at(closes))


def offer(price: str) -> Offer:
    return Offer(price=Money.model_validate(price))


def salt(bid: str) -> str:
    return f"the-salt-of-the-bid-of-{bid}"


def bid(name: str = "alpha", price: str = "USD 40000", *, of: str = LOT) -> ReceiveBid:
    return ReceiveBid(
        lot=of,
        bid=name,
        supplier=f"{name.title()} Motors",
        commitment=offer(price).commitment(salt(name)),
        envelope=f"bids/{of}/{name}",
    )


def bids_open(*bids: tuple[str, str], of: str = LOT, witness: str = "petra") -> OpenBids:
    openings = [Opening(bid=name, offer=offer(price), salt=salt(name)) for name, price in bids]
    return OpenBids(lot=of, witness=witness, openings=tuple(openings))


def evaluation(
    recommended: str = "alpha",
    *,
    compliant: Iterable[str] = ("alpha", "beta"),
    failing: Iterable[str] = (),
    of: str = LOT,
    justification: str | None = None,
) -> EvaluateBids:
    findings = [Finding(bid=name, compliant=True) for name in compliant]
    findings += [Finding(bid=name, compliant=False, reason="Too slow") for name in failing]
    return EvaluateBids(
        lot=of,
        findings=tuple(findings),
        recommended=recommended,
        justification=justification,
    )


def order(of: str = LOT, *, deliver_by: str = "2025-05-02") -> IssueOrder:
    return IssueOrder(lot=of, order=f"PO-{of}", deliver_by=date.fromisoformat(deliver_by))


def goods(*serials: str, of: str = LOT, quantity: int = 0, damaged: Any = ()) -> ReceiveGoods:
    return ReceiveGoods(lot=of, serials=serials, quantity=quantity, damaged=damaged)


def invoice(
    number: str = "INV-1",
    amount: str = "USD 40000",
    *,
    of: str = LOT,
    replaces: str | None = None,
) -> ReceiveInvoice:
    given = {"lot": of, "invoice": number, "amount": amount, "replaces": replaces}
    return ReceiveInvoice.model_validate(given)


def payment(number: str = "INV-1", *, of: str = LOT) -> PayInvoice:
    return PayInvoice(lot=of, invoice=number)


def plan(name: str = GIFT, *, ceremony: bool = True) -> PlanHandover:
    return PlanHandover(handover=name, title=f"Handover {name}", ceremony=ceremony)


def units(*names: str, to: str = "police", of: str | None = None) -> Share:
    return Share(beneficiary=to, units=names, lot=of)


def some(quantity: int, *, to: str = "police", of: str | None = None) -> Share:
    return Share(beneficiary=to, quantity=quantity, lot=of)


def allocation(*shares: Share, to: str = GIFT) -> AllocateUnits:
    return AllocateUnits(handover=to, shares=shares)


def erasing(person: str, reason: str = "Asked for by the person") -> ErasePerson:
    return ErasePerson(person=person, reason=reason)


def schedule(starts: str = CEREMONY, *, of: str = GIFT) -> ScheduleCeremony:
    return ScheduleCeremony(handover=of, starts=at(starts), place="Courtyard")


def guest(person: str) -> Guest:
    return Guest(person=person, name=PersonName(given="Sam", family=person.title()))


def invitation(*people: str, of: str = GIFT) -> InvitePeople:
    return InvitePeople(handover=of, guests=tuple(map(guest, people)))


def postponement(starts: str, *, of: str = GIFT) -> PostponeCeremony:
    return PostponeCeremony(handover=of, starts=at(starts), reason="Rain")


def ceremony(*attendees: str, spoke: str | None = None, of: str = GIFT) -> HoldCeremony:
    remarks = (Remark(speaker=spoke, words="Drive safely."),) if spoke else ()
    return HoldCeremony(handover=of, attendees=tuple(map(guest, attendees)), remarks=remarks)


def calling_off(of: str = GIFT) -> CancelHandover:
    return CancelHandover(handover=of, reason="Not safe")


def custody(of: str = GIFT) -> TransferCustody:
    return TransferCustody(handover=of, receiver="Ministry", certificate=f"HC-{of}")


def title(of: str = GIFT) -> TransferTitle:
    return TransferTitle(handover=of, receiver="Ministry", certificate=f"TT-{of}")


def passage(name: str = "context") -> AdoptPassage:
    return AdoptPassage(passage=name, kind=PassageKind.CONTEXT, text="Why.", source="A book")


def release_draft(about: str = GIFT) -> DraftDocument:
    return DraftDocument(kind=DocumentKind.PRESS_RELEASE, about=about)


def report_draft(about: str = "final") -> DraftDocument:
    return DraftDocument(kind=DocumentKind.DONOR_REPORT, about=about)


def drafted(
    document: str, *, reads: str | None = None, failure: str | None = None
) -> RecordDocument:
    """A draft; two that read alike say the same."""
    files = () if failure else (Evidence(uri=f"documents/{document}.pdf"),)
    digest = hashlib.sha256(reads.encode()).hexdigest() if reads else None
    return RecordDocument(document=document, files=files, digest=digest, failure=failure)


def submission(document: str = DRAFT) -> SubmitReport:
    return SubmitReport(report="final", document=document)


def ruling(sequence: int, *, accepted: bool) -> ResolveIrregularity:
    return ResolveIrregularity(event=sequence, accepted=accepted, reason="Looked into")


def award(of: str = LOT) -> ApproveAward:
    return ApproveAward(lot=of)


def acceptance() -> AcceptReport:
    return AcceptReport(report="final")


def go_live() -> GoLive:
    return GoLive()


def closure(refund: str | None = None) -> CloseGrant:
    return CloseGrant(refund=Money.model_validate(refund) if refund else None)


def giving_up(of: str = LOT) -> CancelLot:
    return CancelLot(lot=of, reason="No bid within the ceiling")


def disclosing(event: int, kind: str, *fields: str) -> Disclose:
    return Disclose(event=event, kind=kind, fields=fields)


def withholding(event: int, kind: str, *fields: str) -> Withhold:
    return Withhold(event=event, kind=kind, fields=fields)


def unreached(*actors: str, first: int = 1, last: int | None = None) -> RecordFailure:
    return RecordFailure(first=first, last=last or first, actors=actors, why="Mailbox unknown")


def repeating(event: int) -> RepeatNotices:
    return RepeatNotices(event=event)


def return_of_report(report: str = "final") -> ReturnReport:
    return ReturnReport(report=report, reason="No photographs")
