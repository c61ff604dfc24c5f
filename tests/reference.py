"""The reference story told through the rules alone: no server, no journal, the same every time."""

import hashlib
from datetime import datetime
from functools import cache
from typing import Any, Final

from cli.embedded import story_file
from grants.documents.drafts import draft
from grants.domain import clock
from grants.domain.admission import ring
from grants.domain.envelope import Envelope, Message
from grants.domain.model import Evidence, Stage
from grants.domain.people import ENGINE
from grants.domain.procurement.content import Opening
from grants.domain.reporting.commands import RecordDocument
from grants.domain.state import Grant
from grants.grantfile.file import load
from grants.grantfile.story import GrantFile, Step
from tests.domain.conversation import NOW, Conversation

SALT: Final = "drawn-by-nobody-for-a-test"
DIGEST: Final = "d" * 64


def reference_stream() -> tuple[Envelope, ...]:
    """Every event of the reference story, its documents drafted as they are asked for."""
    return _told()[0]


def reference_contents() -> dict[str, bytes]:
    """The files of its documents, by their uri in the archive."""
    return dict(_told()[1])


@cache
def _told() -> tuple[tuple[Envelope, ...], dict[str, bytes]]:
    return through_the_rules(load(story_file()))


def through_the_rules(
    story: GrantFile, *, now: datetime = NOW
) -> tuple[tuple[Envelope, ...], dict[str, bytes]]:
    """The stream that the rule book makes of a story, and the files of its documents."""
    telling = _Telling(story.reference, now)
    telling.admit(story.opening)
    for step in story.steps:
        telling.take(step)
    return tuple(telling.talk.stream), telling.contents


class _Telling:
    def __init__(self, reference: str, now: datetime) -> None:
        self.talk = Conversation(grant=Grant(reference=reference), now=now)
        self.contents: dict[str, bytes] = {}
        self._sealed: dict[tuple[str, str], Opening] = {}

    def take(self, step: Step) -> None:
        self.admit(step.message(seal=self._seal, unseal=self._unseal, locate=self._locate))

    def admit(self, message: Message) -> None:
        """Say it; what is said of documents waits for those that the engine drafts by itself."""
        if message.command.stage is Stage.REPORTING:
            reading = clock.read(self.talk.grant, message, self.talk.now)
            self.talk.grant, rung = ring(self.talk.grant, reading)
            self.talk._heard(rung)
            self._draft_all()
        self.talk.admit(message)
        self._draft_all()

    def _draft_all(self) -> None:
        for name, document in self.talk.grant.reporting.documents.items():
            if document.pending:
                self._draft(name, document)

    def _draft(self, name: str, document: Any) -> None:
        found = draft(document.kind, self.talk.stream[: document.sequence], document.about)
        folder = f"archive:{self.talk.grant.reference}/documents/{name}"
        contents = {f"{folder}/{file}": content for file, content in found.items()}
        self.contents |= contents
        files = tuple(
            Evidence(uri=uri, sha256=hashlib.sha256(content).hexdigest())
            for uri, content in contents.items()
        )
        command = RecordDocument(document=name, files=files, digest=DIGEST)
        key = f"document/{name}/{document.sequence}"
        self.talk.admit(Message(key=key, by=ENGINE, command=command))

    def _seal(self, step: Step) -> tuple[str, str]:
        assert step.offer is not None
        lot, bid = step.content["lot"], step.content["bid"]
        self._sealed[lot, bid] = Opening(bid=bid, offer=step.offer, salt=SALT)
        return step.offer.commitment(SALT), f"archive:bids/{lot}/{bid}"

    def _unseal(self, step: Step) -> list[Opening]:
        counting = self.talk.grant.procurement.lots[step.content["lot"]].bids
        return [one for (_, bid), one in self._sealed.items() if bid in counting]

    def _locate(self, key: str) -> tuple[int, str]:
        kept = self.talk.keys.kept[key]
        return kept.last, kept.events[-1]
