"""What commands and events of the agreement have in common."""

from grants.domain.messages import Content
from grants.domain.model import Day, Few, Model, Slug, Text
from grants.domain.money import Money
from grants.domain.parties import ReportDuty


class Instalment(Model):
    """A payment that an agreement promises."""

    due: Day
    """The day on which it is due."""
    amount: Money
    """In the agreement's currency."""


class Promise(Content):
    """What a donor says it will give."""

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """As pledged, in the donor's currency."""


class Obligation(Content):
    """What a donor and the agency have signed."""

    donor: Slug
    """The id of one of the donors."""
    amount: Money
    """The ceiling, in the donor's currency."""
    signatories: Few[Text] = ()
    """Who signed."""
    instalments: Few[Instalment] = ()
    """The payments that the agreement promises."""
    reports: Few[ReportDuty] = ()
    """The donor reports that the agreement asks for, each with its due date."""


class Contribution(Content):
    """Money that came in."""

    donor: Slug
    """The id of the donor who paid."""
    amount: Money
    """As paid, in the agreement's currency."""
    credited: Money
    """As it reached the account, in the budget's currency."""
