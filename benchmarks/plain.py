"""The control for folding: equal events in the `eventsourcing` library, with its SQLite store."""

from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

Content = dict[str, Any]


class PlainGrant(Aggregate):
    """Keeps of its events what any grant keeps of them: the last one, and one for each key."""

    @event("Opened")
    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.last: Content = {}
        self.keys: dict[str, int] = {}

    @event("Told")
    def tell(self, told: Content) -> None:
        """Take one event in."""
        self.last = told
        self.keys[told["key"]] = told["sequence"]


class PlainStore:
    """One such grant in a SQLite file."""

    def __init__(self, file: Path, events: list[Content]) -> None:
        """Make the file and store the events."""
        self._application: Application[UUID] = Application(
            {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(file)}
        )
        grant = PlainGrant(reference="PLAIN")
        for content in events:
            grant.tell(content)
        self._application.save(grant)
        self._id = grant.id

    def rebuild(self) -> int:
        """Read it back from its events; how many there are, the opening among them."""
        grant: PlainGrant = self._application.repository.get(self._id)
        return grant.version
