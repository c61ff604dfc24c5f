"""What the parts of an IATI activity share: the grant that they read, and elements that recur."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.builder import E

from grants.documents.exports.disclosure import PublicGrant, of
from grants.domain.envelope import Envelope
from grants.domain.messages import Event
from grants.domain.model import Slug
from grants.domain.procurement.events import LotCancelled, LotOpened

Element = etree._Element  # noqa: SLF001
"""As lxml names the class of its elements."""

PLACEHOLDER: Final = "XX-XXX-000000"
"""Stands for the agency's IATI identifier where the grant file gives none: replace to publish."""

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Activity:
    """A grant on its way into an activity."""

    grant: PublicGrant
    stream: Sequence[Envelope]
    """The events that count."""
    sector: str
    organisation_type: str

    @property
    def publisher(self) -> str:
        """The agency's IATI identifier, or what stands for it."""
        agency = self.grant.agency
        return (agency and agency.iati) or PLACEHOLDER

    def has(self, kind: type[Event]) -> bool:
        """Whether an event of this kind counts."""
        return any(isinstance(envelope.data, kind) for envelope in self.stream)

    @property
    def lots(self) -> dict[Slug, tuple[Envelope, LotOpened]]:
        """The lots, each with the envelope of its opening."""
        return {lot.lot: (envelope, lot) for envelope, lot in of(self.stream, LotOpened)}

    @property
    def lots_kept(self) -> list[tuple[Envelope, LotOpened]]:
        """The lots that have not been given up; cancelling a grant gives all of them up."""
        released = {event.lot for _, event in of(self.stream, LotCancelled)}
        return [found for name, found in self.lots.items() if name not in released]


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def narrative(text: str) -> Element:
    """A text in the activity's language."""
    return E("narrative", clean(text))


def organisation(
    tag: str, *, name: str | None = None, ref: str | None = None, **attributes: str
) -> Element:
    """An organization by name, reference or both."""
    element = E(tag, {"ref": clean(ref)} if ref else {}, attributes)
    if name:
        element.append(narrative(name))
    return element
