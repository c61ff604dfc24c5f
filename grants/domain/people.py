"""Who may act: roles, people's names and dated appointments."""

from datetime import date
from enum import StrEnum
from typing import Final

from grants.domain.model import Day, Model, Slug, Text
from grants.domain.money import Money


class Role(StrEnum):
    """The parts that people play (UN Procurement Manual 2.9, and the trade's usual titles)."""

    PROGRAMME = "programme-officer"
    PROCUREMENT = "procurement-officer"
    EVALUATOR = "evaluator"
    FINANCE = "finance-officer"
    APPROVER = "approving-authority"
    INFORMATION = "public-information-officer"
    DONOR = "donor-focal-point"
    AUDITOR = "auditor"
    KEEPER = "engine-keeper"
    """Keeps the engine running: hears of what it could not do."""
    ENGINE = "engine"
    """The engine itself: its clock and its document service. Nobody is appointed to it."""

    @property
    def label(self) -> str:
        """The role as a person reads it."""
        return self.value.replace("-", " ").capitalize()


ENGINE = "engine"
"""The actor that keeps the clock and records drafted documents."""


class PersonName(Model):
    """A person's name as the person writes it; family and given names are kept apart."""

    given: Text | None = None
    """Given name."""
    family: Text
    """Family name, as the person writes it."""
    honorific: Text | None = None
    """Before the name: Mr., Ms., HE Brigadier General."""
    family_first: bool = False
    """Whether the family name comes first."""

    @property
    def full(self) -> str:
        """Honorific and names in the person's own order."""
        names = [self.given, self.family]
        ordered = reversed(names) if self.family_first else names
        return " ".join(part for part in (self.honorific, *ordered) if part)

    def alike(self, other: "PersonName") -> bool:
        """Whether both are written alike, honorifics apart; a name that was erased is like none."""
        mine, theirs = (f"{name.given or ''} {name.family}".casefold() for name in (self, other))
        return mine == theirs and self.family != ERASED


ERASED: Final = "erased"
"""What stands where a name had to stand."""


def nobody(name: PersonName) -> PersonName:
    """What is left of a name that was erased."""
    return PersonName(family=ERASED, family_first=name.family_first)


class Appointment(Model):
    """A role that one person holds, from a date, perhaps up to an amount or for somebody else."""

    actor: Slug
    """Short name, as given to --by."""
    name: PersonName
    """The person's name."""
    role: Role
    """The part that the person plays."""
    email: Text | None = None
    """Where notifications go."""
    since: Day
    """First day of the appointment."""
    until: Day | None = None
    """Last day of the appointment, included."""
    limit: Money | None = None
    """Delegated amount in the budget's currency; without it, any amount."""
    deputy_of: Slug | None = None
    """Short name of the person whose deputy this is."""

    def holds(self, day: date) -> bool:
        """Whether the appointment is in force on `day`, by the office's clock."""
        return self.since <= day and (self.until is None or day <= self.until)

    def same_person(self, other: "Appointment") -> bool:
        """Whether it names the same person: one address, or one name and no two addresses."""
        mine, theirs = (item.email and item.email.casefold() for item in (self, other))
        if mine and theirs:
            return mine == theirs
        return self.name.alike(other.name)

    @property
    def authority(self) -> str:
        """What is written beside the act: the role, the delegated amount, whose deputy."""
        parts = [self.role.value]
        if self.limit is not None:
            parts.append(f"up to {self.limit}")
        if self.deputy_of is not None:
            parts.append(f"deputy of {self.deputy_of}")
        return ", ".join(parts)
