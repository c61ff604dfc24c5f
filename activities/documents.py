"""The activity that drafts, checks and archives a document."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from temporalio import activity

from activities.messages import Drafted, DraftInput
from activities.outside import for_good, stream_through
from grants.documents.drafts import draft
from grants.documents.errors import DraftError
from grants.documents.provenance import Provenance
from grants.documents.rereading import kept_digest
from grants.domain.envelope import Envelope
from grants.ports import Archive, Journal, PermanentFailureError


class DocumentActivities:
    """Rendering from the journal into the archive."""

    def __init__(self, journal: Journal, archive: Archive) -> None:
        self._journal = journal
        self._archive = archive

    @activity.defn
    def draft_document(self, asked: DraftInput) -> Drafted:
        """Render a document from the journal up to a sequence, check it, and archive its files.

        The same sequence gives the same bytes, so a repeat archives nothing new; each sequence has
        a folder of its own, so that what failed half-way is in nobody's way. Raises a retryable
        error while the journal is behind, and fails for good where there is nothing to say, the
        document does not pass its check or the archive holds another one.
        """
        stream = stream_through(self._journal, asked.reference, asked.through)
        folder = f"{asked.reference}/documents/{asked.document}/{asked.through}"
        with for_good(DraftError, PermanentFailureError):
            files = draft(asked.kind, stream, asked.about)
            record = _record(files)
            _hold_against(record, files, stream)
            kept = tuple(
                self._archive.put(f"{folder}/{name}", content) for name, content in files.items()
            )
        return Drafted(files=kept, digest=kept_digest(record), events=len(set(_events(record))))


def _record(files: Mapping[str, bytes]) -> Provenance:
    named = [content for name, content in files.items() if name.endswith(".facts.json")]
    if len(named) != 1:
        message = "The document came without its record."
        raise DraftError(message)
    return Provenance.model_validate_json(named[0])


def _hold_against(
    record: Provenance, files: Mapping[str, bytes], stream: Sequence[Envelope]
) -> None:
    """Every file has the bytes that its record names, and every fact an event in the journal."""
    known = {(item.stream, item.sequence) for item in stream}
    faults = [
        *(
            f"{name} is not the file that was rendered."
            for name, digest in record.files.items()
            if hashlib.sha256(files.get(name, b"")).hexdigest() != digest
        ),
        *(
            f"Event {sequence} of {of} is not in the journal."
            for of, sequence in sorted(set(_events(record)) - known)
        ),
    ]
    if faults:
        raise DraftError(" ".join(faults))


def _events(record: Provenance) -> Iterator[tuple[str, int]]:
    return (
        (event.stream, event.sequence) for fact in record.facts.values() for event in fact.events
    )
