"""Why a document could not be drafted, for the person who asked for it.

DraftError
  NothingToSayError     what the document is about is unknown, or has not happened yet
  DocumentCheckError    the draft says, or leaves out, what it must not
"""

from collections.abc import Sequence


class DraftError(Exception):
    """The document cannot be drafted from these facts; trying again does not help."""


class NothingToSayError(DraftError):
    """What the document is about is unknown, or has not happened yet."""


class DocumentCheckError(DraftError):
    """The draft does not pass its check."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)
        """A sentence each."""
