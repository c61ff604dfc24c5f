"""A supplier who never delivers the rest: it is called off, and its money is free again."""

from grants.domain.errors import AboveCeilingError, ContradictionError, ThreeWayMatchError
from grants.domain.grant import duties
from grants.domain.model import Phase
from grants.domain.procurement.events import GoodsReceived, InvoiceReceived, OrderShortened
from tests.domain import phrases as say
from tests.domain.builders import ALL_FOUR, awarded, opened_bids, ordered, stocked, with_lot
from tests.domain.cast import adopting
from tests.domain.conversation import Conversation


def three_of_four() -> Conversation:
    """Four cars ordered at USD 40,000, out of USD 60,000; three have come."""
    talk = ordered()
    talk.send(say.goods("C1", "C2", "C3"))
    return talk


def asked(talk: Conversation) -> list[str]:
    """The keys of the duties of procurement."""
    return [duty.key for duty in duties(talk.grant) if duty.phase is Phase.PROCUREMENT]


def test_the_rest_of_an_order_is_called_off() -> None:
    talk = three_of_four()

    events = talk.send(say.giving_up())

    assert events == [
        OrderShortened.model_validate(
            {
                "lot": "cars",
                "order": "PO-cars",
                "quantity": 1,
                "price": "USD 30000.00",
                "released": "USD 10000.00",
                "reason": "No bid within the ceiling",
            }
        )
    ]
    assert (str(talk.grant.reserved), str(talk.grant.free(None))) == (
        "USD 50,000.00",
        "USD 150,000.00",
    )
    assert asked(talk) == ["invoice/cars"]


def test_what_has_come_is_still_invoiced_and_paid() -> None:
    talk = three_of_four()
    talk.send(say.giving_up())

    talk.send(say.invoice(amount="USD 30000"))
    talk.send(say.payment())

    assert asked(talk) == []
    assert str(talk.grant.spent) == "USD 30,000.00"


def test_an_invoice_for_the_whole_order_is_corrected_once_the_rest_is_called_off() -> None:
    talk = three_of_four()
    talk.send(say.invoice())
    talk.send(say.giving_up())
    talk.refuses(ThreeWayMatchError, say.payment(), field="invoice", mend="corrected invoice")

    talk.send(say.invoice("INV-2", "USD 30000", replaces="INV-1"))
    talk.send(say.payment("INV-2"))

    assert asked(talk) == []


def test_an_invoice_for_what_was_called_off_is_irregular() -> None:
    talk = three_of_four()
    talk.send(say.giving_up())

    (event,) = talk.send(say.invoice(amount="USD 30000.01"))

    assert isinstance(event, InvoiceReceived)
    assert event.irregularities == ("the invoices pass the order's price",)


def test_what_comes_after_all_is_irregular_and_not_paid_for() -> None:
    talk = three_of_four()
    talk.send(say.giving_up())

    (event,) = talk.send(say.goods("C4"))

    assert isinstance(event, GoodsReceived)
    assert event.irregularities == ("4 units received of 3 ordered",)
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    talk.send(say.invoice())
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    talk.refuses(ThreeWayMatchError, say.payment(), field="invoice", mend="corrected invoice")


def test_what_came_unfit_for_use_is_called_off_and_not_replaced() -> None:
    talk = ordered()
    talk.send(say.goods(*ALL_FOUR, damaged=ALL_FOUR))
    assert asked(talk) == ["receive/cars", "invoice/cars"]

    talk.send(say.giving_up())

    assert asked(talk) == []
    assert str(talk.grant.reserved) == "USD 20,000.00"


def test_an_order_that_has_come_in_full_is_not_shortened() -> None:
    stocked().refuses(ContradictionError, say.giving_up(), field="lot", mend="Hand them over")


def test_the_rest_is_called_off_once() -> None:
    talk = three_of_four()
    talk.send(say.giving_up())

    talk.refuses(ContradictionError, say.giving_up(), field="lot", mend="Hand them over")


def test_what_is_owed_for_what_has_come_stays_committed() -> None:
    talk = ordered()
    talk.send(say.goods("C1", "C2"))
    talk.send(say.invoice("INV-1", "USD 20000"))
    talk.send(say.payment())
    talk.send(say.goods("C3"))

    talk.send(say.giving_up())

    balance = talk.grant.ledger.balance
    assert balance("paid/cars/(pool)", "USD") == 20000
    assert balance("committed/cars/(pool)", "USD") == 10000
    assert balance("reserved/cars/(pool)", "USD") == 20000


def test_a_dearer_rate_takes_no_more_than_the_lot_still_holds() -> None:
    talk = opened_bids(("alpha", "EUR 40000"), ("beta", "USD 50000"), ceiling="USD 44000")
    for command in (say.evaluation(), say.award(), say.order(), say.goods("C1", "C2", "C3")):
        talk.send(command)
    talk.send(say.giving_up())
    talk.send(say.invoice(amount="EUR 30000"))
    talk.send(adopting("dear", EUR="1.20"))

    talk.refuses(AboveCeilingError, say.payment(), field="invoice", mend="Adopt a policy")

    talk.send(adopting("as it was", EUR="1.10"))
    talk.send(say.payment())
    assert str(talk.grant.spent) == "USD 33,000.00"


def test_a_lot_whose_goods_came_without_an_order_is_given_up_and_they_stay() -> None:
    for given in (with_lot, awarded):
        talk = given()
        talk.send(say.goods("C1"))
        talk.send(say.ruling(talk.last.sequence, accepted=True))

        talk.send(say.giving_up())

        assert talk.grant.lot("cars") is None
        talk.send(say.plan())
        talk.send(say.allocation(say.some(1, of="cars")))
        assert talk.grant.allocated("cars") == {"C1"}
