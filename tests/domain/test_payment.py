"""Receiving goods and invoices, and paying what matches."""

from decimal import Decimal

import pytest

from grants.domain.administration.commands import AdoptPolicy
from grants.domain.errors import (
    AboveCeilingError,
    AlreadyDoneError,
    ContradictionError,
    DuplicateNameError,
    IrregularityOpenError,
    NotYetError,
    ThreeWayMatchError,
    UnknownSubjectError,
)
from grants.domain.procurement.commands import ReceiveGoods
from grants.domain.procurement.events import (
    GoodsReceived,
    InvoiceReceived,
    PaymentMade,
)
from tests.domain import phrases as say
from tests.domain.builders import (
    ALL_FOUR,
    LOT,
    awarded,
    invoiced,
    opened_bids,
    ordered,
    paid,
    stocked,
)
from tests.domain.cast import POLICY

IN_EUR = (("alpha", "EUR 40000"), ("beta", "USD 44001"))


def test_goods_arrive_in_two_parts() -> None:
    talk = ordered()

    talk.send(say.goods("C1", "C2"))
    talk.send(say.goods("C3", "C4"))

    assert talk.grant.procurement.lots[LOT].usable == ALL_FOUR
    assert talk.grant.irregularities == {}


def test_goods_without_serial_numbers_are_numbered() -> None:
    talk = ordered()

    talk.send(say.goods(quantity=3))
    talk.send(say.goods(quantity=1, damaged=("cars-0004",)))

    assert talk.grant.procurement.lots[LOT].units == (
        "cars-0001",
        "cars-0002",
        "cars-0003",
        "cars-0004",
    )
    assert talk.grant.procurement.lots[LOT].usable == ("cars-0001", "cars-0002", "cars-0003")


def test_two_units_never_get_one_number() -> None:
    talk = ordered()
    talk.send(say.goods("cars-0002", "cars-0003"))

    talk.send(say.goods(quantity=2))

    assert talk.grant.procurement.lots[LOT].units == (
        "cars-0002",
        "cars-0003",
        "cars-0004",
        "cars-0005",
    )


@pytest.mark.parametrize("command", [say.goods(), say.goods("C1", quantity=1)])
def test_goods_come_by_serial_number_or_by_quantity(command: ReceiveGoods) -> None:
    ordered().refuses(ContradictionError, command, field="serials", mend="one of the two")


@pytest.mark.parametrize("command", [say.goods("C1"), say.goods("C9", "C9")])
def test_a_serial_number_is_received_once(command: ReceiveGoods) -> None:
    stocked().refuses(DuplicateNameError, command, field="serials", mend="List each unit once")


def test_what_is_damaged_was_received() -> None:
    ordered().refuses(
        ContradictionError,
        say.goods("C1", damaged=("C2",)),
        field="damaged",
        mend="among the serial numbers too",
    )


def test_goods_that_were_not_ordered_are_irregular() -> None:
    (event,) = awarded().send(say.goods("C1"))

    assert isinstance(event, GoodsReceived)
    assert event.irregularities == ("lot cars has not been ordered",)


def test_more_goods_than_ordered_are_irregular() -> None:
    talk = stocked()

    (event,) = talk.send(say.goods("C5"))

    assert isinstance(event, GoodsReceived)
    assert event.irregularities == ("5 units received of 4 ordered",)


def test_a_surplus_that_is_rejected_is_not_in_stock() -> None:
    talk = stocked()
    talk.send(say.goods("C5"))

    talk.send(say.ruling(talk.last.sequence, accepted=False))

    assert talk.grant.procurement.lots[LOT].usable == ALL_FOUR


def test_a_surplus_that_is_kept_is_in_stock() -> None:
    talk = stocked()
    talk.send(say.goods("C5"))

    talk.send(say.ruling(talk.last.sequence, accepted=True))

    assert talk.grant.procurement.lots[LOT].usable == (*ALL_FOUR, "C5")


def test_an_invoice_is_registered() -> None:
    (event,) = stocked().send(say.invoice())

    assert isinstance(event, InvoiceReceived)
    assert event.irregularities == ()


def test_an_invoice_is_registered_once() -> None:
    invoiced().refuses(DuplicateNameError, say.invoice(), field="invoice", mend="Check the number")


