"""What a refusal's mend means: the commands that it names, so that it can be tried out.

A mend that names a command is followed: somebody has to be able to send that command, or it is
refused with a mend that can be followed in turn. A mend that asks for the same command in other
words is tried where the other words can be made up, and else taken at its word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.agreement.commands import RecordPledge
from grants.domain.envelope import Message
from grants.domain.errors import RefusalError
from grants.domain.grant import decide
from grants.domain.messages import Command
from grants.domain.model import once
from grants.domain.money import Money
from grants.domain.people import ENGINE, Role
from grants.domain.policy import Method
from grants.domain.procurement.state import Lot
from grants.domain.reporting.commands import ClearRelease, DraftDocument, PublishRelease
from grants.domain.reporting.content import DocumentKind
from grants.domain.state import Grant
from tests.domain import moves
from tests.domain import phrases as say
from tests.domain.cast import appointment

PATIENCE: Final = 6
"""So many mends in a row lead to a command that can be sent."""


@dataclass(frozen=True)
class Refused:
    """A command that was refused, with all that its mend is about."""

    grant: Grant
    command: Command
    by: str
    at: datetime
    refusal: RefusalError

    @property
    def lot(self) -> str:
        return str(getattr(self.command, "lot", say.LOT))

    @property
    def handover(self) -> str:
        return str(getattr(self.command, "handover", say.GIFT))

    @property
    def donor(self) -> str:
        return str(getattr(self.command, "donor", None) or self.grant.opened.donors[0].id)

    def later(self, days: int) -> str:
        return (self.at + timedelta(days=days)).isoformat()[:16]


Commands = Iterator[Command]
Follow = Callable[[Refused, re.Match[str]], Commands]


def _resolving(_: Refused, named: re.Match[str]) -> Commands:
    yield say.ruling(int(named[1]), accepted=True)


def _soliciting(found: Refused, _: object) -> Commands:
    closes = found.later(60)
    yield say.solicitation(found.lot, method=Method.RFP, closes=closes)


def _opening(found: Refused, _: object) -> Commands:
    lot = found.grant.lot(found.lot)
    command = moves.opening(found.lot, lot)
    yield command.but(witness="new-procurement-officer-2")


def _evaluating(found: Refused, _: object) -> Commands:
    lot = found.grant.lot(found.lot)
    offers = sorted(lot.offers if lot else ()) or ["none"]
    for best in offers:
        yield say.evaluation(best, compliant=offers, of=found.lot, justification="The best")


def _evaluating_or_giving_up(found: Refused, named: object) -> Commands:
    yield from _evaluating(found, named)
    yield say.giving_up(found.lot)


def _with_a_rate(found: Refused, named: re.Match[str]) -> Commands:
    policy = found.grant.policy
    rates = {**policy.rates, named[1]: Decimal(1)}
    yield AdoptPolicy(policy=policy.but(version=f"{policy.version}, mended", rates=rates))


def _with_the_awards_rate(found: Refused, _: object) -> Commands:
    lot = found.grant.lot(found.lot)
    if lot is None or lot.award is None:
        return
    award, policy = lot.award, found.grant.policy
    rate = (award.committed.amount / award.price.amount).quantize(Decimal("1e-12"), ROUND_DOWN)
    rates = {**policy.rates, award.price.currency: rate}
    yield AdoptPolicy(policy=policy.but(version=f"{policy.version}, mended", rates=rates))


def unpaid(lot: Lot) -> str:
    """What is still to be paid for what has come, as it is written on an invoice."""
    earned = lot.earned
    paid = [item.amount.amount for item in lot.invoices.values() if item.paid]
    left = max(Decimal(0), earned.amount - sum(paid, Decimal(0)))
    return f"{Money.of(left, earned.currency).over(Decimal(1), digits=2)}"


def _correcting(found: Refused, _: object) -> Commands:
    lot = found.grant.lot(found.lot)
    if lot is not None:
        number, wrong = f"INV-{found.grant.sequence}", str(getattr(found.command, "invoice", ""))
        yield say.invoice(number, unpaid(lot), of=found.lot, replaces=wrong)


def _allocating(found: Refused, _: object) -> Commands:
    stock = [name for name, lot in found.grant.procurement.lots.items() if lot.usable]
    yield say.allocation(say.some(1, of=next(iter(stock), found.lot)), to=found.handover)


def _money(found: Refused, _: object) -> Commands:
    yield say.money_in("USD 1000", amount="EUR 1000", donor=found.donor)


def _drafting(found: Refused, _: object) -> Commands:
    name = str(getattr(found.command, "document", ""))
    document = found.grant.document(name)
    if document is not None and document.pending:
        yield say.drafted(name)
    elif document is not None:
        yield DraftDocument(kind=document.kind, about=document.about)


def _clearing(found: Refused, named: re.Match[str]) -> Commands:
    yield ClearRelease(document=named[1] or str(getattr(found.command, "document", "")))


def _submitting(found: Refused, _: object) -> Commands:
    report = str(getattr(found.command, "report", "final"))
    drafts = [
        name
        for name, item in found.grant.reporting.documents.items()
        if item.kind is DocumentKind.DONOR_REPORT and item.about == report and item.drafted
    ]
    yield say.submission(drafts[-1]) if drafts else say.report_draft(report)


def _starting(found: Refused, days: int) -> datetime:
    handover = found.grant.handover(found.handover)
    ceremony = handover.ceremony if handover else None
    return max(found.at, ceremony.starts if ceremony else found.at) + timedelta(days=days)


def _postponing(found: Refused, _: object) -> Commands:
    yield say.postponement(_starting(found, 7).isoformat()[:16], of=found.handover)


def _renaming(found: Refused, named: re.Match[str]) -> Commands:
    yield found.command.but(**{named[1]: "another"})


def _the_same(found: Refused, _: object) -> Commands:
    yield found.command


def _about_lot(phrase: Callable[[str], Command]) -> Follow:
    return lambda found, _: iter([phrase(found.lot)])


def _about_handover(phrase: Callable[[str], Command]) -> Follow:
    return lambda found, _: iter([phrase(found.handover)])


FOLLOWED: Final[dict[str, Follow]] = {
    r"Have an approving authority resolve irregularity (\d+) first": _resolving,
    r"Issue the solicitation first": _soliciting,
    r"Have two officers open them first": _opening,
    r"Have an evaluator sign the evaluation first|Evaluate them": _evaluating,
    r"Recommend a compliant bid, or cancel the lot": _evaluating_or_giving_up,
    r"Have the award approved|Have an approving authority approve it first": _about_lot(say.award),
    r"Issue the order": lambda found, _: iter(
        [say.order(found.lot, deliver_by=found.later(40)[:10])]
    ),
    r"Cancel the lot, and open": _about_lot(say.giving_up),
    r"Record the pledge first": lambda found, _: iter(
        [RecordPledge(donor=found.donor, amount=Money.model_validate("USD 1000"))]
    ),
    r"Record a further donor's pledge, or the money as a contribution": _money,
    r"Lower the ceiling, or record the contribution": _money,
    r"Adopt a policy with a (\w{3}) rate": _with_a_rate,
    r"Adopt a policy with the rate": _with_the_awards_rate,
    r"Use a formal method, or adopt a policy": _soliciting,
    r"Set a later closing time": _soliciting,
    r"Allocate units first": _allocating,
    r"Schedule it first": lambda found, _: iter(
        [say.schedule(_starting(found, 7).isoformat()[:16], of=found.handover)]
    ),
    r"Postpone the ceremony|Postpone it to a later time": _postponing,
    r"Report the ceremony first": _about_handover(lambda name: say.ceremony("envoy", of=name)),
    r"Transfer custody": lambda found, _: iter(
        [say.custody(str(getattr(found.command, "about", found.handover)))]
    ),
    r"Transfer title next": _about_handover(say.title),
    r"Plan another handover|Hand them over": lambda _, __: iter([say.plan("another")]),
    r"Pay when the goods that the invoice covers are received, or register": _correcting,
    r"Have it drafted": _drafting,
    r"Have another person than its drafter clear it first()": _clearing,
    r"Clear the newest draft, (.+)\.": _clearing,
    r"Publish it": lambda found, _: iter(
        [PublishRelease(document=str(getattr(found.command, "document", "")), channel="Web")]
    ),
    r"Submit it first": _submitting,
    r"Give the new (lot|handover|bid|passage) another short name": _renaming,
    r"send it, or appoint|with a wider delegation send it|another appointed person": _the_same,
    r"Name another procurement officer as witness": lambda found, _: iter(
        [found.command.but(witness="new-procurement-officer-2")]
    ),
}
"""Mends that name a command, and the command that they name."""
IN_OTHER_WORDS: Final = (
    r"^Give ",
    r"^Name (one|some) of",
    r"^Name (a press release|a donor report|units)",
    r"^Take (the|offer)",
    r"^Publish some of",
    r"^Set a later",
    r"^Keep the share",
    r"^Bring each bid",
    r"^Recommend the lowest",
    r"^Check the",
    r"^List (it|each)",
    r"^Say when",
    r"^Leave the date out",
    r"^Send (it|this one) with",
)
"""Mends that ask for the same command in other words, which its sender knows."""
NOTHING_TO_SEND: Final = (
    r"^Nothing has to be done",
    r"^Wait for",
    r"^Look at",
    r"^Leave it",
    r"^Open them after that",
    r"^Open another grant",
    r"^Start it first",
    r"^Return the bid unopened",
    r"^Do these first",
)
"""Mends that ask for patience, a look or an act outside; and those of a checklist, duty by duty."""


def followable(found: Refused, patience: int = PATIENCE) -> bool:
    """Whether the mend leads to something that somebody can do."""
    mend = found.refusal.mend
    for pattern, follow in FOLLOWED.items():
        named = re.search(pattern, mend)
        if named is not None:
            return any(_leads_on(found, command, patience) for command in follow(found, named))
    assert any(re.search(pattern, mend) for pattern in (*IN_OTHER_WORDS, *NOTHING_TO_SEND)), mend
    return True


def _leads_on(found: Refused, command: Command, patience: int) -> bool:
    """Whether somebody newly appointed can send it, or can follow what stands against it then."""
    role = min(command.roles)
    by = ENGINE if role is Role.ENGINE else f"new-{role.value}"
    message = Message.model_validate({"key": "mend", "by": by, "command": command})
    try:
        decide(with_new_people(found.grant), message.command, by=by, at=found.at)
    except RefusalError as refusal:
        refused = Refused(found.grant, command, by, found.at, refusal)
        return patience > 0 and followable(refused, patience - 1)
    return True


def with_new_people(grant: Grant) -> Grant:
    """The grant once somebody who had no part in anything is appointed to each role."""
    return once(grant, "with new people", lambda: _with_new_people(grant))


def _with_new_people(grant: Grant) -> Grant:
    new = [
        appointment(f"new-{role.value}{number}", role)
        for role in Role
        for number in ("", "-2")
        if role is not Role.ENGINE
    ]
    people = (*grant.people, *new)
    return grant.but(administration=grant.administration.but(people=people))
