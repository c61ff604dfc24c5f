"""Having a document drafted, and waiting for it."""

import asyncio
import time
from typing import Final

from client.door import Door
from client.errors import TroubleError
from client.sending import send
from grants.domain.envelope import Message
from grants.domain.reporting.events import DocumentRequested
from grants.domain.reporting.state import Document

PATIENCE: Final = 30.0
"""Seconds for which a draft is waited for."""


async def drafted(door: Door, reference: str, message: Message) -> tuple[str, Document]:
    """Ask for a document and wait until the journal says that it is drafted, or has failed."""
    await send(door, reference, message)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for entered in door.journal.key(reference, message.key):
            asked = entered.envelope.data
            if isinstance(asked, DocumentRequested):
                document = door.grant(reference).document(asked.document)
                if document is not None and not document.pending:
                    return asked.document, document
        await asyncio.sleep(0.1)
    waiting = f"The draft is asked for and not there yet. See: grants documents {reference}"
    raise TroubleError(waiting)
