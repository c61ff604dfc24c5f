"""What events say beyond their fields as they stand, stage by stage: the names and the readers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from grants.domain.envelope import Envelope
from grants.facts.book import Book
from grants.facts.readers import administration, delivery, procurement, reporting
from grants.facts.vocabulary import Name

Reader = Callable[[Book, Envelope, Any], None]

_MODULES: Final = (administration, procurement, delivery, reporting)

READERS: Final[Mapping[type, Reader]] = {
    event: reader for module in _MODULES for event, reader in module.READERS.items()
}
"""Events whose content is more than fields to be taken as they stand."""

STATED: Final[tuple[Name, ...]] = tuple(name for module in _MODULES for name in module.STATED)
"""The names of what the readers put down."""
