"""A checker lets the last approving authority hand the office on, as the rule book does."""

from collections.abc import Iterable, Iterator

from grants.domain.envelope import Envelope
from grants.domain.people import Role
from grants.proof.rules import Act, Stream
from tests.domain import phrases as say
from tests.domain.builders import lapsed


def faults(stream: Iterable[Envelope]) -> Iterator[str]:
    judge = Stream()
    for item in stream:
        stored = item.model_dump(mode="json")
        act = Act(**{name: stored[name] for name in Act._fields})
        yield from judge.judge(act, stored["data"])
    yield from judge.opened_by()


def entered(*envelopes: Envelope) -> Iterator[Envelope]:
    """As they would have been recorded on their own days."""
    for item in envelopes:
        yield item.but(recorded_at=item.on)


def test_the_last_holder_of_the_office_hands_it_on() -> None:
    talk = lapsed()
    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")

    assert list(faults(entered(*talk.stream))) == []


def test_a_holder_before_the_last_is_found() -> None:
    talk = lapsed()
    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")
    *before, last = entered(*talk.stream)

    assert list(faults([*before, last.but(actor="abe")])) == ["abe was not appointed on 2025-04-01"]


def test_the_last_holder_is_found_where_there_is_a_successor() -> None:
    talk = lapsed()
    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")
    talk.send(say.appointing("yan", Role.FINANCE), by="zoe")
    *before, last = entered(*talk.stream)

    assert list(faults([*before, last.but(actor="ada")])) == ["ada was not appointed on 2025-04-01"]
