"""From the invitation to the award: methods, thresholds, sealed bids, the lowest price."""

from datetime import datetime

from grants.domain import checks
from grants.domain.calendar import working_days_between
from grants.domain.errors import (
    AboveCeilingError,
    AlreadyDoneError,
    BidsMissingError,
    ContradictionError,
    DuplicateNameError,
    MethodNotAllowedError,
    NotLowestError,
    SealBrokenError,
    SeparationOfDutiesError,
    TenderTooShortError,
)
from grants.domain.messages import recorded
from grants.domain.procurement.commands import (
    ApproveAward,
    CloseSolicitation,
    EvaluateBids,
    IssueSolicitation,
    OpenBids,
    ReceiveBid,
)
from grants.domain.procurement.content import Opening
from grants.domain.procurement.events import (
    AwardApproved,
    BidReceived,
    BidsEvaluated,
    BidsOpened,
    OpenedBid,
    SolicitationClosed,
    SolicitationIssued,
)
from grants.domain.procurement.state import Bid, Evaluation, Lot, Solicitation
from grants.domain.rules import (
    LOWEST_PRICE,
    PUBLIC_OPENING,
    TENDER_PERIOD,
    THRESHOLDS,
)
from grants.domain.state import Grant


def solicit(
    grant: Grant, lot: Lot, command: IssueSolicitation, *, at: datetime
) -> SolicitationIssued:
    """Invite bids by a method that fits the ceiling, for long enough."""
    if lot.solicitation is not None:
        raise AlreadyDoneError(
            f"Bids for lot {command.lot} have been invited already.",
            mend="Look at the lot with `grants show`.",
            field="lot",
        )
    threshold = next((t for t in grant.policy.methods if t.method is command.method), None)
    below = threshold.below if threshold else None
    limit = checks.in_budget(grant, below, at=at, field="method") if below else None
    if threshold is None or (limit is not None and not lot.ceiling < limit):
        allowed = f"below {limit}" if limit else "not in the adopted policy"
        raise MethodNotAllowedError(
            f"A lot of {lot.ceiling} may not be bought by {command.method.value}: {allowed}.",
            mend="Use a formal method, or adopt a policy that allows this one.",
            field="method",
            rule=THRESHOLDS,
        )
    policy = grant.policy
    days = working_days_between(policy.day(at), policy.day(command.closes), policy)
    if days < threshold.working_days_open or command.closes <= at:
        raise TenderTooShortError(
            f"Bids would be open for {days} working days; {command.method.value} asks for "
            f"{threshold.working_days_open}.",
            mend="Set a later closing time.",
            field="closes",
            rule=TENDER_PERIOD,
        )
    return recorded(SolicitationIssued, command)


def close(lot: Lot, command: CloseSolicitation, *, at: datetime) -> SolicitationClosed:
    """Close bidding, once its time has come."""
    solicitation = _solicited(lot, command.lot)
    if solicitation.closed:
        raise AlreadyDoneError(
            f"Bids for lot {command.lot} are closed already.", mend="Nothing has to be done."
        )
    _past_closing(solicitation, command.lot, at=at)
    return SolicitationClosed(lot=command.lot, bids=len(lot.bids))


def receive_bid(grant: Grant, lot: Lot, command: ReceiveBid, *, at: datetime) -> BidReceived:
    """Register a sealed bid; one that comes late is irregular."""
    solicitation = _solicited(lot, command.lot)
    waiting = [item.told.data for _, item in grant.open_irregularities(command.lot)]
    undecided = [event.bid for event in waiting if isinstance(event, BidReceived)]
    if command.bid in lot.bids or command.bid in undecided:
        raise DuplicateNameError(
            f"There is a bid {command.bid} for lot {command.lot} already.",
            mend="Give the new bid another short name.",
            field="bid",
        )
    if lot.offers:
        raise ContradictionError(
            f"The bids for lot {command.lot} have been opened.",
            mend="Return the bid unopened and tell its bidder why.",
            field="lot",
        )
    late = at > solicitation.closes
    said = "received after bids had closed"
    return recorded(BidReceived, command, irregularities=(said,) if late else ())


def open_bids(grant: Grant, lot: Lot, command: OpenBids, *, by: str, at: datetime) -> BidsOpened:
    """Open every bid that counts, and no other, before two officers."""
    solicitation = _solicited(lot, command.lot)
    if lot.offers:
        raise AlreadyDoneError(
            f"The bids for lot {command.lot} are open.", mend="Evaluate them.", field="lot"
        )
    _past_closing(solicitation, command.lot, at=at)
    _second_officer(grant, command, by=by, at=at)
    checks.regular(grant, command.lot)
    brought = [opening.bid for opening in command.openings]
    if not lot.bids:
        raise BidsMissingError(
            f"No bid counts for lot {command.lot}.",
            mend="Cancel the lot, and open another one to invite bids again.",
            field="lot",
        )
    if sorted(brought) != sorted(lot.bids):
        raise BidsMissingError(
            f"{len(lot.bids)} bids count for lot {command.lot} ({', '.join(lot.bids)}); "
            f"{len(brought)} are brought ({', '.join(brought)}).",
            mend="Bring each bid that counts, once, and no other.",
            field="openings",
            rule=PUBLIC_OPENING,
        )
    opened = tuple(_unsealed(opening, lot.bids[opening.bid]) for opening in command.openings)
    return BidsOpened(lot=command.lot, officers=(by, command.witness), opened=opened)


