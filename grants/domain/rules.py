"""Where rules come from: the manual and the section that a decision rests on.

A refusal names its rule, so that a reader can look it up, and the rules can be listed.
"""

from dataclasses import dataclass
from typing import Final

RULES: Final[list["Rule"]] = []
"""Every rule, in the order in which it was written down here."""


@dataclass(frozen=True)
class Rule:
    """A rule of the trade, and where it is written."""

    manual: str
    section: str
    says: str

    def __post_init__(self) -> None:
        """Every rule is listed once it is there."""
        RULES.append(self)

    def __str__(self) -> str:
        return f"{self.manual}, {self.section}"


_UN: Final = "UN Procurement Manual"

SEPARATION: Final = Rule(_UN, "2.9", "Nobody approves what they asked for, evaluated or drafted.")
DELEGATION: Final = Rule(_UN, "2.9", "An approving authority acts within a delegated amount.")
THRESHOLDS: Final = Rule(
    "UNOPS, How we procure",
    "solicitation methods",
    "The value of a lot decides how bids are invited.",
)
TENDER_PERIOD: Final = Rule(
    "UNAIDS Procurement Manual", "06.03", "Bids stay open for a least number of working days."
)
PUBLIC_OPENING: Final = Rule(
    _UN, "7", "Two officers open all bids together, after they have closed."
)
LOWEST_PRICE: Final = Rule(
    _UN, "8", "The lowest priced substantially conforming bid wins, or it is said why not."
)
INSPECTION: Final = Rule(
    "UNAIDS Procurement Manual",
    "16.04",
    "Goods are inspected on receipt; shortage and damage is noted.",
)
THREE_WAY_MATCH: Final = Rule(
    "UNAIDS Procurement Manual",
    "16.04",
    "Order, receipt and invoice agree before anything is paid.",
)
SUPPORT_COST: Final = Rule("ST/AI/286", "programme support accounts", "13 per cent of expenditure.")
AVAILABLE_MONEY: Final = Rule(
    "UN Financial Regulations", "5.3", "Nothing is committed that has not been received."
)
TITLE: Final = Rule(
    "UNDP POPP",
    "closing a project",
    "Assets are transferred or disposed of before the books close.",
)
CLOSURE: Final = Rule(
    "UNDP POPP", "closing a project", "No open advance, every report accepted, assets transferred."
)
CLEARANCE: Final = Rule(
    "Agency practice", "press releases", "Another person than its drafter clears a release."
)
