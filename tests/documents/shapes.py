"""Grants of other shapes than the seed's: Burkina Faso, several donors, one unit, no ceremony."""

from grants.domain.delivery.content import Guest, Remark
from grants.domain.delivery.events import CeremonyHeld
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Goods, Recipient
from grants.domain.people import PersonName
from grants.domain.reporting.content import PassageKind
from tests.documents.builders import Story, opened, other_story

PICK_UPS = Goods(singular="pick-up vehicle", plural="pick-up vehicles")
RADIOS = Goods(singular="radio", plural="radios")
AMBULANCE = Goods(singular="ambulance", plural="ambulances")
BURKINA = {
    "title": "Mobility of the security forces",
    "agency": Agency(name="United Nations Development Programme", short="UNDP"),
    "country": Country(code="BF", name="Burkina Faso"),
    "programme": None,
    "recipient": Recipient(name="Ministry of Security"),
    "donors": (Donor(id="sweden", name="Sweden"), Donor(id="germany", name="Germany")),
    "beneficiaries": (
        Beneficiary(id="police", name="Police nationale"),
        Beneficiary(id="gendarmerie", name="Gendarmerie nationale"),
    ),
}


def burkina() -> Story:
    """Two donors, two lots in one handover, no ceremony, no programme, no `called`, no gloss."""
    return other_story(
        opened(**BURKINA),
        {"pick-ups": (PICK_UPS, 20, "germany"), "radios": (RADIOS, 30, "sweden")},
        passages=[
            (PassageKind.CONTEXT, "The security situation remains difficult", None),
            (PassageKind.LINK, "UNDP Burkina Faso", "https://www.undp.org/burkina-faso"),
        ],
    )


def one_ambulance() -> Story:
    """One unit, one beneficiary, a ceremony with one guest who has no title and says nothing."""
    grant = opened(
        **{
            **BURKINA,
            "donors": (Donor(id="eu", name="European Union"),),
            "beneficiaries": (Beneficiary(id="hospital", name="the regional hospital of Dori"),),
        }
    )
    guest = Guest(person="s", name=PersonName(given="Awa", family="Sawadogo", honorific="Ms."))
    held = CeremonyHeld(handover="h", attendees=(guest,), remarks=(), caption=None)
    return other_story(grant, {"ambulance": (AMBULANCE, 1, None)}, ceremony=held)


def two_guests() -> Story:
    """A few units, two guests without titles, and a quote without its own full stop."""
    people = (
        Guest(person="a", name=PersonName(given="Awa", family="Sawadogo", honorific="Ms.")),
        Guest(person="b", name=PersonName(given="Kenji", family="ABE", family_first=True)),
    )
    held = CeremonyHeld(
        handover="h",
        attendees=people,
        remarks=(Remark(speaker="a", words="we thank all our partners"),),
        caption=None,
    )
    return other_story(opened(**BURKINA), {"radios": (RADIOS, 3, None)}, ceremony=held)
