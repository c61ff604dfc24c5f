"""What the Web UI says of a grant from its first day: fixed, public, without sums and names."""

from typing import Protocol

from grants.domain.parties import Agency, Beneficiary, Country, Donor, Programme, Recipient


class Identity(Protocol):
    """Who a grant is between and for."""

    @property
    def title(self) -> str:
        """What the grant is for."""

    @property
    def agency(self) -> Agency:
        """Who carries it out."""

    @property
    def donors(self) -> tuple[Donor, ...]:
        """Who pays."""

    @property
    def country(self) -> Country:
        """Where."""

    @property
    def programme(self) -> Programme | None:
        """What it is part of."""

    @property
    def recipient(self) -> Recipient:
        """Who takes the goods over."""

    @property
    def beneficiaries(self) -> tuple[Beneficiary, ...]:
        """Who uses them."""


LONGEST = 200


def static_summary(grant: Identity) -> str:
    """One line, as in Japan → UNODC → Mali: Off-road vehicles."""
    donors = ", ".join(donor.name for donor in grant.donors)
    line = f"{donors} → {grant.agency.short} → {grant.country.name}: {grant.title}"
    return line[:LONGEST]


def static_details(grant: Identity) -> str:
    """The parties, in Markdown."""
    rows = {
        "Donor": ", ".join(donor.name for donor in grant.donors),
        "Agency": grant.agency.name,
        "Country": grant.country.name,
        "Programme": grant.programme.name if grant.programme else "",
        "Recipient": grant.recipient.name,
        "For": ", ".join(item.name for item in grant.beneficiaries),
    }
    lines = [f"- **{name}:** {value}" for name, value in rows.items() if value]
    return "\n".join([f"### {grant.title}", "", *lines])
