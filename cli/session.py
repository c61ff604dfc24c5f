"""What a command works with: settings, the journal, and a client where it has to send."""

import asyncio
import os
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from client.errors import MistakeError, TroubleError
from grants.logs import quieten_core
from grants.settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

    from cli.sealing import Envelopes
    from client.door import Door
    from grants.domain.envelope import Envelope
    from grants.ports import Archive, Journal

T = TypeVar("T")


class Session:
    """One command's dealings with the outside; each part is opened when it is first needed."""

    def __init__(self) -> None:
        try:
            self.settings = Settings()
        except ValidationError as error:
            raise MistakeError(_of_settings(error)) from None

    @cached_property
    def journal(self) -> "Journal":
        """The journal, brought up to date. Raises TroubleError."""
        from sqlalchemy.exc import SQLAlchemyError

        from grants.adapters.database import connect, migrate
        from grants.adapters.journal import SqlJournal
        from grants.ports import PermanentFailureError

        try:
            engine = connect(self.settings.journal)
            migrate(engine)
        except (SQLAlchemyError, PermanentFailureError, OSError, ImportError) as error:
            why = str(error).strip().splitlines()[0].rstrip(".")
            message = (
                f"The journal cannot be opened: {why}. See GRANTS_HOME and GRANTS_JOURNAL_URL."
            )
            raise TroubleError(message) from error
        return SqlJournal(engine)

    @cached_property
    def archive(self) -> "Archive":
        """The archive of documents and sealed bids."""
        from grants.adapters.archive import FolderArchive

        return FolderArchive(self.settings.archive)

    @cached_property
    def seals(self) -> "Envelopes":
        """What puts offers into envelopes and takes them out again."""
        from cli.sealing import Envelopes

        return Envelopes(self.settings.keys, self.archive, self.journal)

    def stream(self, reference: str) -> "list[Envelope]":
        """A grant's events; see `client.streams.stream_of`."""
        from client.streams import stream_of

        return stream_of(self.journal, reference, place=self.place)

    @property
    def place(self) -> str:
        """Where the journal is, without passwords."""
        from sqlalchemy import make_url

        return make_url(self.settings.journal).render_as_string(hide_password=True)

    @cached_property
    def embedded(self) -> tuple[str, str] | None:
        """Address and Web UI of the embedded server that runs on our folder, if one does."""
        from grants.adapters.embedded import read_address

        return read_address(self.settings.server)

    async def connect(self) -> "Client":
        """A client for TEMPORAL_ADDRESS, else for the embedded server. Raises TroubleError."""
        from workflows.connection import connect

        quieten_core()
        address = self.embedded[0] if self.embedded else None
        try:
            async with asyncio.timeout(5):
                return await connect(address)
        except (RuntimeError, TimeoutError) as error:
            where = f" at {named}" if (named := os.environ.get("TEMPORAL_ADDRESS")) else ""
            message = (
                f"No Temporal server answers{where}. Start one with `grants dev`, or set "
                "TEMPORAL_ADDRESS."
            )
            raise TroubleError(message) from error

    async def door(self) -> "Door":
        """The door to the running grants of our journal. Raises TroubleError."""
        return self.door_of(await self.connect())

    def door_of(self, client: "Client") -> "Door":
        """The same, where there is a client already."""
        from cli.output import say
        from client.door import Door

        return Door(client, self.journal, self.seals, place=self.place, say=say)

    def link(self, workflow_id: str) -> str | None:
        """The workflow's page in the embedded Web UI, where that is the server in use."""
        if self.embedded is None or "TEMPORAL_ADDRESS" in os.environ:
            return None
        return web_link(self.embedded[1], workflow_id)


def _of_settings(error: ValidationError) -> str:
    from grants.grantfile.plainwords import words

    fault = error.errors(include_url=False)[0]
    name = "GRANTS_" + "_".join(str(part) for part in fault["loc"]).upper()
    says, mend = words(fault)
    return f"{name}: {says}: {mend}, or unset it."


def web_link(ui: str, workflow_id: str) -> str:
    """The page of a workflow in the Web UI."""
    return f"{ui}/namespaces/default/workflows/{quote(workflow_id, safe='')}"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's asynchronous part."""
    return asyncio.run(work)
