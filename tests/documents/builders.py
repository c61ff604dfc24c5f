"""Streams to draft from: real events in envelopes, the seed's case and others of its kind."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from grants.domain.administration.events import GrantOpened, PersonAppointed
from grants.domain.agreement.events import AgreementSigned, ContributionReceived, PledgeRecorded
from grants.domain.delivery.content import Guest, Remark
from grants.domain.delivery.events import (
    Allocation,
    CeremonyHeld,
    CeremonyPostponed,
    CeremonyScheduled,
    CustodyTransferred,
    HandoverPlanned,
    TitleTransferred,
    UnitsAllocated,
)
from grants.domain.envelope import Envelope
from grants.domain.events import GrantEvent
from grants.domain.model import Evidence
from grants.domain.money import Money
from grants.domain.parties import (
    Agency,
    Beneficiary,
    Country,
    Donor,
    Goods,
    Programme,
    Recipient,
    ReportDuty,
)
from grants.domain.people import Appointment, PersonName, Role
from grants.domain.policy import Method
from grants.domain.procurement.content import Finding, Offer
from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    GoodsReceived,
    InvoiceReceived,
    LotOpened,
    OpenedBid,
    OrderIssued,
    PaymentMade,
    SolicitationClosed,
    SolicitationIssued,
)
from grants.domain.reporting.content import PassageKind
from grants.domain.reporting.events import PassageAdopted

SUPPLIER = "Sahara Motors SARL (illustrative)"
SERIALS = tuple(f"JTELB71J30{number:07}" for number in range(1, 11))
SALT = "0123456789abcdef"
SHA = "a" * 64


def money(text: str) -> Money:
    return Money.model_validate(text)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC)


class Story:
    """A stream in the making; `tell` adds an event."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.stream: list[Envelope] = []

    def tell(
        self,
        on: str,
        event: GrantEvent,
        *,
        public: Iterable[str] = (),
        actor: str = "officer",
        evidence: tuple[Evidence, ...] = (),
    ) -> "Story":
        number = len(self.stream) + 1
        self.stream.append(
            Envelope(
                stream=self.reference,
                sequence=number,
                type=event.type,
                version=event.version,
                on=at(on),
                recorded_at=at(on),
                actor=actor,
                authority="programme-officer",
                key=f"key-{number}",
                command="told",
                asked="0",
                evidence=evidence,
                public=tuple(public),
                data=event,
            )
        )
        return self


