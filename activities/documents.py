"""Activities that render, check and archive documents."""

import hashlib
from collections.abc import Iterator, Mapping

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messages import CheckInput, RenderInput
from activities.outside import for_good, stream_through
from grants.documents.drafts import draft
from grants.documents.errors import DraftError
from grants.documents.provenance import Provenance
from grants.domain.model import Evidence
from grants.ports import Archive, Journal, PermanentFailureError


class DocumentActivities:
    """Rendering from the journal into the archive."""

    def __init__(self, journal: Journal, archive: Archive) -> None:
        self._journal = journal
        self._archive = archive

    @activity.defn
    def render_document(self, render: RenderInput) -> tuple[Evidence, ...]:
        """Render a document from the journal up to a sequence, and archive its files.

        The same sequence gives the same bytes, so a repeat archives nothing new. Raises a
        retryable error while the journal is behind, and fails for good where there is nothing to
        say, the document does not pass its check or the archive holds another one.
        """
        stream = stream_through(self._journal, render.reference, render.through)
        folder = f"{render.reference}/documents/{render.document}"
        with for_good(DraftError, PermanentFailureError):
            files = draft(render.kind, stream, render.about)
            return tuple(
                self._archive.put(f"{folder}/{name}", content) for name, content in files.items()
            )

    @activity.defn
    def check_document(self, check: CheckInput) -> int:
        """Hold the archived files against the journal; return how many events they name.

        Every file must have the bytes that its provenance names, and every fact an event in the
        journal. Reads only, so a repeat is safe.
        """
        stream = self._journal.stream(check.reference)
        known = {(item.envelope.stream, item.envelope.sequence) for item in stream}
        with for_good(PermanentFailureError):
            contents = {
                file.uri.rpartition("/")[2]: self._archive.get(file.uri) for file in check.files
            }
        named = [content for name, content in contents.items() if name.endswith(".facts.json")]
        records = [Provenance.model_validate_json(content) for content in named]
        faults = [fault for record in records for fault in _faults(record, contents, known)]
        if faults or not records:
            said = " ".join(faults) or "No provenance was archived."
            raise ApplicationError(said, type="DocumentCheckError", non_retryable=True)
        return len({event for record in records for event in _events(record)})


def _faults(
    record: Provenance, contents: Mapping[str, bytes], known: set[tuple[str, int]]
) -> Iterator[str]:
    for name, digest in record.files.items():
        if hashlib.sha256(contents.get(name, b"")).hexdigest() != digest:
            yield f"{name} is not the file that was rendered."
    for stream, sequence in sorted(_events(record) - known):
        yield f"Event {sequence} of {stream} is not in the journal."


def _events(record: Provenance) -> set[tuple[str, int]]:
    return {
        (event.stream, event.sequence) for fact in record.facts.values() for event in fact.events
    }
