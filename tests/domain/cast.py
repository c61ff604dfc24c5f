"""Who the test grants are between and for, under which policy, and when."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from grants.domain.administration.commands import AdoptPolicy, OpenGrant
from grants.domain.parties import Agency, Beneficiary, Country, Donor, Recipient
from grants.domain.people import Appointment, PersonName, Role
from grants.domain.policy import DatedRate, Policy


def at(moment: str) -> datetime:
    """A moment in UTC; a day alone begins at nine."""
    return datetime.fromisoformat(moment if "T" in moment else f"{moment}T09:00").replace(
        tzinfo=UTC
    )


def appointment(actor: str, role: Role, **more: Any) -> Appointment:
    given: dict[str, Any] = {"name": PersonName(family=actor.title()), "since": date(2025, 1, 1)}
    return Appointment(actor=actor, role=role, **{**given, **more})


PEOPLE: Final = (
    appointment("pia", Role.PROGRAMME),
    appointment("ada", Role.APPROVER),
    appointment("abe", Role.APPROVER, limit="USD 30000"),
    appointment("paul", Role.PROCUREMENT),
    appointment("petra", Role.PROCUREMENT),
    appointment("eva", Role.EVALUATOR),
    appointment("finn", Role.FINANCE),
    appointment("fay", Role.FINANCE, limit="USD 30000", deputy_of="finn"),
    appointment("ines", Role.INFORMATION),
    appointment("dan", Role.DONOR),
    appointment("otto", Role.AUDITOR),
    appointment("kim", Role.KEEPER),
)
POLICY: Final = Policy(version="test-1", rates={"EUR": Decimal("1.10")})
DATED: Final = POLICY.but(
    rates={
        "EUR": (
            DatedRate.model_validate({"since": "2025-01-15", "rate": "1.10"}),
            DatedRate.model_validate({"since": "2025-02-11", "rate": "1.20"}),
        )
    }
)
"""One rate in January, another from 11 February."""


def opening(**more: Any) -> OpenGrant:
    given: dict[str, Any] = {
        "title": "Cars for the border police",
        "agency": Agency(name="Example Aid", short="EA"),
        "donors": (Donor(id="norland", name="Norland"), Donor(id="sudland", name="Sudland")),
        "country": Country(code="NO", name="Nowhere"),
        "recipient": Recipient(name="Ministry of the Interior"),
        "beneficiaries": (
            Beneficiary(id="police", name="Police"),
            Beneficiary(id="customs", name="Customs"),
        ),
        "people": PEOPLE,
        "policy": POLICY,
        "pledges": ({"donor": "norland", "amount": "EUR 210000"},),
    }
    return OpenGrant(**{**given, **more})


def adopting(version: str, **rates: str) -> AdoptPolicy:
    """The policy with other rates."""
    given = {currency: Decimal(rate) for currency, rate in rates.items()}
    return AdoptPolicy(policy=POLICY.but(version=version, rates=given))
