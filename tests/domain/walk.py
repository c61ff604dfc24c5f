"""A walk to the end: the duties' own commands, sent by people appointed for it, and their mends.

Nothing is done but by admissible commands. Where a duty's command is refused, what its mend names
is sent first; where the world outside would have to act, it is done without where it can be.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

from grants.domain.errors import NotAppointedError, RefusalError, SeparationOfDutiesError
from grants.domain.grant import duties
from grants.domain.messages import Command, type_of
from grants.domain.parties import RECIPIENT
from grants.domain.people import ENGINE, Role
from grants.domain.policy import Method
from grants.domain.procurement.state import Lot
from grants.domain.reporting.commands import ClearRelease, PublishRelease
from grants.domain.state import Duty, Grant
from tests.domain import moves
from tests.domain import phrases as say
from tests.domain.conversation import Conversation
from tests.domain.mends import FOLLOWED, Refused, unpaid

STEPS: Final = 300
"""No walk takes more: it would be going round in circles."""
MENDS: Final = 4
"""So many refusals in a row are mended before the next duty is tried."""
RULING: Final = "resolve-irregularity"
DAY: Final = timedelta(days=1)
YEARS: Final = 2000 * DAY
"""So long a walk in back entry may take."""
Commands = Iterator[Command]


@dataclass
class Walk:
    """A grant on its way to closed books."""

    talk: Conversation
    patient: bool
    """Whether what was ordered or planned is waited for, or given up where that is possible."""
    taken: list[str] = field(default_factory=list)
    """What was done, for whoever wants to know where it went round in circles."""

    @classmethod
    def on_from(cls, talk: Conversation, *, patient: bool) -> "Walk":
        """A walk from wherever a talk has come; the talk itself goes no further."""
        grant, now = talk.grant, talk.now
        if grant.administration.live_from is None:
            now = max(now, grant.latest_on or now) + YEARS
        return cls(Conversation(grant=grant, now=now), patient)

    @property
    def grant(self) -> Grant:
        return self.talk.grant

    def to_the_end(self) -> Grant:
        """The grant once it is closed; else AssertionError, with the duties that are left."""
        self.appoint()
        for _ in range(STEPS):
            if self.grant.ended:
                return self.grant
            rulings_first = sorted(duties(self.grant), key=lambda duty: duty.command != RULING)
            if not any(self.do(duty) for duty in rulings_first):
                self.wait()
        left = [duty.key for duty in duties(self.grant)]
        raise AssertionError(left, self.taken[-30:])

    def cancelled(self) -> Grant:
        """The grant once somebody has cancelled it."""
        self.appoint()
        assert self.send(moves.cancelling())
        return self.grant

    def appoint(self) -> None:
        """Somebody new in every role, two of them where two are needed."""
        for role in Role:
            for number in ("", "-2") if role is not Role.ENGINE else ():
                assert self.send(say.appointing(f"new-{role.value}{number}", role))

    def send(self, command: Command, *, mends: int = 0) -> bool:
        """Whether somebody may send it, once so many mends have been followed."""
        for by in self.senders(command):
            try:
                self.talk.send(command, by=by)
            except (NotAppointedError, SeparationOfDutiesError):
                continue
            except RefusalError as refusal:
                return mends > 0 and self.mend(command, by, refusal, mends - 1)
            self.taken.append(type_of(type(command)))
            return True
        return False

    def senders(self, command: Command) -> list[str]:
        if command.roles == {Role.ENGINE}:
            return [ENGINE]
        actors = [item.actor for item in self.grant.people if item.role in command.roles]
        return sorted(set(actors), key=lambda actor: not actor.startswith("new-"))

    def mend(self, command: Command, by: str, refusal: RefusalError, mends: int) -> bool:
        """Send what the refusal's mend names, and the command again; a lot given up is enough."""
        at = self.talk.next_moment()
        found = Refused(self.grant, command, by, at, refusal)
        for pattern, follow in FOLLOWED.items():
            named = re.search(pattern, refusal.mend)
            for mending in follow(found, named) if named else ():
                if mending != command and self.send(mending, mends=mends):
                    self.send(command)
                    return True
        return False

    def do(self, duty: Duty) -> bool:
        """Whether a duty could be done, or something that leads to it."""
        what, _, subject = duty.key.partition("/")
        before = self.grant.sequence
        for command in WAYS[what](self, subject):
            if self.send(command, mends=MENDS):
                return True
            if self.grant.sequence > before:
                return True
        return False

    def wait(self) -> None:
        """Let some days pass, so that what has its time comes due."""
        if self.grant.administration.live_from is None:
            later = (self.talk.next_moment() + 5 * DAY).isoformat()[:16]
            passage = say.passage(f"day-{self.grant.sequence}")
            self.talk.send(passage, by="new-public-information-officer", on=later)
        else:
            self.talk.strike((self.talk.now + 5 * DAY).isoformat()[:16])
        self.taken.append("wait")

    def soon(self, days: int) -> str:
        return (self.talk.next_moment() + days * DAY).isoformat()[:16]

    def lot(self, name: str) -> Lot:
        return self.grant.procurement.lots[name]


def _sign(walk: Walk, donor: str) -> Commands:
    reports = () if walk.grant.report_duties else say.signing().reports
    yield say.signing(donor=donor, reports=reports)


def _contribution(walk: Walk, subject: str) -> Commands:
    donor = subject.partition("/")[0]
    signed = walk.grant.agreement.agreements[donor]
    currency = signed.amount.currency
    owed = sum((item.amount.amount for item in signed.instalments), Decimal(1))
    yield say.money_in(f"USD {owed}", amount=f"{currency} {owed}", donor=donor)