OPENED_PUBLIC = (
    "agency",
    "donors",
    "country",
    "programme",
    "recipient",
    "beneficiaries",
    "title",
)
LOT_PUBLIC = ("goods", "quantity")
CEREMONY_PUBLIC = ("attendees", "remarks", "caption", "on")
WORDS = (
    (
        "the fight against transnational organized crime requires constant vigilance at "
        "the national "
        "level, regional coordination, sub-regional consultation and synergy of actions, "
        "and unfailing "
        "solidarity at international level."
    ),
    (
        "if we can fight against these threats [related to transnational organized crime], we can "
        "defeat terrorism."
    ),
    (
        "a programme designed to support the strengthening of judicial systems in the "
        "Sahel region, "
        "as well as the capacities of the actors involved the daily fight against the threats that "
        "have destabilized Mali and the region."
    ),
)
CAPTION = (
    "The Minister of Interior, the UNODC Regional Representative and the Japanese government "
    "representative"
)
LINKS = (
    "UNODC Sahel Programme",
    "Department for Peacekeeping Operations of the United Nations",
    "United Nations Multidimensional Integrated Stabilization Mission in Mali (MINUSMA)",
    "UN Integrated Strategy for the Sahel",
    "Contribution of UNODC to the UN Integrated Strategy for the Sahel",
)
PASSAGES = (
    (
        "context-crisis",
        PassageKind.CONTEXT,
        (
            "Mali remains at the heart of the crisis affecting the Sahel region since "
            "the fall of the "
            "Libyan regime in 2011 and the Tuareg rebellion of 2012. This country faces "
            "a difficult "
            "humanitarian and security situation since these events, which facilitated "
            "the expansion "
            "of criminal activities such as drug trafficking, among others."
        ),
    ),
    (
        "context-crimes",
        PassageKind.CONTEXT,
        (
            "Despite considerable efforts by Malian authorities and the international community to "
            "restore peace and security in the country, these crimes continue to contribute to the "
            "financing of armed, extremist and terrorist groups operating within its territory and "
            "the Sahel region."
        ),
    ),
    (
        "framework",
        PassageKind.FRAMEWORK,
        "In the framework of UNODC's long-lasting partnership with Malian authorities",
    ),
    (
        "purpose",
        PassageKind.PURPOSE,
        (
            "These vehicles strengthen the operational capacity of authorities in charge "
            "of providing "
            "security over the Malian territory."
        ),
    ),
)
SEED_PEOPLE = (
    Guest(
        person="traore",
        name=PersonName(given="Salif", family="Traoré", honorific="HE Brigadier General"),
        title="the Minister of Internal Security and Civil Protection",
        title_first=True,
        later="Minister Traoré",
    ),
    Guest(
        person="kondo",
        name=PersonName(given="Shigeru", family="Kondo", honorific="Mr."),
        title="Counsellor of the Embassy of Japan",
        later="the Japanese government representative",
        remark="whose government financed this operation",
    ),
    Guest(
        person="lapaque",
        name=PersonName(given="Pierre", family="LAPAQUE", honorific="Mr."),
        title="UNODC Regional Representative for West and Central Africa",
        later="the UNODC Regional Representative",
    ),
)
SEED_REMARKS = (
    Remark(speaker="kondo", lead="stated that", words=WORDS[0]),
    Remark(speaker="traore", lead="affirmed that", words=WORDS[1]),
    Remark(
        speaker="lapaque",
        lead="underlined that the activity took place in the framework of",
        words=WORDS[2],
    ),
)


def opened(**changes: object) -> GrantOpened:
    """The seed's grant, or another with `changes`."""
    fields: dict[str, Any] = {
        "title": "Vehicles for Malian law enforcement",
        "agency": Agency(
            name="United Nations Office on Drugs and Crime",
            short="UNODC",
            office="Regional Office for West and Central Africa",
        ),
        "donors": (Donor(id="japan", name="Japan"),),
        "country": Country(code="ML", name="Mali"),
        "currency": "USD",
        "programme": Programme(
            name="Sahel Programme",
            since=2015,
            partner="Malian authorities",
            alongside=(
                (
                    "United Nations Multidimensional Integrated Stabilization Mission in Mali "
                    "(MINUSMA)"
                ),
            ),
            objective="to strengthen the criminal chain and provide the material and technical "
            "means (expertise) to law enforcement agencies to enable them to fight against drug "
            "trafficking, transnational organized crime, corruption and terrorism effectively",
        ),
        "recipient": Recipient(
            name="Ministry of Internal Security and Civil Protection",
            called="Malian law enforcement authorities",
        ),
        "beneficiaries": (
            Beneficiary(id="police", name="the national Police"),
            Beneficiary(id="gendarmerie", name="the national Gendarmerie"),
            Beneficiary(
                id="ocs",
                name='the "Office Central des Stupéfiants"',
                gloss="Mali's centralized drug control institution",
            ),
        ),
    }
    return GrantOpened.model_validate({**fields, **changes})


def lot(name: str, goods: Goods, quantity: int, donor: str | None = None) -> LotOpened:
    """A lot with a ceiling that must never be printed."""
    return LotOpened(
        lot=name,
        title=goods.plural,
        goods=goods,
        quantity=quantity,
        ceiling=money("USD 412345.00"),
        donor=donor,
    )


VEHICLES = Goods(singular="off-road vehicle", plural="off-road vehicles", short="vehicles")


