"""Sealed bids on this machine: offers go into envelopes here, and come out of them here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from client.errors import MistakeError
from client.streams import stream_of
from grants.adapters.seal import Sealed, SealError, new_salt, seal, unseal
from grants.domain.grant import replay
from grants.domain.procurement.content import Offer, Opening
from grants.ports import Archive, Journal, PermanentFailureError


class Envelopes:
    """Keeps the promise of `client.door.Seals` by the archive and the officers' key shares."""

    def __init__(self, keys: Path, archive: Archive, journal: Journal) -> None:
        self._keys = keys
        self._archive = archive
        self._journal = journal

    def seal(self, reference: str, *, lot: str, bid: str, offer: Offer, salt: str | None) -> Sealed:
        """See Seals; an envelope that is there already is used again."""
        with _as_mistakes():
            content = Opening(bid=bid, offer=offer, salt=salt or self._salt(reference, lot, bid))
            return seal(self._keys, self._archive, reference=reference, lot=lot, opening=content)

    def openings(self, reference: str, lot: str) -> list[Opening]:
        """See Seals. A lot that the grant does not have has no bids: the rule book says so."""
        grant = replay(reference, stream_of(self._journal, reference, place="here"))
        bought = grant.procurement.lots.get(lot)
        bids = bought.bids if bought else {}
        with _as_mistakes():
            return [
                unseal(self._keys, self._archive, reference=reference, lot=lot, bid=name)
                for name in bids
            ]

    def _salt(self, reference: str, lot: str, bid: str) -> str:
        try:
            return unseal(self._keys, self._archive, reference=reference, lot=lot, bid=bid).salt
        except (SealError, PermanentFailureError):
            return new_salt()


@contextmanager
def _as_mistakes() -> Iterator[None]:
    try:
        yield
    except (SealError, PermanentFailureError) as error:
        raise MistakeError(str(error)) from error
