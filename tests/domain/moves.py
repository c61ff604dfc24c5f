"""What people might say to a grant next: mostly what is their turn, sometimes nonsense."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from grants.domain.administration.commands import AdoptPolicy, CancelGrant, Escalate, Remind
from grants.domain.agreement.commands import RecordPledge
from grants.domain.grant import duties
from grants.domain.messages import Command
from grants.domain.parties import ReportDuty
from grants.domain.people import Role
from grants.domain.policy import Method
from grants.domain.procurement.commands import CloseSolicitation, ReceiveBid
from grants.domain.procurement.state import Lot
from grants.domain.reporting.commands import ClearRelease, PublishRelease, ReturnReport
from grants.domain.state import Grant
from tests.domain import phrases as say
from tests.domain.builders import TWO_BIDS
from tests.domain.cast import PEOPLE, POLICY, at

LOTS: Final = st.sampled_from(["cars", "cars", "cars", "cars", "boats", "final"])
HANDOVERS: Final = st.sampled_from(["gift", "gift", "gift", "final"])
DONORS: Final = st.sampled_from(["norland", "norland", "norland", "sudland", "ostland"])
BIDS: Final = st.sampled_from(["usd-20000", "usd-40000", "usd-70000", "eur-30000"])
SERIALS: Final = st.sampled_from(["C1", "C9", "cars-0001", "cars-0002", "cars-0003"])
INVOICES: Final = st.sampled_from(["INV-1", "INV-2", "INV-3"])
PAPERS: Final = st.sampled_from(["press-release/1", "press-release/2", "donor-report/1"])
SUMS: Final = st.sampled_from(
    ["USD 0", "USD 10000", "USD 20000", "USD 30000", "EUR 20000", "CHF 5000", "USD 113000"]
)
BENEFICIARIES: Final = st.sampled_from(["police", "customs"])
ACTORS: Final = st.sampled_from([person.actor for person in PEOPLE])
OTHERS: Final = st.sampled_from(["abe", "petra", "fay", "pia", "ada"])
"""Deputies, second officers, and two who have had a part in most things."""
NUMBERS: Final = st.integers(1, 60)
"""Of events, some of which have not happened."""
COUNTS: Final = st.integers(1, 5)
READINGS: Final = st.sampled_from([None, "as it was", "otherwise"])
FAILURES: Final = st.sampled_from([None, None, None, "No figures"])
YES: Final = st.booleans()
LAST_DAYS: Final = st.sampled_from([None, None, date(2025, 1, 31), date(2025, 6, 30)])


def price(bid: str) -> str:
    if bid in dict(TWO_BIDS):
        return dict(TWO_BIDS)[bid]
    currency, _, amount = bid.partition("-")
    return f"{currency.upper()} {amount}"


def soon(grant: Grant, now: datetime, days: int) -> str:
    """A moment some days after the grant's own time, for the phrases."""
    begin = now if grant.administration.live_from else grant.latest_on or at("2025-01-06")
    return (begin + timedelta(days=days)).isoformat()[:16]


@st.composite
def fitting(draw: st.DrawFn, grant: Grant, now: datetime) -> Command:
    """A command that does one of the duties that are open."""
    keys = [duty.key for duty in duties(grant)]
    return draw(_dutiful(draw(st.sampled_from(keys)), grant, now)) if keys else say.passage()


