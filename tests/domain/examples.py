"""One example of every event, told in conversations: what the released forms are made from."""

from collections.abc import Iterator

from grants.domain.administration.commands import AdoptPolicy, CancelGrant
from grants.domain.agreement.commands import RecordPledge
from grants.domain.envelope import Envelope, Message
from grants.domain.model import Evidence
from grants.domain.reporting.commands import ReturnReport
from tests.domain import phrases as say
from tests.domain.builders import accepted, delivered, live, ordered, owned, scheduled, signed
from tests.domain.cast import POLICY
from tests.domain.conversation import Conversation


def examples() -> tuple[Envelope, ...]:
    """The last event of each type in these conversations, in the order of the types' names."""
    told = {item.type: item for talk in conversations() for item in talk.stream}
    return tuple(told[kind] for kind in sorted(told))


def conversations() -> Iterator[Conversation]:
    yield _undone()
    yield _order_undone()
    yield _order_shortened()
    yield _postponed()
    yield _chased()
    yield _returned()
    yield _live()
    yield _confirmed()
    yield _made_known()


def _undone() -> Conversation:
    talk = delivered()
    talk.send(say.lot("boats", ceiling="USD 30000"))
    talk.send(say.solicitation("boats", closes="2025-07-01T12:00"))
    talk.send(say.plan("later"))
    talk.send(CancelGrant(reason="The donor withdrew"))
    return talk


def _order_undone() -> Conversation:
    talk = ordered()
    talk.send(CancelGrant(reason="The donor withdrew"))
    return talk


def _order_shortened() -> Conversation:
    talk = ordered()
    talk.send(say.goods("C1", "C2", "C3"))
    talk.send(say.giving_up())
    return talk


def _postponed() -> Conversation:
    talk = scheduled()
    talk.send(say.invitation("minister", "envoy"))
    talk.send(say.postponement("2025-05-27T10:00"))
    talk.send(say.ceremony("minister", "envoy", spoke="envoy"), on="2025-05-20")
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    return talk


def _chased() -> Conversation:
    talk = signed()
    talk.send(say.money_in())
    talk.send(AdoptPolicy(policy=POLICY.but(version="test-2")))
    talk.send(say.passage(), on="2026-01-02")
    talk.send(say.drafted(say.DRAFT, failure="No figures"))
    return talk


def _returned() -> Conversation:
    talk = accepted()
    talk.send(say.closure("USD 100"))
    return talk


def _confirmed() -> Conversation:
    talk = owned()
    talk.send(say.drafted(say.RELEASE, reads="as it was"))
    talk.send(say.passage())
    talk.send(say.invoice("INV-9", "USD 1"))
    talk.send(say.drafted("press-release/2", reads="as it was"))
    return talk


def _made_known() -> Conversation:
    talk = ordered()
    talk.send(say.disclosing(talk.last.sequence, "order-issued", "supplier"))
    talk.send(say.withholding(talk.last.sequence, "order-issued", "supplier"))
    talk.send(say.erasing("dan"))
    talk.send(say.unreached("dan"))
    talk.send(say.repeating(talk.last.sequence))
    return talk


def _live() -> Conversation:
    talk = live()
    talk.strike("2026-06-01T12:00")
    talk.send(say.drafted(say.DRAFT))
    talk.send(say.submission())
    talk.send(ReturnReport(report="final", reason="No photographs"))
    evidence = Evidence(uri="pledge.pdf", sha256="0" * 64, title="The pledge")
    command = RecordPledge.model_validate({"donor": "sudland", "amount": "JPY 1,000,000"})
    talk.admit(
        Message(key="pledge", by="pia", evidence=(evidence,), public=("donor",), command=command)
    )
    return talk
