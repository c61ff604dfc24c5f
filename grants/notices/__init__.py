"""What people receive: who is told what of a batch of events, in which words, and as which mail.

Pure: what a mail brings from the archive is handed in.
"""

from grants.notices.letter import letter, needed
from grants.notices.telling import (
    Telling,
    announcement,
    leaves,
    roles_told,
    tellings,
)

__all__ = ["Telling", "announcement", "leaves", "letter", "needed", "roles_told", "tellings"]
