"""A grant's stream in the standards that others read: only what is disclosed, no clock, pure."""

from collections.abc import Callable, Sequence
from typing import Final

from grants.documents.exports.cloudevents import cloudevents as _cloudevents
from grants.documents.exports.fields import Reads
from grants.documents.exports.iati import iati as _iati
from grants.documents.exports.iati_fields import IATI
from grants.documents.exports.ocds import ocds as _ocds
from grants.documents.exports.ocds_fields import OCDS
from grants.domain.envelope import Envelope

EXPORTS: Final[dict[str, Callable[[Sequence[Envelope]], bytes]]] = {
    "iati": _iati,
    "ocds": _ocds,
    "cloudevents": _cloudevents,
}
"""Each export by the name that it is asked for."""

READS: Final[dict[str, Reads]] = {"iati": IATI, "ocds": OCDS}
"""What each standard reads, by the export's name; CloudEvents carry whatever is disclosed."""

SUFFIXES: Final[dict[str, str]] = {
    "iati": ".iati.xml",
    "ocds": ".ocds.json",
    "cloudevents": ".cloudevents.json",
}
"""What an export's file name ends with, after the grant's reference."""