def _dutiful(key: str, grant: Grant, now: datetime) -> st.SearchStrategy[Command]:
    what, _, subject = key.partition("/")
    first, _, last = subject.partition("/")
    lot = grant.procurement.lots.get(subject)
    release = _latest_release(grant)
    ways: dict[str, Callable[[], st.SearchStrategy[Command]]] = {
        "sign": lambda: st.just(say.signing(donor=subject, reports=_reports(grant))),
        "contribution": lambda: st.builds(say.money_in, SUMS, donor=st.just(first)),
        "open-lot": lambda: st.builds(say.lot, LOTS, ceiling=SUMS, quantity=COUNTS),
        "resolve": lambda: st.builds(say.ruling, st.just(int(subject)), accepted=YES),
        "solicit": lambda: st.just(say.solicitation(subject, closes=soon(grant, now, 10))),
        "bids": lambda: st.builds(lambda bid: sealed(bid, subject), BIDS),
        "give-up": lambda: st.just(say.giving_up(subject)),
        "open-bids": lambda: st.just(opening(subject, lot)),
        "evaluate": lambda: st.builds(lambda dear: evaluation(subject, lot, dearer=dear), YES),
        "award": lambda: st.just(say.award(subject)),
        "order": lambda: st.just(say.order(subject, deliver_by=soon(grant, now, 40)[:10])),
        "receive": lambda: st.one_of(
            st.builds(lambda count: say.goods(of=subject, quantity=count), COUNTS),
            st.builds(lambda serial: say.goods(serial, of=subject), SERIALS),
        ),
        "invoice": lambda: st.builds(say.invoice, INVOICES, SUMS, of=st.just(subject)),
        "pay": lambda: st.one_of(
            st.just(say.payment(last, of=first)),
            st.builds(say.invoice, INVOICES, SUMS, of=st.just(first), replaces=st.just(last)),
        ),
        "plan-handover": lambda: st.builds(say.plan, HANDOVERS, ceremony=YES),
        "allocate-rest": lambda: allocations(grant, HANDOVERS),
        "allocate": lambda: allocations(grant, st.just(subject)),
        "schedule": lambda: st.just(say.schedule(soon(grant, now, 5), of=subject)),
        "ceremony": lambda: st.just(say.ceremony("envoy", spoke="envoy", of=subject)),
        "custody": lambda: st.just(say.custody(subject)),
        "title": lambda: st.just(say.title(subject)),
        "draft": lambda: drafting(grant, first, last),
        "mend": lambda: st.just(by_hand(first, last)),
        "repeat": lambda: st.just(say.repeating(int(subject))),
        "clear": lambda: st.just(ClearRelease(document=release)),
        "publish": lambda: st.just(PublishRelease(document=release, channel="Web")),
        "submit": lambda: st.sampled_from(
            [say.report_draft(), say.submission(_newest(grant, "donor-report") or say.DRAFT)]
        ),
        "accept": lambda: st.just(say.acceptance()),
        "close": lambda: st.just(say.closure()),
    }
    return ways[what]()


def _reports(grant: Grant) -> tuple[ReportDuty, ...]:
    return () if grant.report_duties else say.signing().reports


def _latest_release(grant: Grant) -> str:
    return _newest(grant, "press-release") or say.RELEASE


def _newest(grant: Grant, kind: str) -> str | None:
    names = [name for name in grant.reporting.documents if name.startswith(kind)]
    return names[-1] if names else None


def drafting(grant: Grant, kind: str, about: str) -> st.SearchStrategy[Command]:
    """What the document service records of a draft it has in hand; else a person asks for one."""
    in_hand = [
        name
        for name, item in grant.reporting.documents.items()
        if item.pending and (item.kind, item.about) == (kind, about)
    ]
    if not in_hand:
        return st.just(by_hand(kind, about))
    return st.builds(say.drafted, st.just(in_hand[-1]), reads=READINGS, failure=FAILURES)


def by_hand(kind: str, about: str) -> Command:
    return say.release_draft(about) if kind == "press-release" else say.report_draft(about)


def sealed(bid: str, lot: str) -> ReceiveBid:
    return say.bid(bid, price(bid), of=lot)


def opening(name: str, lot: Lot | None) -> Command:
    return say.bids_open(*[(bid, price(bid)) for bid in (lot.bids if lot else ())], of=name)


def evaluation(name: str, lot: Lot | None, *, dearer: bool) -> Command:
    bids: Sequence[str] = sorted(lot.offers if lot else ()) or ["usd-20000"]
    return say.evaluation(bids[-1] if dearer else bids[0], compliant=bids, of=name)


def allocations(grant: Grant, handovers: st.SearchStrategy[str]) -> st.SearchStrategy[Command]:
    """Units by number, or by a name that may well be taken."""
    names = [unit for lot in grant.procurement.lots.values() for unit in lot.units] or ["C1"]
    by_name = st.builds(say.units, st.sampled_from(names), to=BENEFICIARIES)
    by_number = st.builds(say.some, COUNTS, to=BENEFICIARIES, of=LOTS)
    shares = st.lists(by_name | by_number, min_size=1, max_size=3)
    return st.builds(lambda to, parts: say.allocation(*parts, to=to), handovers, shares)


POLICIES: Final = st.builds(
    lambda number, rate, support: POLICY.but(
        version=f"test-{number}",
        rates={"EUR": Decimal(rate), "CHF": Decimal(rate)},
        support_rate=Decimal(support),
        reminder_days=number,
    ),
    st.integers(0, 5),
    st.sampled_from(["1.1", "3", "3"]),
    st.sampled_from(["0", "0.13", "0.13", "0.2"]),
)


