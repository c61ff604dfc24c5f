"""Sealed bids at the command line: offers go into envelopes here, and come out of them here."""

from cli.session import Session
from grants.adapters.seal import Sealed, SealError, new_salt, seal, unseal
from grants.domain.grant import replay
from grants.domain.procurement.commands import Opening
from grants.ports import PermanentFailureError


def seal_offer(
    session: Session, reference: str, *, lot: str, bid: str, opening: tuple[object, str | None]
) -> Sealed:
    """Seal an offer into the archive; an envelope that is there already is used again.

    Raises SealError.
    """
    offer, salt = opening
    keys, archive = session.settings.keys, session.archive
    if salt is None:
        try:
            salt = unseal(keys, archive, reference=reference, lot=lot, bid=bid).salt
        except (SealError, PermanentFailureError):
            salt = new_salt()
    content = Opening.model_validate({"bid": bid, "offer": offer, "salt": salt})
    return seal(keys, archive, reference=reference, lot=lot, opening=content)


def openings(session: Session, reference: str, lot: str) -> list[Opening]:
    """The content of every bid that counts, from its archived envelope. Raises SealError.

    A lot that the grant does not have has no bids: the rule book is left to say so.
    """
    grant = replay(reference, session.stream(reference))
    bought = grant.procurement.lots.get(lot)
    bids = bought.bids if bought else {}
    return [
        unseal(session.settings.keys, session.archive, reference=reference, lot=lot, bid=name)
        for name, bid in bids.items()
        if grant.counts(bid.sequence)
    ]