def _bought(story: Story) -> Story:
    offers = {"b1": (SUPPLIER, "USD 398765.43"), "b2": ("Niger Autos (illustrative)", "USD 405111")}
    story.tell(
        "2016-04-01",
        SolicitationIssued(
            lot="vehicles", method=Method.ITB, number="ITB-7", closes=at("2016-05-02"), invited=()
        ),
    )
    for bid, (supplier, _) in offers.items():
        received = BidReceived(
            lot="vehicles", bid=bid, supplier=supplier, commitment=SHA, envelope="sealed"
        )
        story.tell("2016-04-20", received)
    story.tell("2016-05-02", SolicitationClosed(lot="vehicles", bids=2))
    found = tuple(
        OpenedBid(bid=bid, supplier=supplier, offer=Offer(price=money(price)), salt=SALT)
        for bid, (supplier, price) in offers.items()
    )
    price = money("USD 398765.43")
    invoice = "INV-2016-77"
    for on, event in (
        ("2016-05-03", BidsOpened(lot="vehicles", officers=("a", "b"), opened=found)),
        (
            "2016-05-10",
            BidsEvaluated(
                lot="vehicles",
                findings=(Finding(bid="b1", compliant=True),),
                recommended="b1",
                justification=None,
            ),
        ),
        (
            "2016-05-20",
            AwardApproved(
                lot="vehicles", bid="b1", supplier=SUPPLIER, price=price, committed=price
            ),
        ),
        (
            "2016-05-25",
            OrderIssued(
                lot="vehicles",
                order="PO-4711",
                supplier=SUPPLIER,
                price=price,
                deliver_by=date(2016, 9, 30),
                incoterm="DAP Bamako",
            ),
        ),
        ("2016-09-20", GoodsReceived(lot="vehicles", units=SERIALS, damaged=())),
        ("2016-09-25", InvoiceReceived(lot="vehicles", invoice=invoice, amount=price)),
        (
            "2016-10-01",
            PaymentMade(
                lot="vehicles", invoice=invoice, supplier=SUPPLIER, amount=price, charged=price
            ),
        ),
    ):
        story.tell(on, event)
    return story


def _agreed(story: Story) -> Story:
    sum_ = money("JPY 54321000")
    officer = Appointment(
        actor="awa",
        name=PersonName(given="Awa", family="Keita-Ndiaye"),
        role=Role.PROGRAMME,
        email="awa.keita@example.org",
        since=date(2016, 1, 1),
    )
    duty = ReportDuty(report="final", title="Final report", due=date(2017, 1, 31))
    return (
        story.tell("2016-01-10", PersonAppointed(appointment=officer))
        .tell("2016-01-15", PledgeRecorded(donor="japan", amount=sum_))
        .tell(
            "2016-02-01",
            AgreementSigned(
                donor="japan", amount=sum_, signatories=(), instalments=(), reports=(duty,)
            ),
        )
        .tell(
            "2016-03-01",
            ContributionReceived(donor="japan", amount=sum_, credited=money("USD 476543.21")),
        )
    )


def allocated(handover: str, shares: dict[tuple[str, str], tuple[str, ...]]) -> UnitsAllocated:
    """An allocation by (beneficiary, lot)."""
    goods: dict[str, int] = {}
    for (_, name), units in shares.items():
        goods[name] = goods.get(name, 0) + len(units)
    return UnitsAllocated(
        handover=handover,
        allocations=tuple(
            Allocation(beneficiary=who, lot=name, units=units)
            for (who, name), units in shares.items()
        ),
        goods=goods,
    )


def seed_story() -> Story:
    """The seed's case, up to the title: everything that its release prints is public."""
    story = Story("UNODC-JPN-MLI-2016-01")
    story.tell("2016-01-10", opened(), public=OPENED_PUBLIC)
    _agreed(story)
    story.tell("2016-03-10", lot("vehicles", VEHICLES, 10), public=LOT_PUBLIC)
    _bought(story)
    _handed_over(story)
    for name, kind, text in PASSAGES:
        _adopt(story, name, kind, text)
    for number, title in enumerate(LINKS, start=1):
        _adopt(story, f"link-{number}", PassageKind.LINK, title)
    return story


def many_lots(number: int) -> Story:
    """The seed's lot, bought and handed over `number` times under names of its own."""
    once = Story("ONCE").tell("2016-03-10", lot("vehicles", VEHICLES, 10), public=LOT_PUBLIC)
    _handed_over(_bought(once))
    story = _agreed(Story("MANY").tell("2016-01-10", opened(), public=OPENED_PUBLIC))
    for place in range(number):
        names = {"vehicles": f"lot-{place}", "mali-2016": f"handover-{place}"}
        for item in once.stream:
            event = type(item.data).model_validate(_renamed(item.data.model_dump(), names))
            story.tell(item.on.date().isoformat(), event, public=item.public)
    return story