def money(grant: Grant) -> st.SearchStrategy[Command]:
    """What brings, reserves, revalues or spends money, whoever's turn it is."""
    return st.one_of(
        st.builds(lambda donor, sum_: RecordPledge(donor=donor, amount=sum_), DONORS, SUMS),
        st.builds(say.signing, donor=DONORS, amount=SUMS),
        st.builds(say.money_in, SUMS, amount=SUMS, donor=DONORS),
        st.builds(say.lot, LOTS, ceiling=SUMS, quantity=COUNTS, donor=st.none() | DONORS),
        st.builds(say.giving_up, LOTS),
        st.builds(say.invoice, INVOICES, SUMS, of=LOTS, replaces=st.none() | INVOICES),
        st.builds(say.payment, INVOICES, of=LOTS),
        st.builds(say.award, LOTS),
        rulings(grant),
        st.builds(say.closure, st.none() | SUMS),
    )


def policies() -> st.SearchStrategy[Command]:
    """Other rates, another share for support costs, other lead times."""
    return st.builds(lambda policy: AdoptPolicy(policy=policy), POLICIES)


def stock(grant: Grant, now: datetime) -> st.SearchStrategy[Command]:
    """What brings, promises or gives away goods, whoever's turn it is."""
    whens = st.integers(-5, 30).map(lambda days: soon(grant, now, days))
    return st.one_of(
        st.builds(lambda serial, lot: say.goods(serial, of=lot), SERIALS, LOTS),
        st.builds(lambda count, lot: say.goods(of=lot, quantity=count), COUNTS, LOTS),
        rulings(grant),
        st.builds(say.plan, HANDOVERS, ceremony=YES),
        allocations(grant, HANDOVERS),
        st.builds(say.schedule, whens, of=HANDOVERS),
        st.builds(say.invitation, st.just("envoy"), of=HANDOVERS),
        st.builds(say.postponement, whens, of=HANDOVERS),
        st.builds(say.ceremony, st.just("envoy"), of=HANDOVERS),
        st.builds(say.calling_off, HANDOVERS),
        st.builds(say.custody, HANDOVERS),
        st.builds(say.title, HANDOVERS),
    )


def appointments() -> st.SearchStrategy[Command]:
    """Of those who are there, perhaps up to an amount, perhaps over already."""
    roles, limits = st.sampled_from(Role), st.none() | SUMS
    return st.builds(say.appointing, ACTORS, roles, limit=limits, until=LAST_DAYS)


def rulings(grant: Grant) -> st.SearchStrategy[Command]:
    """On what waits for a ruling, or on the first event, which never does."""
    waiting = [sequence for sequence, _ in grant.open_irregularities()] or [1]
    return st.builds(say.ruling, st.sampled_from(waiting), accepted=YES)


def words(grant: Grant, now: datetime) -> st.SearchStrategy[Command]:
    """Bids, papers, appointments and the engine's own commands, in season or out."""
    key = st.sampled_from(["bids/cars", "submit/final", "pay/cars/INV-1"])
    whens = st.integers(-5, 30).map(lambda days: soon(grant, now, days))
    return st.one_of(
        appointments(),
        st.builds(say.go_live),
        st.builds(lambda duty: Remind(duty=duty), key),
        st.builds(lambda duty: Escalate(duty=duty), key),
        st.builds(say.solicitation, LOTS, method=st.sampled_from(Method), closes=whens),
        st.builds(lambda lot: CloseSolicitation(lot=lot), LOTS),
        st.builds(sealed, BIDS, LOTS),
        st.builds(
            lambda bids, lot: say.bids_open(*[(bid, price(bid)) for bid in bids], of=lot),
            st.lists(BIDS, max_size=3),
            LOTS,
        ),
        st.builds(say.evaluation, BIDS, compliant=st.lists(BIDS, min_size=1), of=LOTS),
        st.builds(say.order, LOTS, deliver_by=whens.map(lambda when: when[:10])),
        st.builds(say.passage, LOTS),
        st.builds(say.release_draft, HANDOVERS),
        st.builds(say.report_draft, HANDOVERS),
        st.builds(say.drafted, PAPERS, reads=READINGS, failure=FAILURES),
        st.builds(say.disclosing, NUMBERS, st.just("lot-opened"), st.just("title")),
        st.builds(say.withholding, NUMBERS, st.just("lot-opened"), st.just("title")),
        st.builds(say.unreached, ACTORS, first=NUMBERS),
        st.builds(say.repeating, NUMBERS),
        st.builds(say.giving_up, LOTS),
        st.builds(lambda paper: ClearRelease(document=paper), PAPERS),
        st.builds(lambda paper: PublishRelease(document=paper, channel="Web"), PAPERS),
        st.builds(say.submission, PAPERS),
        st.builds(lambda report: ReturnReport(report=report, reason="No"), HANDOVERS),
        st.builds(say.acceptance),
    )


def cancelling() -> Command:
    return CancelGrant(reason="The donor withdrew")
