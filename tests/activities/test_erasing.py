"""Once a person is erased, the name is nowhere: not in journal, archive, outbox or exports."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from activities.messages import RecordInput
from grants.adapters.archive import FolderArchive
from grants.adapters.database import NOTICES, connect
from grants.adapters.examining import examine
from grants.adapters.journal import SqlJournal
from grants.adapters.signing import Signer, installation_key
from grants.documents.exports import EXPORTS
from grants.domain.administration.commands import ErasePerson
from grants.domain.administration.events import PersonErased
from grants.domain.envelope import Envelope, Message
from grants.domain.grant import replay
from grants.ports import Journal, PermanentFailureError, Traces
from grants.proof.checkpoint import Verifier
from grants.proof.tlogproof import check
from tests.activities.conftest import Outside
from tests.activities.test_journal import activities_of, inside
from tests.domain.conversation import Conversation
from tests.reference import reference_contents

OFFICER, GUEST = "jonas.weber", "pierre.lapaque"
SIGNED = "signatories"
NAMES = {
    OFFICER: ("Weber", "Jonas", "jonas.weber@"),
    GUEST: ("LAPAQUE", "Pierre"),
    SIGNED: ("Hana Sato (illustrative)", "Moussa Diarra (illustrative)"),
}


@pytest.fixture
def told(outside: Outside, stream: list[Envelope], tmp_path: Path) -> Outside:
    """The reference story recorded, told, drafted, and signed."""
    engine = connect(f"sqlite:///{tmp_path / 'journal.db'}")
    key = installation_key(tmp_path / "keys")
    outside.journal = SqlJournal(engine, Signer(key, tmp_path / "checkpoint"))
    for uri, content in reference_contents().items():
        outside.archive.put(uri.removeprefix("archive:"), content)
    inside(stream[0].stream).run(
        activities_of(outside).record_events, RecordInput(events=tuple(stream))
    )
    return outside


def erased(stream: list[Envelope], person: str) -> list[Envelope]:
    """What the workflow has decided: the event that says so."""
    talk = Conversation(grant=replay(stream[0].stream, stream), stream=list(stream))
    command = ErasePerson(person=person, reason="Asked for by the person")
    sent = Message(key="erase", by="moussa.diarra", on=stream[-1].on, command=command)
    talk.admit(sent)
    new = talk.stream[len(stream) :]
    assert isinstance(new[-1].data, PersonErased)
    return new


def record(told: Outside, new: list[Envelope]) -> None:
    inside(new[0].stream).run(activities_of(told).record_events, RecordInput(events=tuple(new)))


def everywhere(home: Path) -> Iterator[str]:
    """All that can be read below a home, mails as their readers see them."""
    for path in sorted(home.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield f"{path.name}: {content.decode('utf-8', 'replace')}"
            if path.suffix == ".eml":
                message = message_from_bytes(content, policy=default)
                for part in message.walk():
                    payload = part.get_payload(decode=True)
                    if isinstance(payload, bytes):
                        yield f"{path.name}: {payload.decode('utf-8', 'replace')}"


def standing(home: Path, person: str) -> set[str]:
    """The files that say anything of a person's names."""
    return {
        text.partition(":")[0]
        for text in everywhere(home)
        if any(name in text for name in NAMES[person])
    }


@pytest.mark.parametrize("person", [OFFICER, GUEST, SIGNED])
def test_the_name_is_nowhere_any_more(
    told: Outside, stream: list[Envelope], tmp_path: Path, person: str
) -> None:
    reference = stream[0].stream
    assert standing(tmp_path, person)

    record(told, erased(stream, person))

    assert standing(tmp_path, person) == set()
    left = [item.envelope for item in told.journal.stream(reference)]
    exports = [export(left).decode() for export in EXPORTS.values()]
    assert not any(name in text for name in NAMES[person] for text in exports)
    assert told.journal.folded(reference) == replay(reference, left)


@pytest.mark.parametrize("person", [OFFICER, GUEST, SIGNED])
def test_the_journal_is_sound_and_an_older_proof_still_holds(
    told: Outside, stream: list[Envelope], tmp_path: Path, person: str
) -> None:
    reference, new = stream[0].stream, erased(stream, person)
    assert isinstance(new[-1].data, PersonErased)
    sequence, paths = next(iter(new[-1].data.fields.items()))
    older, head = told.journal.proof(reference, sequence, paths[:1]), told.journal.checkpoint()

    record(told, new)

    public = installation_key(tmp_path / "keys").public_key().public_bytes_raw()
    report = examine(f"sqlite:///{tmp_path / 'journal.db'}", public, {"The head before": head})
    assert report.faults == []
    assert check(older, Verifier(told.journal.id, public)).fields


def test_drafts_that_name_nobody_who_went_stay(told: Outside, stream: list[Envelope]) -> None:
    releases = [uri for uri in reference_contents() if "/press-release/" in uri]
    kept = {uri: told.archive.get(uri) for uri in releases}

    record(told, erased(stream, OFFICER))

    assert {uri: told.archive.get(uri) for uri in releases} == kept


def test_a_draft_that_named_the_person_says_that_it_was_erased(
    told: Outside, stream: list[Envelope]
) -> None:
    record(told, erased(stream, GUEST))

    for uri in reference_contents():
        if "/press-release/" in uri:
            with pytest.raises(PermanentFailureError, match="was erased"):
                told.archive.get(uri)


class Failing(FolderArchive):
    """Dies when something is to be erased."""

    def erase(self, traces: Traces) -> None:
        raise OSError(f"no {traces.reference}")


def test_what_stopped_half_way_is_done_when_it_is_tried_again(
    told: Outside, stream: list[Envelope], tmp_path: Path
) -> None:
    new, archive = erased(stream, GUEST), told.archive
    told.archive = Failing(tmp_path / "archive")
    with pytest.raises(OSError, match="no"):
        record(told, new)
    told.archive = archive

    record(told, new)
    record(told, new)

    assert standing(tmp_path, GUEST) == set()


def test_another_worker_does_not_go_on_with_what_it_held_in_memory(
    told: Outside, stream: list[Envelope], tmp_path: Path
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'journal.db'}")
    other: Journal = SqlJournal(engine)
    reference, last = stream[0].stream, stream[-1].sequence
    assert "LAPAQUE" in other.folded(reference, through=last).model_dump_json()

    record(told, erased(stream, GUEST))

    assert "LAPAQUE" not in other.folded(reference, through=last).model_dump_json()
    engine.dispose()


def test_the_address_leaves_the_record_of_notices_which_stays_whole(
    told: Outside, stream: list[Envelope], tmp_path: Path
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'journal.db'}")
    keys = select(NOTICES.c.key, NOTICES.c.recipient).order_by(NOTICES.c.key)

    record(told, erased(stream, OFFICER))

    with engine.connect() as connection:
        noted = [row for row in connection.execute(keys) if row.key.endswith(f"/{OFFICER}")]
    assert {row.recipient for row in noted} == {"erased"}
    engine.dispose()
