"""Who a grant is between and for: agency, donors, country, programme, recipient, beneficiaries."""

from typing import Final

from pydantic import Field

from grants.domain.model import LAST_YEAR, Day, Few, Label, Model, Prose, Slug, Text
from grants.domain.money import Money


class Agency(Model):
    """The organization that carries the grant out."""

    name: Text
    """The full name, as it is printed."""
    short: Label
    """Acronym or short name, as used in titles."""
    office: Text | None = None
    """The office in charge, without the agency's name: Regional Office for West Africa."""
    iati: Text | None = None
    """Organization identifier for IATI, such as XM-DAC-41128."""


class Donor(Model):
    """A government or body that pays."""

    id: Slug
    """Short name, your own choice: japan."""
    name: Text
    """The name, as it is printed: Japan."""
    iati: Text | None = None
    """Organization identifier for IATI, such as XM-DAC-701."""


class Pledge(Model):
    """What a donor says it will give: an intention, not money (IATI transaction 13)."""

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """As pledged, in the donor's currency."""


class Country(Model):
    """Where the goods go."""

    code: Text = Field(pattern=r"^[A-Z]{2}$")
    """ISO 3166-1 alpha-2."""
    name: Text
    """The name, as it is printed: Mali."""


class Programme(Model):
    """The agency's programme that the grant belongs to."""

    name: Text
    """The name, as it is printed: Sahel Programme."""
    since: int | None = Field(default=None, ge=1945, le=LAST_YEAR)
    """Year since when the agency has worked with the country's authorities under it."""
    partner: Text | None = None
    """With whom the partnership is: Malian authorities."""
    alongside: Few[Text] = ()
    """Missions and bodies that it works alongside."""
    objective: Prose | None = None
    """An infinitive phrase: to strengthen …"""


class Recipient(Model):
    """The authority that receives the goods and, in the end, the title to them."""

    name: Text
    """The name, as it is printed: Ministry of Internal Security."""
    called: Text | None = None
    """What a headline calls the recipients together: Malian law enforcement authorities."""


RECIPIENT: Final = "recipient"
"""Who gets the goods where no services are named: the recipient itself."""


class Beneficiary(Model):
    """A service that the goods are for."""

    id: Slug
    """Short name, your own choice: police."""
    name: Text
    """The name, as it is printed: national police."""
    gloss: Text | None = None
    """What the name means, given in brackets at first mention."""


class Goods(Model):
    """What is bought, as a person says it."""

    singular: Text
    """In the singular: off-road vehicle."""
    plural: Text
    """In the plural: off-road vehicles."""
    short: Text | None = None
    """Plural for a headline: vehicles."""

    def counted(self, number: int) -> str:
        """The noun that goes with `number`."""
        return self.singular if number == 1 else self.plural


class ReportDuty(Model):
    """A donor report that an agreement asks for."""

    report: Slug
    """The report's short name, your own choice: final."""
    title: Text
    """What it is called: Final report."""
    due: Day
    """The day on which the donor expects it."""
