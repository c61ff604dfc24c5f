"""Streams to export: a grant's events as they would be kept, with what of them is public."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from grants.domain.administration.events import (
    GrantCancelled,
    GrantClosed,
    GrantOpened,
    PersonAppointed,
)
from grants.domain.agreement.events import AgreementSigned, ContributionReceived, PledgeRecorded
from grants.domain.delivery.content import Guest, Remark
from grants.domain.delivery.events import (
    Allocation,
    CeremonyHeld,
    CustodyTransferred,
    HandoverPlanned,
    TitleTransferred,
    UnitsAllocated,
)
from grants.domain.envelope import ALL, Envelope
from grants.domain.events import EVENTS, GrantEvent
from grants.domain.money import Money
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Goods, Programme, Recipient
from grants.domain.people import Appointment, PersonName, Role
from grants.domain.policy import Method
from grants.domain.procurement.content import Offer
from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    LotCancelled,
    LotOpened,
    OpenedBid,
    OrderCancelled,
    OrderIssued,
    OrderShortened,
    PaymentMade,
    SolicitationCancelled,
    SolicitationClosed,
    SolicitationIssued,
)

REFERENCE: Final = "UNODC-JPN-MLI-2016-01"

Told = tuple[str, GrantEvent]
"""The day of an event, and what happened."""

Public = Mapping[str, Sequence[str]]
"""By type of event, the fields that are public."""

EVERYTHING: Final[Public] = {str(event.model_fields["type"].default): (ALL,) for event in EVENTS}

NOTHING: Final[Public] = {}

FIELD_BY_FIELD: Final[Public] = {
    str(event.model_fields["type"].default): ("on", *event.model_fields) for event in EVENTS
}

SEED: Final[Public] = {
    "grant-opened": (
        "title",
        "agency",
        "donors",
        "country",
        "programme",
        "recipient",
        "beneficiaries",
    ),
    "lot-opened": ("goods", "quantity"),
    "units-allocated": ("allocations", "goods"),
    "ceremony-held": ("on", "attendees", "remarks"),
}
"""What a press release tells: nothing of money, suppliers or dates but the ceremony's."""


def money(text: str) -> Money:
    return Money.model_validate(text)


JAPAN: Final = Donor(id="japan", name="Japan", iati="XM-DAC-701")
NORWAY: Final = Donor(id="norway", name="Norway")


def opened(*donors: Donor, iati: str | None = "XM-DAC-41128") -> GrantOpened:
    return GrantOpened(
        title="Vehicles for law enforcement in Mali",
        agency=Agency(name="United Nations Office on Drugs and Crime", short="UNODC", iati=iati),
        donors=donors or (JAPAN,),
        country=Country(code="ML", name="Mali"),
        currency="USD",
        programme=Programme(name="Sahel Programme", objective="to strengthen the criminal chain"),
        recipient=Recipient(name="Ministry of Internal Security and Civil Protection"),
        beneficiaries=(
            Beneficiary(id="police", name="national Police"),
            Beneficiary(id="gendarmerie", name="national Gendarmerie"),
        ),
    )


APPOINTED: Final = PersonAppointed(
    appointment=Appointment(
        actor="amina",
        name=PersonName(given="Amina", family="Diallo"),
        role=Role.PROCUREMENT,
        email="amina@example.org",
        since=date(2016, 1, 1),
    )
)

JUST_OPENED: Final[tuple[Told, ...]] = (("2016-01-10", opened()), ("2016-01-10", APPOINTED))

FUNDED: Final[tuple[Told, ...]] = (
    ("2016-01-11", PledgeRecorded(donor="japan", amount=money("JPY 30000000"))),
    (
        "2016-02-01",
        AgreementSigned(
            donor="japan",
            amount=money("JPY 29000000"),
            signatories=("Kenji Example",),
            instalments=(),
            reports=(),
        ),
    ),
    (
        "2016-02-15",
        ContributionReceived(
            donor="japan", amount=money("JPY 28500000"), credited=money("USD 250000.50")
        ),
    ),
)


def lot(name: str = "vehicles", *, quantity: int = 10, donor: str | None = None) -> Told:
    goods = Goods(singular="off-road vehicle", plural="off-road vehicles")
    return (
        "2016-02-20",
        LotOpened(
            lot=name,
            title=f"Lot of {name}",
            goods=goods,
            quantity=quantity,
            ceiling=money("USD 240000"),
            donor=donor,
        ),
    )


def solicited(name: str = "vehicles", *, invited: tuple[str, ...] = ()) -> Told:
    return (
        "2016-03-01",
        SolicitationIssued(
            lot=name,
            method=Method.ITB,
            number="ITB-7",
            closes=datetime(2016, 4, 1, 12, tzinfo=UTC),
            invited=invited,
        ),
    )


def bid(name: str = "vehicles") -> Told:
    received = BidReceived(
        lot=name, bid="sahel-cars", supplier="Sahel Cars", commitment="a" * 64, envelope="bids/1"
    )
    return ("2016-03-20", received)


def awarded(name: str = "vehicles") -> tuple[Told, ...]:
    offer = Offer(price=money("USD 199999.90"))
    found = OpenedBid(bid="sahel-cars", supplier="Sahel Cars", offer=offer, salt="s" * 16)
    award = AwardApproved(
        lot=name,
        bid="sahel-cars",
        supplier="Sahel Cars",
        price=money("USD 199999.90"),
        committed=money("USD 199999.90"),
    )
    return (
        ("2016-04-01", SolicitationClosed(lot=name, bids=1)),
        ("2016-04-02", BidsOpened(lot=name, officers=("amina", "issa"), opened=(found,))),
        ("2016-04-20", award),
    )


