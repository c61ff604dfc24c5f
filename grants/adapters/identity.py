"""Which journal an address means: the name by which its worker and its commands find each other."""

import hashlib
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

_DIGITS: Final = 12


def journal_id(address: str) -> str:
    """A short name of the journal at an SQLAlchemy address, the same for whoever opens it."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        named = str(Path(url.database or "").resolve())
    else:
        # a host has other names for those who stand elsewhere
        named = url.database or ""
    return hashlib.sha256(named.encode()).hexdigest()[:_DIGITS]