def _renamed(value: Any, names: dict[str, str]) -> Any:
    match value:
        case str():
            return names.get(value, value)
        case list() | tuple():
            return [_renamed(item, names) for item in value]
        case dict():
            return {_renamed(key, names): _renamed(item, names) for key, item in value.items()}
        case _:
            return value


def _handed_over(story: Story) -> None:
    shares = {
        ("police", "vehicles"): SERIALS[:5],
        ("gendarmerie", "vehicles"): SERIALS[5:8],
        ("ocs", "vehicles"): SERIALS[8:],
    }
    given: dict[str, Any] = {
        "handover": "mali-2016",
        "giver": "UNODC",
        "receiver": "Ministry of Internal Security and Civil Protection",
        "units": SERIALS,
    }
    story.tell(
        "2016-10-02",
        HandoverPlanned(handover="mali-2016", title="Vehicles for Mali", ceremony=True),
    )
    story.tell("2016-10-05", allocated("mali-2016", shares), public=["goods"])
    story.tell(
        "2016-10-06",
        CeremonyScheduled(handover="mali-2016", starts=at("2016-10-18"), place="Bamako"),
    )
    story.tell(
        "2016-10-12",
        CeremonyPostponed(
            handover="mali-2016", starts=at("2016-10-25"), reason="the Minister was travelling"
        ),
    )
    story.tell(
        "2016-10-25",
        CeremonyHeld(
            handover="mali-2016",
            attendees=SEED_PEOPLE,
            remarks=SEED_REMARKS,
            caption=CAPTION,
        ),
        public=CEREMONY_PUBLIC,
        actor="information",
        evidence=(Evidence(uri="evidence/minutes.pdf", sha256=SHA, title="Minutes"),),
    )
    story.tell("2016-10-25", CustodyTransferred(certificate="HC-1", **given), public=["on"])
    story.tell("2016-11-10", TitleTransferred(certificate="TT-1", **given))


def _adopt(
    story: Story, name: str, kind: PassageKind, text: str, address: str | None = None
) -> None:
    story.tell(
        "2016-10-26",
        PassageAdopted(
            passage=name, kind=kind, text=text, address=address, source="UNODC, October 2016"
        ),
        public=["text", "address"],
        actor="information",
    )


def other_story(
    grant: GrantOpened,
    lots: dict[str, tuple[Goods, int, str | None]],
    *,
    ceremony: CeremonyHeld | None = None,
    passages: Iterable[tuple[PassageKind, str, str | None]] = (),
    to: Iterable[str] | None = None,
) -> Story:
    """Another grant: its lots handed over as `h` on 2 September 2022, in equal parts or not."""
    story = Story("OTHER-2022").tell("2022-01-10", grant, public=OPENED_PUBLIC)
    for name, (goods, quantity, donor) in lots.items():
        story.tell("2022-02-01", lot(name, goods, quantity, donor), public=LOT_PUBLIC)
    receivers = list(to if to is not None else (item.id for item in grant.beneficiaries))
    shares: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, (_, quantity, _) in lots.items():
        units = tuple(f"{name}-{number:04}" for number in range(quantity))
        for place, receiver in enumerate(receivers or ["nobody"]):
            shares[receiver, name] = units[place :: len(receivers) or 1]
    story.tell("2022-08-01", HandoverPlanned(handover="h", title="Handover", ceremony=False))
    story.tell("2022-08-10", allocated("h", shares), public=["goods"])
    if ceremony is not None:
        story.tell("2022-09-02", ceremony, public=CEREMONY_PUBLIC)
    story.tell(
        "2022-09-02",
        CustodyTransferred(
            handover="h", giver="UNDP", receiver="Ministry", units=(), certificate="HC-2"
        ),
        public=["on", "receiver"],
    )
    for number, (kind, text, address) in enumerate(passages):
        _adopt(story, f"p{number}", kind, text, address)
    return story
