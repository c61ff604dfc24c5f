"""Command keys: what each led to, kept beside the state, so that no event copies them all."""

from collections.abc import Iterable
from typing import Final

from grants.domain.envelope import Envelope, Message, Receipt
from grants.domain.errors import ContradictionError
from grants.domain.messages import ReportedEvent
from grants.domain.model import Model
from grants.domain.people import ENGINE

ENGINES: Final = ("clock/", "document/", "engine/")
"""How the keys of the engine's own commands begin; nobody else's may."""


class Kept(Model):
    """What a key led to: from which event to which, of which types, and who had asked for what."""

    first: int
    last: int
    events: tuple[str, ...]
    asked: str
    irregular: tuple[str, ...] = ()


class Keys:
    """The keys of one grant. It grows with the stream, and is asked before anything is decided."""

    def __init__(self, kept: dict[str, Kept] | None = None) -> None:
        self.kept = dict(kept or {})

    def note(self, envelopes: Iterable[Envelope]) -> None:
        """Take in what has been recorded."""
        for envelope in envelopes:
            data = envelope.data
            odd = data.irregularities if isinstance(data, ReportedEvent) else ()
            self.add(envelope.key, envelope.sequence, envelope.type, envelope.asked, odd)

    def add(
        self, key: str, sequence: int, type_: str, asked: str, irregular: Iterable[str]
    ) -> None:
        """Take in one event that a key led to."""
        earlier = self.kept.get(key)
        self.kept[key] = Kept.model_construct(
            first=earlier.first if earlier else sequence,
            last=sequence,
            events=(*(earlier.events if earlier else ()), type_),
            asked=asked,
            irregular=(*(earlier.irregular if earlier else ()), *irregular),
        )

    def receipt(self, reference: str, message: Message) -> Receipt | None:
        """What a message's key led to before, if it did.

        Raises ContradictionError where the key is the engine's, or stands for another command.
        """
        if message.key.startswith(ENGINES) and message.by != ENGINE:
            raise ContradictionError(
                f"Keys that begin with {message.key.partition('/')[0]}/ are the engine's own.",
                mend="Send it with another key.",
                field="key",
            )
        kept = self.kept.get(message.key)
        if kept is None:
            return None
        if kept.asked != message.asked:
            raise ContradictionError(
                f"Key {message.key} stands for another command, recorded as event {kept.first}.",
                mend="Send this one with a key of its own.",
                field="key",
            )
        return Receipt(
            stream=reference,
            key=message.key,
            first=kept.first,
            last=kept.last,
            events=kept.events,
            irregular=kept.irregular,
        )
