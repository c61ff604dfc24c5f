"""What a command works with: settings, the journal, and a client where it has to send."""

import asyncio
import os
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from client.errors import MistakeError, TroubleError
from grants.logs import quieten_core
from grants.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine
    from temporalio.client import Client

    from cli.sealing import Envelopes
    from client.door import Door
    from grants.domain.envelope import Envelope
    from grants.domain.state import Grant
    from grants.ports import Archive, Journal

T = TypeVar("T")
ASKED_FOR: Final = 2.0
"""Seconds for which a look waits to hear which grants stand still."""


class Session:
    """One command's dealings with the outside; each part is opened when it is first needed."""

    def __init__(self) -> None:
        try:
            self.settings = Settings()
        except ValidationError as error:
            raise MistakeError(_of_settings(error)) from None

    @cached_property
    def journal(self) -> "Journal":
        """The journal, brought up to date; an empty one, and nothing is made, where there is none.

        One that may not be written to is read as it is. Raises TroubleError.
        """
        if self.vacant:
            from cli.nowhere import NoJournal

            return NoJournal()
        from grants.adapters.journal import SqlJournal

        return SqlJournal(self._engine)

    @cached_property
    def keeper(self) -> "Journal":
        """The journal, with its worker's key if that is here: what it makes anew is marked.

        Raises TroubleError.
        """
        if self.vacant:
            return self.journal
        from grants.adapters.journal import SqlJournal
        from grants.adapters.signing import Signer, found_key
        from grants.ports import PermanentFailureError

        try:
            key = found_key(self.settings.keys)
        except PermanentFailureError as error:
            raise TroubleError(str(error)) from error
        signer = None if key is None else Signer(key, self.settings.checkpoint)
        return SqlJournal(self._engine, signer)

    @cached_property
    def _engine(self) -> "Engine":
        from sqlalchemy.exc import SQLAlchemyError

        from grants.adapters.database import connect, migrate
        from grants.adapters.readonly import reading, refused
        from grants.ports import PermanentFailureError

        try:
            engine = connect(self.settings.journal)
            try:
                migrate(engine)
            except SQLAlchemyError as error:
                if not refused(error):
                    raise
                engine = reading(self.settings.journal)
                migrate(engine)
        except (SQLAlchemyError, PermanentFailureError, OSError, ImportError) as error:
            why = str(error).strip().splitlines()[0].rstrip(".")
            message = (
                f"The journal cannot be opened: {why}. See GRANTS_HOME and GRANTS_JOURNAL_URL."
            )
            raise TroubleError(message) from error
        return engine

    @property
    def vacant(self) -> bool:
        """Whether nobody has begun a journal here: `grants dev` or a worker does."""
        file = self.settings.journal_file
        return file is not None and not file.exists()

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

        self._there(reference)
        return stream_of(self.journal, reference, place=self.place)

    def grant(self, reference: str) -> "Grant":
        """A grant as it stands; see `client.streams.grant_of`."""
        from client.streams import grant_of

        self._there(reference)
        return grant_of(self.journal, reference, place=self.place)

    def _there(self, reference: str) -> None:
        if self.vacant:
            message = (
                f"There is no grant {reference}: {self.place} is not there. Name the home of your "
                "grants: GRANTS_HOME."
            )
            raise MistakeError(message)

    @property
    def place(self) -> str:
        """Where the journal is, without passwords."""
        from sqlalchemy import make_url

        if (file := self.settings.journal_file) is not None:
            return str(file.absolute())
        return make_url(self.settings.journal).render_as_string(hide_password=True)

    @cached_property
    def embedded(self) -> tuple[str, str] | None:
        """Address and Web UI of the embedded server that runs on our folder, if one does."""
        from grants.adapters.serverfolder import read_address

        return read_address(self.settings.server)

    @property
    def served(self) -> bool:
        """Whether anything says where a Temporal server is; none of its library is loaded."""
        named = ("TEMPORAL_ADDRESS", "TEMPORAL_CONFIG_FILE", "TEMPORAL_PROFILE")
        return any(os.environ.get(name) for name in named) or self.embedded is not None

    async def connect(self) -> "Client":
        """A client for TEMPORAL_ADDRESS, else for the embedded server. Raises TroubleError."""
        from workflows.connection import NoAddressError, connect

        quieten_core()
        address = self.embedded[0] if self.embedded else None
        try:
            async with asyncio.timeout(5):
                return await connect(address)
        except NoAddressError:
            home = self.settings.home.absolute()
            message = (
                f"No `grants dev` runs in {home}, and TEMPORAL_ADDRESS names no other server. "
                "Start one with `grants dev`, or set GRANTS_HOME or TEMPORAL_ADDRESS."
            )
            raise TroubleError(message) from None
        except (RuntimeError, TimeoutError) as error:
            where = f" at {named}" if (named := os.environ.get("TEMPORAL_ADDRESS")) else ""
            message = (
                f"No Temporal server answers{where}. Start one with `grants dev`, or set "
                "TEMPORAL_ADDRESS."
            )
            raise TroubleError(message) from error

    async def door(self) -> "Door":
        """The door to the running grants of our journal. Raises TroubleError."""
        client = await self.connect()
        if self.vacant:
            message = (
                f"There is no journal here ({self.place}). Start its worker with `grants dev` or "
                "`python worker.py`, or name the home of your grants: GRANTS_HOME."
            )
            raise TroubleError(message)
        return self.door_of(client)

    def door_of(self, client: "Client") -> "Door":
        """The same, where there is a client already."""
        from cli.terminal import say
        from client.door import Door
        from workflows.connection import task_queue

        queue = task_queue(self.journal.id)
        return Door(client, self.journal, self.seals, queue, place=self.place, say=say)

    def troubles(self, references: "Collection[str]") -> dict[str, str]:
        """What keeps grants from going on, by reference; nothing where no server can be asked."""
        if not references or self.vacant:
            return {}
        return run(self._troubles(references))

    async def _troubles(self, references: "Collection[str]") -> dict[str, str]:
        from temporalio.service import RPCError

        from client.pulse import troubles

        try:
            async with asyncio.timeout(ASKED_FOR):
                return await troubles(self.door_of(await self.connect()), references)
        except (TroubleError, RPCError, TimeoutError):
            return {}

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
