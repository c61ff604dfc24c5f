"""What the engine needs from outside, each with its promise; adapters keep them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from grants.domain.envelope import Envelope
from grants.domain.keys import Kept
from grants.domain.model import Evidence
from grants.domain.state import Grant
from grants.views.portfolio import Line
from grants.views.view import OpenDuty


class PermanentFailureError(Exception):
    """The outside says no for good: trying again cannot help."""


class JournalConflictError(PermanentFailureError):
    """The journal holds another event at this place of the stream. Nothing was overwritten."""


@dataclass(frozen=True)
class Entered:
    """An event as the journal holds it."""

    position: int
    """Over all streams, in the order of commit."""
    envelope: Envelope
    previous: str
    """Leaf hash of the stream's event before it, in hex."""
    hash: str
    """Its own leaf hash in the log, in hex."""


class Journal(Protocol):
    """The event store: every stream, append-only, for ever."""

    @property
    def id(self) -> str:
        """The journal's own name, 128 random bits in hex, from its making on."""

    def append(self, events: Sequence[Envelope]) -> tuple[Grant, ...]:
        """Append events of one stream, in order, in one transaction.

        Return the grant before them and after each, as telling of them needs it. An event that is
        there already, with the same content, is skipped, so a repeat is safe and answers the same.
        Raises JournalConflictError where another event stands in its place, or where the events
        would leave a gap.
        """

    def stream(self, reference: str, *, after: int = 0) -> list[Entered]:
        """A grant's events in order, those after sequence `after`; empty if there are none."""

    def references(self) -> list[str]:
        """Every grant that the journal knows, in the order of first entry."""

    def last(self, reference: str) -> int:
        """The last sequence of a stream; 0 if there is none."""

    def key(self, reference: str, key: str) -> list[Entered]:
        """The events that follow from one command key."""

    def keys(self, reference: str) -> dict[str, Kept]:
        """What every command key of a grant led to."""

    def folded(self, reference: str, *, through: int | None = None) -> Grant:
        """A grant at its newest event, or at event `through`: by snapshot and tail, so at once.

        Blank if it has no events.
        """

    def portfolio(self) -> list[Line]:
        """A line for each grant, by reference."""

    def duties(self, reference: str | None = None) -> list[OpenDuty]:
        """What is open in all grants or in one, by reference, then in life order."""

    def balances(self, reference: str) -> dict[str, str]:
        """What a grant's accounts hold, by account and currency: `paid/vehicles/japan USD`."""

    def rebuild(self) -> list[str]:
        """Make anew, from the events, all that is kept beside them; say of which grants.

        Grants are taken one by one, so that commands go on.
        """

    def checkpoint(self) -> str:
        """The newest signed head of the log, a C2SP checkpoint; empty where nobody signed."""

    def proof(self, reference: str, sequence: int, paths: Sequence[str]) -> str:
        """A C2SP tlog-proof of an event under the newest signed head, with the fields at `paths`.

        A path also stands for all that is below it. Raises LookupError for an event or a path that
        is not there, and where no head is signed.
        """

    def erase(self, reference: str, places: Mapping[int, Mapping[str, str | None]]) -> None:
        """Put a word that says nothing, or None, in the place of fields, by sequence and path.

        Values and salts go, also from what is kept beside the events and from the file's free
        pages; digests stay, so that chain, log and older proofs still hold. A repeat is safe.
        """

    def verify(self, reference: str) -> list[str]:
        """What is wrong with a stream as it is stored, a sentence each; empty if it is sound.

        A stream that lost its newest events, or does not exist, has no fault of its own: the
        journal's signed heads show that.
        """


class NobodyReachedError(Exception):
    """The way out is down, for everybody: no other notice would leave now either."""


@dataclass(frozen=True)
class Attachment:
    """A file that a notice brings."""

    name: str
    media_type: str
    """With its parameters: text/calendar; method=PUBLISH."""
    content: bytes


@dataclass(frozen=True)
class Notice:
    """A message to one person about events that were recorded together."""

    key: str
    """REFERENCE/FIRST-LAST/ACTOR: the same for every try."""
    recipient: str
    """A mail address."""
    subject: str
    text: str
    html: str
    written: datetime
    """When what it tells was recorded: the mail's own date, so that its bytes never change."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def message_id(self) -> str:
        """What makes its Message-ID with the sender's domain: short enough for one line."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:40]


class Notifier(Protocol):
    """A way to reach people."""

    @property
    def prompt(self) -> bool:
        """Whether sending takes no longer than writing a file: nobody else's server is asked."""

    def send(self, notice: Notice) -> None:
        """Deliver under a Message-ID made from the key.

        Raises PermanentFailureError if never, NobodyReachedError where no notice can leave now,
        and whatever else where this one may leave later.
        """

    def erase(self, traces: "Traces") -> None:
        """Take away what is kept of a grant's notices to a person, or about one."""


@dataclass(frozen=True)
class Note:
    """That one person was told of one event, or was not."""

    key: str
    """REFERENCE/SEQUENCE/ACTOR."""
    status: str
    """`sent`, `kept` or `refused`."""
    notice: Notice
    """The message that told it; it may tell of other events too."""


class Ledger(Protocol):
    """What has been sent, and what has been kept back, by event and person."""

    def statuses(self, keys: Collection[str]) -> dict[str, str]:
        """`sent`, `kept` or `refused` for each key that is noted; the others are left out."""

    def erase(self, traces: "Traces") -> None:
        """Take away the address to which a person was told of a grant."""

    def note_all(self, notes: Sequence[Note]) -> None:
        """Note all of them or none; a repeat changes nothing."""


@dataclass(frozen=True)
class Traces:
    """What to look for of a person who is erased from a grant."""

    reference: str
    person: str
    """The short name."""
    words: tuple[str, ...]
    """Family names and addresses."""


class Archive(Protocol):
    """Where documents and sealed bids are kept, by name; nothing is ever changed there."""

    def put(self, name: str, content: bytes) -> Evidence:
        """Keep `content` under `name`; the same content again changes nothing.

        Raises PermanentFailureError where other content is kept under that name.
        """

    def get(self, name: str) -> bytes:
        """What is kept under a name or an Evidence's uri.

        Raises PermanentFailureError if there is none, or it was erased.
        """

    def erase(self, traces: Traces) -> None:
        """Take the content of a grant's drafted documents that name a person; names stay."""