def _open_lot(_: Walk, __: str) -> Commands:
    yield say.lot("walk", ceiling="USD 0", quantity=1)


def _resolve(_: Walk, event: str) -> Commands:
    yield say.ruling(int(event), accepted=True)


def _solicit(walk: Walk, lot: str) -> Commands:
    if walk.patient:
        yield say.solicitation(lot, method=Method.RFP, closes=walk.soon(60))
    yield say.giving_up(lot)


def _bids(_: Walk, __: str) -> Commands:
    yield from ()


def _give_up(_: Walk, lot: str) -> Commands:
    yield say.giving_up(lot)


def _open_bids(walk: Walk, lot: str) -> Commands:
    yield moves.opening(lot, walk.lot(lot)).but(witness="new-procurement-officer-2")


def _evaluate(walk: Walk, lot: str) -> Commands:
    offers = sorted(walk.lot(lot).offers)
    for best in offers:
        yield say.evaluation(best, compliant=offers, of=lot, justification="The best")
    yield say.giving_up(lot)


def _award(_: Walk, lot: str) -> Commands:
    yield say.award(lot)
    yield say.giving_up(lot)


def _order(walk: Walk, lot: str) -> Commands:
    yield say.order(lot, deliver_by=walk.soon(40)[:10])


def _receive(walk: Walk, lot: str) -> Commands:
    if not walk.patient:
        yield say.giving_up(lot)
    yield say.goods(of=lot, quantity=walk.lot(lot).missing)


def _invoice(walk: Walk, lot: str) -> Commands:
    yield say.invoice(f"INV-{walk.grant.sequence}", unpaid(walk.lot(lot)), of=lot)


def _pay(_: Walk, subject: str) -> Commands:
    lot, invoice = subject.split("/", 1)
    yield say.payment(invoice, of=lot)


def _plan(walk: Walk, _: str) -> Commands:
    yield say.plan(f"walk-{walk.grant.sequence}", ceremony=walk.patient)


def _allocate(walk: Walk, handover: str) -> Commands:
    open_ones = [
        name
        for name, item in walk.grant.delivery.handovers.items()
        if not item.cancelled and not item.delivered
    ]
    first = next((item.id for item in walk.grant.opened.beneficiaries), RECIPIENT)
    shares = [
        say.units(*free, to=first, of=name)
        for name, lot in walk.grant.procurement.lots.items()
        if (free := [unit for unit in lot.usable if unit not in walk.grant.allocated(name)])
    ]
    if shares:
        yield say.allocation(*shares, to=handover or open_ones[0])
    elif handover:
        yield say.calling_off(handover)


def _schedule(walk: Walk, handover: str) -> Commands:
    if walk.patient:
        yield say.schedule(walk.soon(5), of=handover)
    yield say.calling_off(handover)


def _hold(walk: Walk, handover: str) -> Commands:
    del walk
    yield say.ceremony("envoy", of=handover)


def _custody(_: Walk, handover: str) -> Commands:
    yield say.custody(handover)


def _title(_: Walk, handover: str) -> Commands:
    yield say.title(handover)


def _draft(walk: Walk, subject: str) -> Commands:
    kind, _, about = subject.partition("/")
    for name, item in walk.grant.reporting.documents.items():
        if item.pending and (item.kind, item.about) == (kind, about):
            yield say.drafted(name)


def _draft_again(_: Walk, subject: str) -> Commands:
    kind, about = subject.split("/", 1)
    yield moves.by_hand(kind, about)


def _repeat(_: Walk, event: str) -> Commands:
    yield say.repeating(int(event))


def _newest(walk: Walk, kind: str, about: str) -> str:
    found = [
        name
        for name, item in walk.grant.reporting.documents.items()
        if item.kind == kind and item.about == about and item.drafted
    ]
    return found[-1] if found else f"{kind}/1"


def _clear(walk: Walk, about: str) -> Commands:
    yield ClearRelease(document=_newest(walk, "press-release", about))


def _publish(walk: Walk, about: str) -> Commands:
    yield PublishRelease(document=_newest(walk, "press-release", about), channel="Web")


def _submit(walk: Walk, report: str) -> Commands:
    yield say.submission(_newest(walk, "donor-report", report))
    yield say.report_draft(report)


def _accept(_: Walk, __: str) -> Commands:
    yield say.acceptance()


def _close(_: Walk, __: str) -> Commands:
    yield say.closure()


WAYS: Final[dict[str, Callable[[Walk, str], Commands]]] = {
    "sign": _sign,
    "contribution": _contribution,
    "open-lot": _open_lot,
    "resolve": _resolve,
    "solicit": _solicit,
    "bids": _bids,
    "give-up": _give_up,
    "open-bids": _open_bids,
    "evaluate": _evaluate,
    "award": _award,
    "order": _order,
    "receive": _receive,
    "invoice": _invoice,
    "pay": _pay,
    "plan-handover": _plan,
    "allocate-rest": _allocate,
    "allocate": _allocate,
    "schedule": _schedule,
    "ceremony": _hold,
    "custody": _custody,
    "title": _title,
    "draft": _draft,
    "mend": _draft_again,
    "repeat": _repeat,
    "clear": _clear,
    "publish": _publish,
    "submit": _submit,
    "accept": _accept,
    "close": _close,
}
"""What does each duty: its own command first, then what leads past it."""
