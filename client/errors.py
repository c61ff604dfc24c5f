"""What keeps a client from going on, each with a sentence for the person who asked.

ClientError
  MistakeError      the asker has to change something
    RefusedError    the rule book says no
  TroubleError      something on our side is down or broken
    NoWorkerError   nobody takes up the grant's work
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from temporalio.exceptions import ApplicationError


class ClientError(Exception):
    """It cannot go on; the message says why and what to do."""


class MistakeError(ClientError):
    """The asker has to change something; the sentence says what."""


class TroubleError(ClientError):
    """Something on our side is down or broken; the sentence says what to do."""


class RefusedError(MistakeError):
    """The rule book says no; the sentence is its own."""

    def __init__(self, error: "ApplicationError") -> None:
        details = error.details[0] if error.details else {}
        self.type = error.type or ""
        self.field = str(details.get("field", ""))
        super().__init__(f"{error.message} {details.get('mend', '')}".strip())


class NoWorkerError(TroubleError):
    """Nobody takes up the grant's work."""
