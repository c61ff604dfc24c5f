"""A grant's stream as a batch of CloudEvents 1.0, one for each event."""

import json
from collections.abc import Sequence
from typing import Any, Final

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from grants.documents.exports.fields import DAY, Reads
from grants.domain.administration.events import PersonAppointed
from grants.domain.envelope import Envelope
from grants.domain.messages import subject_of
from grants.domain.procurement.events import BidReceived
from grants.facts import disclosed
from grants.facts.vocabulary import type_of

_READS: Final = Reads()
_LOT: Final = _READS.field("lot", BidReceived)
_COMMITMENT: Final = _READS.field("commitment", BidReceived)
_APPOINTMENT: Final = _READS.field("appointment", PersonAppointed)

_SEALED: Final = {type_of(BidReceived): {_LOT.name, _COMMITMENT.name}}
"""All that may be said of a bid as it comes in; its opening says the rest."""

_CONTACTS: Final = {_APPOINTMENT.name: {"email"}}
"""Ways to reach a person, which no publication needs."""


def cloudevents(stream: Sequence[Envelope]) -> bytes:
    """A CloudEvents 1.0 batch (`application/cloudevents-batch+json`), a member for each event.

    A member's `data` is the event's type and those of its fields that are disclosed; `time` and
    `subject` stand only where the date and the field that names the subject are.
    """
    batch = [_member(envelope) for envelope in disclosed(stream)]
    return f"{json.dumps(batch, indent=2, ensure_ascii=False)}\n".encode()


def _member(envelope: Envelope) -> dict[str, Any]:
    data = _disclosed(envelope)
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"{envelope.stream}/{envelope.sequence}",
        "source": f"grants/{envelope.stream}",
        "type": f"grants.{envelope.type}.v{envelope.version}",
        "datacontenttype": "application/json",
        "time": envelope.on,
    }
    subject = subject_of(envelope.data)
    if subject and subject in data.values():
        attributes["subject"] = subject
    member: dict[str, Any] = json.loads(JSONFormat().write(CloudEvent(attributes, data)))
    # The package dates an event that has no time with its own clock.
    if not envelope.discloses(DAY):
        del member["time"]
    return member


def _disclosed(envelope: Envelope) -> dict[str, Any]:
    fields = {field for field in type(envelope.data).model_fields if envelope.discloses(field)}
    sealed = _SEALED.get(envelope.type, fields)
    return envelope.data.model_dump(
        mode="json", include={"type", *(fields & sealed)}, exclude=_CONTACTS
    )