def evaluate(
    grant: Grant, lot: Lot, command: EvaluateBids, *, by: str, at: datetime
) -> BidsEvaluated:
    """Find each bid compliant or not; the lowest priced wins, or it is said why not."""
    checks.needed(
        lot.offers,
        f"The bids for lot {command.lot} have not been opened.",
        mend="Have two officers open them first.",
        field="lot",
    )
    if lot.evaluation is not None:
        raise AlreadyDoneError(
            f"The bids for lot {command.lot} have been evaluated.",
            mend="Have the award approved.",
            field="lot",
        )
    checks.apart(by, lot.officers, act="evaluate them", part="opened the bids")
    judged = [finding.bid for finding in command.findings]
    if sorted(judged) != sorted(lot.offers):
        raise BidsMissingError(
            f"The bids {', '.join(lot.offers)} were opened; there are findings on "
            f"{', '.join(judged)}.",
            mend="Give a finding for each opened bid, once.",
            field="findings",
        )
    found = {finding.bid: finding.compliant for finding in command.findings}
    if not found.get(command.recommended, False):
        raise ContradictionError(
            f"Bid {command.recommended} is not found compliant.",
            mend="Recommend a compliant bid, or cancel the lot where there is none.",
            field="recommended",
        )
    for offer in lot.offers.values():
        checks.at_anothers_rate(grant, offer.price, by=by, act="evaluate them by it")
    _lowest(grant, lot, command, found, at=at)
    return recorded(BidsEvaluated, command)


def award(grant: Grant, lot: Lot, command: ApproveAward, *, by: str, at: datetime) -> AwardApproved:
    """Commit the price, by somebody who had no part in it, within ceiling and delegation."""
    if lot.award is not None:
        raise AlreadyDoneError(
            f"The award of lot {command.lot} is approved.", mend="Issue the order.", field="lot"
        )
    evaluation = _evaluated(lot, command.lot)
    solicitation = _solicited(lot, command.lot)
    checks.apart(
        by,
        [evaluation.by, *lot.officers, solicitation.by, lot.opened_by],
        act="approve the award",
        part="asked for the goods, invited, opened or evaluated the bids",
    )
    checks.regular(grant, command.lot)
    price = lot.offers[evaluation.recommended].price
    checks.at_anothers_rate(grant, price, by=by, act="approve the award at it")
    committed = checks.in_budget(grant, price, at=at, field="lot")
    if not committed <= lot.ceiling:
        raise AboveCeilingError(
            f"The recommended bid comes to {committed}; {lot.ceiling} is reserved for lot "
            f"{command.lot}.",
            mend="Cancel the lot, and open one with a higher ceiling.",
            field="lot",
        )
    checks.within_delegation(grant, command, committed, by=by, at=at)
    return AwardApproved(
        lot=command.lot,
        bid=evaluation.recommended,
        supplier=lot.bids[evaluation.recommended].supplier,
        price=price,
        committed=committed,
    )


def _solicited(lot: Lot, name: str) -> Solicitation:
    return checks.needed(
        lot.solicitation,
        f"No bids have been invited for lot {name}.",
        mend="Issue the solicitation first.",
        field="lot",
    )


def _past_closing(solicitation: Solicitation, name: str, *, at: datetime) -> None:
    checks.needed(
        at >= solicitation.closes,
        f"Bids for lot {name} close on {solicitation.closes.isoformat()}.",
        mend="Open them after that.",
        field="lot",
    )


def _second_officer(grant: Grant, command: OpenBids, *, by: str, at: datetime) -> None:
    if command.witness == by:
        raise SeparationOfDutiesError(
            "Bids are opened by two officers.",
            mend="Name another procurement officer as witness.",
            field="witness",
            rule=PUBLIC_OPENING,
        )
    checks.authority(grant, command, by=command.witness, at=at)


def _unsealed(opening: Opening, bid: Bid) -> OpenedBid:
    if opening.offer.commitment(opening.salt) != bid.commitment:
        raise SealBrokenError(
            f"The offer brought for bid {opening.bid} is not the one that was sealed.",
            mend="Take offer and salt from the archived envelope of this bid.",
            field="openings",
        )
    return OpenedBid(bid=opening.bid, supplier=bid.supplier, offer=opening.offer, salt=opening.salt)


def _lowest(
    grant: Grant, lot: Lot, command: EvaluateBids, found: dict[str, bool], *, at: datetime
) -> None:
    prices = {
        name: checks.in_budget(grant, offer.price, at=at, field="findings")
        for name, offer in lot.offers.items()
        if found[name]
    }
    lowest = min(prices.values(), key=lambda price: price.amount)
    if lowest < prices[command.recommended] and not command.justification:
        raise NotLowestError(
            f"Bid {command.recommended} is compliant but not the lowest priced.",
            mend="Recommend the lowest priced compliant bid, or give a justification.",
            field="justification",
            rule=LOWEST_PRICE,
        )


def _evaluated(lot: Lot, name: str) -> Evaluation:
    return checks.needed(
        lot.evaluation,
        f"The bids for lot {name} have not been evaluated.",
        mend="Have an evaluator sign the evaluation first.",
        field="lot",
    )
