"""Tests of the donor report: what happened, the sums, the changes, what is still to do."""

import re
from cProfile import Profile
from datetime import date
from decimal import Decimal

import pytest

from grants.documents.donor_report import donor_report
from grants.documents.drafts import draft
from grants.documents.errors import DocumentCheckError, NothingToSayError
from grants.domain.administration.events import (
    DutyMissed,
    GrantCancelled,
    GrantOpened,
    IrregularityResolved,
)
from grants.domain.agreement.events import AgreementSigned
from grants.domain.delivery.events import CeremonyPostponed, HandoverPlanned
from grants.domain.parties import Goods, ReportDuty
from grants.domain.procurement.events import (
    GoodsReceived,
    InvoiceReceived,
    LotCancelled,
    OrderCancelled,
    OrderShortened,
)
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.events import ReportAccepted
from grants.facts import facts
from tests.documents.builders import (
    Story,
    at,
    many_lots,
    money,
    opened,
    other_story,
    seed_story,
)
from tests.documents.shapes import RADIOS, burkina

REPORT = DocumentKind.DONOR_REPORT


def written(story: Story, report: str = "final") -> str:
    return draft(REPORT, story.stream, report)["donor-report.en.md"].decode()


def test_the_seed_report_tells_the_whole_life_with_its_sums() -> None:
    text = written(seed_story())

    for part in (
        "# Final report: Vehicles for Malian law enforcement",
        "| Agreement | JPY 54,321,000, signed on 1 February 2016 |",
        "| 1 March 2016 | JPY 54,321,000 | USD 476,543.21 |",
        "Two bids were received.",
        "The award to Sahara Motors SARL (illustrative), at USD 398,765.43, was approved",
        "Ten units were received on 20 September 2016.",
        "| INV-2016-77 | 1 October 2016 | USD 398,765.43 | USD 398,765.43 |",
        "| the national Gendarmerie | off-road vehicles | 3 |",
        "was put off on 12 October 2016 to 25 October 2016: the Minister was travelling.",
        "| Received and not paid out | USD 77,777.78 |",
    ):
        assert part in text


def agreement(donor: str, *reports: ReportDuty) -> AgreementSigned:
    """One that asks for reports."""
    amount = money("SEK 3000000")
    return AgreementSigned(
        donor=donor, amount=amount, signatories=(), instalments=(), reports=reports
    )


def test_a_report_holds_no_mail_address() -> None:
    assert "@" not in written(seed_story()).replace("@media", "")

    story = seed_story().tell(
        "2016-10-20",
        CeremonyPostponed(
            handover="mali-2016", starts=at("2016-10-25"), reason="ask awa.keita@example.org"
        ),
    )
    with pytest.raises(DocumentCheckError, match="e-mail address"):
        draft(REPORT, story.stream, "final")


def test_what_is_still_to_do_comes_from_the_facts() -> None:
    story = seed_story()
    story.tell("2016-11-20", HandoverPlanned(handover="next", title="Spare parts", ceremony=False))
    story.tell(
        "2016-11-21", InvoiceReceived(lot="vehicles", invoice="INV-9", amount=money("USD 12.50"))
    )
    final = ReportDuty(report="final", title="Final report", due=date(2017, 1, 31))
    interim = ReportDuty(report="interim", title="Interim report", due=date(2016, 6, 30))
    story.tell("2016-11-22", agreement("japan", final, interim))
    story.stream = [item for item in story.stream if item.type != "title-transferred"]
    text = written(story).split("## Still to do")[1]

    assert 'Hand over "Spare parts".' in text
    assert "Pay invoice INV-9 of USD 12.50." in text
    assert 'Transfer the title to the goods of "Vehicles for Mali".' in text
    assert 'Have the donor accept "Interim report", due on 30 June 2016.' in text


def test_a_report_does_not_ask_for_itself() -> None:
    assert "Have the donor accept" not in written(seed_story())


def test_many_units_are_in_figures_and_open_no_sentence() -> None:
    masks = Goods(singular="mask", plural="masks")
    story = other_story(
        opened(), {"masks": (masks, 1200, None), "radios": (RADIOS, 300, None)}, to=["police"]
    )
    units = tuple(f"masks-{number:04}" for number in range(1200))
    story.tell("2022-07-01", GoodsReceived(lot="masks", units=units, damaged=()))
    final = ReportDuty(report="final", title="Final report", due=date(2023, 1, 31))
    story.tell("2022-03-01", agreement("japan", final))

    text = written(story)

    assert "A total of 1,200 units was received on 1 July 2022." in text
    assert "took custody of 1,200 masks and 300 radios on 2 September 2022, under" in text
    assert "| the national Police | masks | 1,200 |" in text


def test_sums_are_written_one_way_however_they_were_entered() -> None:
    story = seed_story().tell(
        "2016-11-21", InvoiceReceived(lot="vehicles", invoice="INV-9", amount=money("USD 1200"))
    )

    assert "Pay invoice INV-9 of USD 1,200.00." in written(story)


def test_a_report_that_has_been_accepted_is_not_still_to_do() -> None:
    text = written(seed_story().tell("2017-02-01", ReportAccepted(report="final")))

    assert "Still to do" not in text


