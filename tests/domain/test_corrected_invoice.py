"""An invoice that can never be paid is replaced by the one that corrects it."""

from collections.abc import Callable

import pytest

from grants.domain.errors import ThreeWayMatchError, UnknownSubjectError
from grants.domain.grant import duties
from tests.domain import phrases as say
from tests.domain.builders import invoiced, ordered, paid, stocked
from tests.domain.conversation import Conversation


def accepted(amount: str) -> Conversation:
    """An invoice that breaks a rule and may count all the same."""
    talk = stocked()
    talk.send(say.invoice("INV-1", amount))
    talk.send(say.ruling(talk.last.sequence, accepted=True))
    return talk


def open_payments(talk: Conversation) -> list[str]:
    return [duty.key for duty in duties(talk.grant) if duty.key.startswith("pay/")]


@pytest.mark.parametrize("amount", ["USD 50000", "EUR 40000"])
def test_an_accepted_invoice_that_does_not_match_is_corrected_and_paid(amount: str) -> None:
    talk = accepted(amount)
    talk.refuses(
        ThreeWayMatchError, say.payment(), field="invoice", mend="supplier's corrected invoice"
    )

    talk.send(say.invoice("INV-2", "USD 40000", replaces="INV-1"))
    assert talk.grant.irregularities.keys() == {talk.last.sequence - 2}
    talk.send(say.payment("INV-2"))

    assert open_payments(talk) == []
    assert str(talk.grant.spent) == "USD 40,000.00"


def test_an_invoice_for_more_than_was_received_is_corrected() -> None:
    talk = ordered()
    talk.send(say.goods("C1", "C2", "C3"))
    talk.send(say.invoice())
    talk.refuses(ThreeWayMatchError, say.payment(), field="invoice", mend="corrected invoice")

    talk.send(say.invoice("INV-2", "USD 30000", replaces="INV-1"))

    talk.send(say.payment("INV-2"))
    talk.send(say.goods("C4"))
    talk.send(say.invoice("INV-3", "USD 10000"))
    talk.send(say.payment("INV-3"))
    assert str(talk.grant.spent) == "USD 40,000.00"


def test_a_correction_to_nothing_leaves_nothing_to_pay() -> None:
    talk = accepted("EUR 40000")

    talk.send(say.invoice("CN-1", "USD 0", replaces="INV-1"))

    assert open_payments(talk) == []


def test_an_invoice_that_was_corrected_is_not_paid() -> None:
    talk = invoiced()
    talk.send(say.invoice("INV-2", "USD 39000", replaces="INV-1"))

    talk.refuses(UnknownSubjectError, say.payment("INV-1"), field="invoice", mend="INV-2")

    assert open_payments(talk) == ["pay/cars/INV-2"]


@pytest.mark.parametrize("given", [stocked, paid])
def test_what_is_not_there_or_is_paid_is_not_corrected(given: Callable[[], Conversation]) -> None:
    given().refuses(
        UnknownSubjectError,
        say.invoice("INV-2", "USD 1", replaces="INV-1"),
        field="replaces",
        mend="Name one of: (none is unpaid)",
    )


def test_an_invoice_is_corrected_once() -> None:
    talk = invoiced()
    talk.send(say.invoice("INV-2", "USD 39000", replaces="INV-1"))

    talk.refuses(
        UnknownSubjectError,
        say.invoice("INV-3", "USD 38000", replaces="INV-1"),
        field="replaces",
        mend="Name one of: INV-2",
    )


def test_a_correction_that_is_irregular_replaces_nothing_until_it_is_accepted() -> None:
    talk = invoiced()
    talk.send(say.invoice("INV-2", "USD 50000", replaces="INV-1"))
    told = talk.last.sequence
    assert open_payments(talk) == ["pay/cars/INV-1"]

    talk.send(say.ruling(told, accepted=False))
    assert open_payments(talk) == ["pay/cars/INV-1"]

    talk.send(say.payment("INV-1"))
    assert open_payments(talk) == []
