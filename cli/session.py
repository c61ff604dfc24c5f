"""What a command works with: settings, the journal, and a client where it has to send."""

import asyncio
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from cli.errors import MistakeError, TroubleError
from grants.settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

    from grants.domain.envelope import Envelope
    from grants.ports import Archive, Journal

T = TypeVar("T")


class Session:
    """One command's dealings with the outside; each part is opened when it is first needed."""

    def __init__(self) -> None:
        try:
            self.settings = Settings()
        except ValidationError as error:
            fault = error.errors()[0]
            name = "GRANTS_" + "_".join(str(part) for part in fault["loc"]).upper()
            message = f"{name}: {fault['msg']}. Correct the variable, or unset it."
            raise MistakeError(message) from None

    @cached_property
    def journal(self) -> "Journal":
        """The journal, brought up to date."""
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        from grants.adapters.database import connect, migrate  # noqa: PLC0415
        from grants.adapters.journal import SqlJournal  # noqa: PLC0415

        try:
            engine = connect(self.settings.journal)
            migrate(engine)
        except SQLAlchemyError as error:
            why = str(error).splitlines()[0]
            message = f"The journal cannot be opened: {why}. See GRANTS_JOURNAL_URL."
            raise TroubleError(message) from error
        return SqlJournal(engine)

    @cached_property
    def archive(self) -> "Archive":
        """The archive of documents and sealed bids."""
        from grants.adapters.archive import FolderArchive  # noqa: PLC0415

        return FolderArchive(self.settings.archive)

    def stream(self, reference: str) -> "list[Envelope]":
        """A grant's events. Raises MistakeError for a grant that the journal does not know."""
        stream = [entered.envelope for entered in self.journal.stream(reference)]
        if not stream:
            known = ", ".join(self.journal.references()) or "(none yet)"
            message = f"There is no grant {reference} in the journal. It knows: {known}."
            raise MistakeError(message)
        return stream

    @cached_property
    def embedded(self) -> tuple[str, str] | None:
        """Address and Web UI of the embedded server that runs on our folder, if one does."""
        from grants.adapters.embedded import read_address  # noqa: PLC0415

        return read_address(self.settings.server)

    async def connect(self) -> "Client":
        """A client for TEMPORAL_ADDRESS, else for the embedded server. Raises TroubleError."""
        from workflows.connection import connect  # noqa: PLC0415

        address = self.embedded[0] if self.embedded else None
        try:
            async with asyncio.timeout(5):
                return await connect(address)
        except (RuntimeError, TimeoutError) as error:
            message = (
                "No Temporal server answers. Start one with `grants dev`, or set TEMPORAL_ADDRESS."
            )
            raise TroubleError(message) from error

    def link(self, workflow_id: str) -> str | None:
        """The workflow's page in the embedded Web UI."""
        if self.embedded is None:
            return None
        return web_link(self.embedded[1], workflow_id)


def web_link(ui: str, workflow_id: str) -> str:
    """The page of a workflow in the Web UI."""
    return f"{ui}/namespaces/default/workflows/{quote(workflow_id, safe='')}"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's asynchronous part."""
    return asyncio.run(work)
