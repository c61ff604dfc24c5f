"""A grant as far along as a test needs it; what the test is about is said after that."""

from datetime import date
from typing import Any, Final

from grants.domain.administration.commands import OpenGrant
from grants.domain.people import Appointment, Role
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from tests.domain import phrases as say
from tests.domain.cast import PEOPLE, appointment, opening
from tests.domain.conversation import Conversation

LOT: Final = say.LOT
ALL_FOUR: Final = ("C1", "C2", "C3", "C4")
TWO_BIDS: Final = (("alpha", "USD 40000"), ("beta", "USD 44000"))


def opened(command: OpenGrant | None = None, **more: Any) -> Conversation:
    """A grant with its pledge, on a Monday."""
    talk = Conversation()
    talk.send(command or opening(**more), on="2025-01-06")
    return talk


def signed(**more: Any) -> Conversation:
    """With Norland's agreement and its one report."""
    talk = opened(**more)
    talk.send(say.signing(), on="2025-01-13")
    return talk


def funded(**more: Any) -> Conversation:
    """With USD 226,000 received, of which 200,000 may be spent on goods."""
    talk = signed(**more)
    talk.send(say.money_in(), on="2025-01-20")
    return talk


def with_lot(quantity: int = 4, ceiling: str = "USD 60000", **more: Any) -> Conversation:
    """With a lot of cars."""
    talk = funded(**more)
    talk.send(say.lot(quantity=quantity, ceiling=ceiling), on="2025-01-27")
    return talk


def solicited(**more: Any) -> Conversation:
    """With bids invited by Monday 10 February at noon."""
    talk = with_lot(**more)
    talk.send(say.solicitation(), on="2025-02-03")
    return talk


def bid_for(*bids: tuple[str, str], **more: Any) -> Conversation:
    """With sealed bids in."""
    talk = solicited(**more)
    for name, price in bids or TWO_BIDS:
        talk.send(say.bid(name, price), on="2025-02-05")
    return talk


def opened_bids(*bids: tuple[str, str], **more: Any) -> Conversation:
    """With the bids closed by the clock and opened by two officers."""
    talk = bid_for(*bids, **more)
    talk.send(say.bids_open(*(bids or TWO_BIDS)), on="2025-02-10T13:00")
    return talk


def evaluated(**more: Any) -> Conversation:
    """With Alpha's bid of USD 40,000 recommended."""
    talk = opened_bids(**more)
    talk.send(say.evaluation(), on="2025-02-12")
    return talk


def awarded(**more: Any) -> Conversation:
    """With the award approved."""
    talk = evaluated(**more)
    talk.send(say.award(), on="2025-02-14")
    return talk


def ordered(**more: Any) -> Conversation:
    """With the order out, for delivery by 2 May."""
    talk = awarded(**more)
    talk.send(say.order(), on="2025-02-17")
    return talk


def stocked(**more: Any) -> Conversation:
    """With all four cars received."""
    talk = ordered(**more)
    talk.send(say.goods(*ALL_FOUR), on="2025-04-01")
    return talk


def invoiced(**more: Any) -> Conversation:
    """With all cars received and invoiced, not paid."""
    talk = stocked(**more)
    talk.send(say.invoice(), on="2025-04-02")
    return talk


def paid(**more: Any) -> Conversation:
    """With the supplier paid."""
    talk = invoiced(**more)
    talk.send(say.payment(), on="2025-04-10")
    return talk


def planned(*, ceremony: bool = True) -> Conversation:
    """With a handover planned."""
    talk = paid()
    talk.send(say.plan(ceremony=ceremony), on="2025-05-05")
    return talk


def allocated(*, ceremony: bool = True) -> Conversation:
    """With three cars for the police and one for customs."""
    talk = planned(ceremony=ceremony)
    shares = (say.units("C1", "C2", "C3"), say.units("C4", to="customs"))
    talk.send(say.allocation(*shares), on="2025-05-06")
    return talk


def scheduled() -> Conversation:
    """With the ceremony set for 20 May."""
    talk = allocated()
    talk.send(say.schedule(), on="2025-05-07")
    return talk


def held() -> Conversation:
    """With the ceremony held."""
    talk = scheduled()
    talk.send(say.ceremony("minister", spoke="minister"), on="2025-05-20T10:00")
    return talk


def delivered() -> Conversation:
    """With the keys handed over."""
    talk = held()
    talk.send(say.custody(), on="2025-05-20T11:00")
    return talk


def owned() -> Conversation:
    """With title transferred."""
    talk = delivered()
    talk.send(say.title(), on="2025-05-27")
    return talk


def released() -> Conversation:
    """With the release drafted, cleared and published."""
    talk = owned()
    talk.send(say.drafted(say.RELEASE))
    talk.send(ClearRelease(document=say.RELEASE))
    talk.send(PublishRelease(document=say.RELEASE, channel="Website"))
    return talk


def submitted() -> Conversation:
    """With the final report at the donor's."""
    talk = released()
    talk.send(say.report_draft(), on="2025-06-10")
    talk.send(say.drafted(say.DRAFT))
    talk.send(say.submission())
    return talk


def accepted() -> Conversation:
    """With the final report accepted: ready to close."""
    talk = submitted()
    talk.send(say.acceptance(), on="2025-07-01")
    return talk


def closed() -> Conversation:
    """With the books closed."""
    talk = accepted()
    talk.send(say.closure(), on="2025-07-08")
    return talk


def live() -> Conversation:
    """A funded grant that went live: the wall clock rules, and dates may be left out."""
    talk = funded()
    talk.send(say.go_live(), on="2025-01-21")
    return talk


def but_approvers(*approvers: Appointment) -> tuple[Appointment, ...]:
    """The usual people, with other approving authorities."""
    return (*(item for item in PEOPLE if item.role is not Role.APPROVER), *approvers)


def lapsed() -> Conversation:
    """Abe's office ended in January, Ada's in March; it is April, and nobody may approve."""
    abe = appointment("abe", Role.APPROVER, until=date(2025, 1, 31))
    ada = appointment("ada", Role.APPROVER, until=date(2025, 3, 31))
    talk = opened(people=but_approvers(abe, ada))
    talk.send(say.passage(), on="2025-04-01")
    return talk