def test_irregularities_and_missed_duties_are_told_with_their_decision() -> None:
    story = seed_story().tell(
        "2016-11-21",
        InvoiceReceived(
            lot="vehicles",
            invoice="INV-9",
            amount=money("USD 12.50"),
            irregularities=("the invoice is above the order",),
        ),
    )
    number = story.stream[-1].sequence
    assert "Decide on the irregularity of 21 November 2016: the invoice is above" in written(story)

    story.tell(
        "2016-11-25",
        IrregularityResolved(event=number, accepted=False, reason="Sent by mistake"),
    )
    story.tell(
        "2017-02-01",
        DutyMissed(
            duty="report/final",
            role="programme-officer",
            what="the final report",
            due=at("2017-01-31"),
        ),
    )
    text = written(story)
    assert "It was not accepted on 25 November 2016: Sent by mistake." in text
    assert "This was not done by 31 January 2017, when it was due: the final report." in text
    assert "INV-9" not in text.partition("## Still to do")[2]


def test_an_order_that_was_called_off_is_told_as_such() -> None:
    text = written(
        seed_story().tell(
            "2016-12-01", OrderCancelled(lot="vehicles", order="PO-4711", reason="not needed")
        )
    )

    assert "The order was called off on 1 December 2016: not needed." in text
    assert "Committed to suppliers" not in text


def test_an_order_whose_rest_was_called_off_is_told_with_what_it_comes_to() -> None:
    rest = OrderShortened(
        lot="vehicles",
        order="PO-4711",
        quantity=2,
        price=money("USD 300000.00"),
        released=money("USD 75000.00"),
        reason="the supplier closed down",
    )
    before = written(seed_story())

    text = written(seed_story().tell("2016-12-01", rest))

    assert (
        "On 1 December 2016 what had not come was called off (two units); the order comes to "
        "USD 300,000.00, and USD 75,000.00 is free again: the supplier closed down."
    ) in text
    assert committed(before) - committed(text) == 75000


def committed(report: str) -> Decimal:
    found = re.search(r"Committed to suppliers\W+USD ([\d,.]+)", report)
    assert found is not None
    return Decimal(found[1].replace(",", ""))


def test_an_invoice_that_was_corrected_is_not_still_to_be_paid() -> None:
    story = seed_story()
    for number, amount, replaces in (
        ("INV-8", "USD 99.00", None),
        ("INV-9", "USD 12.50", "INV-8"),
        ("INV-10", "USD 5.00", None),
        ("CN-10", "USD 0.00", "INV-10"),
    ):
        bill = InvoiceReceived(
            lot="vehicles", invoice=number, amount=money(amount), replaces=replaces
        )
        story.tell("2016-11-21", bill)

    text = written(story).split("## Still to do")[1]

    assert "Pay invoice INV-9 of USD 12.50." in text
    assert not {"INV-8", "INV-10", "CN-10"} & set(re.findall(r"[A-Z]+-\d+", text))


def test_a_lot_that_was_given_up_is_told_with_its_reason() -> None:
    given_up = LotCancelled(lot="vehicles", reason="no bidder", released=money("USD 412345.00"))
    text = written(seed_story().tell("2016-12-01", given_up))

    assert (
        "The lot was given up on 1 December 2016 and its reserve of USD 412,345.00 released: "
        "no bidder."
    ) in text


def test_a_grant_that_was_stopped_is_told_as_such() -> None:
    stopped = GrantCancelled(reason="security situation", unspent=money("USD 77777.78"))
    text = written(seed_story().tell("2016-12-01", stopped)).split("## Changes")[1]

    assert "The grant was stopped on 1 December 2016: security situation." in text


def test_a_donor_reads_of_the_lots_that_its_money_is_for() -> None:
    duty = ReportDuty(report="final", title="Final report", due=date(2023, 1, 31))
    story = burkina().tell("2022-01-20", agreement("sweden", duty))
    text = written(story)

    assert "to Sweden" in text
    assert "30 radios" in text
    assert "## Pick-up vehicles" not in text


def test_a_report_that_no_agreement_asks_for_is_refused() -> None:
    with pytest.raises(NothingToSayError, match="No agreement asks for a report mid-term"):
        draft(REPORT, seed_story().stream, "mid-term")


def test_every_entry_of_a_report_names_its_facts() -> None:
    story = seed_story()
    assert isinstance(story.stream[0].data, GrantOpened)
    known = facts(story.stream)
    named = {name for item in donor_report(known, "final").sentences() for name in item.facts}

    assert {"lot.vehicles.award.price", "money.balance", "contribution.5.amount"} <= named
    assert named <= set(known)


def calls(lots: int) -> int:
    """How many calls of functions the report of so many lots takes: no clock, no noise."""
    stream, profile = many_lots(lots).stream, Profile()
    profile.runcall(draft, REPORT, stream, "final")
    return sum(entry.callcount for entry in profile.getstats())


def test_a_report_of_twice_as_many_lots_takes_twice_the_work() -> None:
    calls(1)
    few, many = calls(10), calls(20)

    assert many < 2.2 * few