def ordered(name: str = "vehicles") -> Told:
    return (
        "2016-05-01",
        OrderIssued(
            lot=name,
            order=f"PO-{name}",
            supplier="Sahel Cars",
            price=money("USD 199999.90"),
            deliver_by=date(2016, 9, 1),
            incoterm="DAP Bamako",
        ),
    )


def units(name: str, quantity: int) -> tuple[str, ...]:
    return tuple(f"{name}-{number}" for number in range(1, quantity + 1))


def received(name: str = "vehicles", quantity: int = 10, *irregularities: str) -> Told:
    return (
        "2016-08-20",
        GoodsReceived(
            lot=name, units=units(name, quantity), damaged=(), irregularities=irregularities
        ),
    )


def paid(name: str = "vehicles") -> tuple[Told, ...]:
    amount = money("USD 199999.90")
    payment = PaymentMade(
        lot=name, invoice=f"INV-{name}", supplier="Sahel Cars", amount=amount, charged=amount
    )
    return (
        ("2016-08-25", InvoiceReceived(lot=name, invoice=f"INV-{name}", amount=amount)),
        ("2016-09-05", payment),
    )


def handed_over(name: str = "vehicles", quantity: int = 10) -> tuple[Told, ...]:
    given = units(name, quantity)
    share = Allocation(beneficiary="police", lot=name, units=given)
    guest = Guest(person="kondo", name=PersonName(given="Shigeru", family="Kondo"))
    transfer = {
        "handover": f"bamako-{name}",
        "giver": "UNODC",
        "receiver": "Ministry of Internal Security and Civil Protection",
        "units": given,
        "certificate": "C-1",
    }
    held = CeremonyHeld(
        handover=f"bamako-{name}",
        attendees=(guest,),
        remarks=(Remark(speaker="kondo", words="constant vigilance"),),
        caption=None,
    )
    return (
        ("2016-10-01", HandoverPlanned(handover=f"bamako-{name}", title="Bamako", ceremony=True)),
        (
            "2016-10-02",
            UnitsAllocated(handover=f"bamako-{name}", allocations=(share,), goods={name: quantity}),
        ),
        ("2016-10-25", held),
        ("2016-10-25", CustodyTransferred.model_validate(transfer)),
        ("2016-10-26", TitleTransferred.model_validate(transfer)),
    )


CLOSED: Final[Told] = (
    "2017-03-01",
    GrantClosed(checklist=(), spent=money("USD 199999.90"), refund=money("USD 50000.60")),
)

CANCELLED: Final[tuple[Told, ...]] = (
    ("2016-06-01", OrderCancelled(lot="vehicles", order="PO-vehicles", reason="grant stopped")),
    ("2016-06-01", LotCancelled(lot="vehicles", reason="no need", released=money("USD 240000"))),
    ("2016-06-01", GrantCancelled(reason="security situation", unspent=money("USD 250000.50"))),
)

SHORTENED: Final[Told] = (
    "2016-10-10",
    OrderShortened(
        lot="vehicles",
        order="PO-vehicles",
        quantity=2,
        price=money("USD 159999.92"),
        released=money("USD 39999.98"),
        reason="supplier closed down",
    ),
)

CANCELLED_AFTER_HANDOVER: Final[tuple[Told, ...]] = (
    ("2016-11-01", LotCancelled(lot="vehicles", reason="no need", released=money("USD 240000"))),
    ("2016-11-01", GrantCancelled(reason="security situation", unspent=money("USD 0"))),
)

SOLICITATION_OFF: Final[tuple[Told, ...]] = (
    ("2016-03-21", SolicitationCancelled(lot="vehicles", reason="wrong specification")),
    ("2016-03-22", LotCancelled(lot="vehicles", reason="no need", released=money("USD 240000"))),
)

TO_ORDER: Final[tuple[Told, ...]] = (
    *JUST_OPENED,
    *FUNDED,
    lot(),
    solicited(),
    bid(),
    *awarded(),
    ordered(),
)

WHOLE: Final[tuple[Told, ...]] = (*TO_ORDER, received(), *paid(), *handed_over(), CLOSED)

TWO_DONORS_TWO_LOTS: Final[tuple[Told, ...]] = (
    ("2016-01-10", opened(JAPAN, NORWAY, iati=None)),
    *FUNDED,
    ("2016-02-16", PledgeRecorded(donor="norway", amount=money("USD 60000"))),
    lot("vehicles", donor="japan"),
    lot("radios", quantity=4, donor="norway"),
    solicited("vehicles"),
    solicited("radios", invited=("Sahel Cars",)),
    *awarded("radios"),
    *awarded("vehicles"),
    ordered("vehicles"),
    ordered("radios"),
    received("vehicles"),
    received("radios", 3),
    *paid("vehicles"),
    *handed_over("vehicles"),
)


def stream(told: Sequence[Told], public: Public = EVERYTHING) -> list[Envelope]:
    """The events as they are kept, each with the public fields of its type."""
    return [
        Envelope(
            stream=REFERENCE,
            sequence=number,
            type=event.type,
            version=event.version,
            on=(on := datetime.fromisoformat(f"{day}T10:00+00:00")),
            recorded_at=on,
            actor="amina",
            authority="procurement-officer",
            key=f"key-{number}",
            command="told",
            asked="0",
            public=tuple(public.get(event.type, ())),
            data=event,
        )
        for number, (day, event) in enumerate(told, start=1)
    ]