def test_an_invoice_without_an_order_is_irregular() -> None:
    (event,) = awarded().send(say.invoice())

    assert isinstance(event, InvoiceReceived)
    assert event.irregularities == ("lot cars has not been ordered",)


def test_an_invoice_in_another_currency_than_the_orders_is_irregular() -> None:
    (event,) = stocked().send(say.invoice(amount="EUR 40000"))

    assert isinstance(event, InvoiceReceived)
    assert event.irregularities == ("the order is in USD",)


def test_invoices_that_pass_the_price_together_are_irregular() -> None:
    talk = invoiced()

    (event,) = talk.send(say.invoice("INV-2", "USD 0.01"))

    assert isinstance(event, InvoiceReceived)
    assert event.irregularities == ("the invoices pass the order's price",)


def test_an_invoice_that_matches_order_and_receipt_is_paid() -> None:
    talk = invoiced()

    events = talk.send(say.payment())

    assert isinstance(events[-1], PaymentMade)
    assert str(events[-1].charged) == "USD 40,000.00"
    assert str(talk.grant.spent) == "USD 40,000.00"


def test_only_a_registered_invoice_is_paid() -> None:
    invoiced().refuses(UnknownSubjectError, say.payment("INV-9"), field="invoice", mend="INV-1")


def test_an_invoice_is_paid_once() -> None:
    paid().refuses(AlreadyDoneError, say.payment(), field="invoice", mend="Nothing has to be done")


def test_nothing_is_paid_without_an_order() -> None:
    talk = awarded()
    talk.send(say.invoice())
    talk.send(say.ruling(talk.last.sequence, accepted=True))

    talk.refuses(NotYetError, say.payment(), field="lot", mend="Issue the order first")


def test_nothing_is_paid_while_an_irregularity_waits() -> None:
    talk = invoiced()
    talk.send(say.goods("C5"))

    talk.refuses(IrregularityOpenError, say.payment(), field="event", mend="resolve irregularity")


def test_a_rejected_invoice_is_as_if_it_had_not_come() -> None:
    talk = stocked()
    talk.send(say.invoice(amount="USD 40000.01"))
    talk.send(say.ruling(talk.last.sequence, accepted=False))

    talk.refuses(UnknownSubjectError, say.payment(), field="invoice", mend="(none yet)")
    talk.send(say.invoice())
    talk.send(say.payment())

    assert str(talk.grant.spent) == "USD 40,000.00"


def test_an_invoice_is_paid_up_to_the_units_received() -> None:
    talk = ordered()
    talk.send(say.goods("C1", "C2"))
    talk.send(say.invoice("HALF", "USD 20000"))
    talk.send(say.invoice("MORE", "USD 0.01"))
    talk.send(say.payment("HALF"))

    refusal = talk.refuses(
        ThreeWayMatchError, say.payment("MORE"), field="invoice", mend="when the goods"
    )

    assert "2 of 4 units are received fit for use" in refusal.says


def test_damaged_units_are_not_paid() -> None:
    talk = ordered()
    talk.send(say.goods(*ALL_FOUR, damaged=("C4",)))
    talk.send(say.invoice())

    talk.refuses(ThreeWayMatchError, say.payment(), field="invoice", mend="when the goods")


def test_an_accepted_invoice_in_another_currency_does_not_match_either() -> None:
    talk = stocked()
    talk.send(say.invoice(amount="EUR 1"))
    talk.send(say.ruling(talk.last.sequence, accepted=True))

    talk.refuses(ThreeWayMatchError, say.payment(), field="invoice", mend="when the goods")


def test_a_payment_that_a_new_rate_lifts_above_the_ceiling_is_refused() -> None:
    talk = opened_bids(*IN_EUR)
    for command in (say.evaluation(), say.award(), say.order(), say.goods(*ALL_FOUR)):
        talk.send(command)
    talk.send(say.invoice(amount="EUR 40000"))
    dearer = {"version": "test-2", "rates": {"EUR": Decimal("1.51")}}
    talk.send(AdoptPolicy(policy=POLICY.but(**dearer)))

    talk.refuses(AboveCeilingError, say.payment(), field="invoice", mend="Adopt a policy")
