"""Bounds at the door: what no grant can mean is refused where it comes in, in one sentence."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from grants.domain.administration.commands import CancelGrant, Disclose, OpenGrant
from grants.domain.agreement.commands import ReceiveContribution, SignAgreement
from grants.domain.agreement.content import Instalment
from grants.domain.commands import BY_TYPE
from grants.domain.delivery.commands import HoldCeremony, PlanHandover
from grants.domain.delivery.content import Share
from grants.domain.envelope import Message
from grants.domain.messages import type_of
from grants.domain.model import MANY, MOST_UNITS, Day, Evidence, Moment, Prose, Text
from grants.domain.money import Money
from grants.domain.parties import Agency, Programme, ReportDuty
from grants.domain.people import Role
from grants.domain.policy import DatedRate, Policy, Threshold
from grants.domain.procurement.commands import OpenLot, ReceiveGoods, ReceiveInvoice
from grants.domain.procurement.content import Offer, Opening
from tests.domain import phrases as say
from tests.domain.cast import opening


def refused(make: Callable[[], object], *, because: str) -> None:
    with pytest.raises(ValidationError, match=because):
        make()


@pytest.mark.parametrize("amount", ["1000000000000000", "1E+40", "9" * 18])
def test_no_amount_has_more_than_fifteen_digits_before_the_point(amount: str) -> None:
    refused(lambda: Money.model_validate(f"USD {amount}"), because="plain amount")
    refused(
        lambda: Money.model_validate({"amount": amount, "currency": "USD"}),
        because="is not an amount",
    )


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("USD 1.005", "which has 2"),
        ("JPY 1.5", "which has 0"),
        ("XOF 0.1", "which has 0"),
        ("BHD 1.0005", "which has 3"),
    ],
)
def test_no_amount_is_finer_than_its_currency(text: str, because: str) -> None:
    refused(lambda: Money.model_validate(text), because=because)


@pytest.mark.parametrize("text", ["USD 1.50", "USD 1.500", "JPY 1.0", "BHD 1.005", "CLF 1.0005"])
def test_an_amount_may_be_as_fine_as_its_currency(text: str) -> None:
    assert Money.model_validate(text).amount > 0


@pytest.mark.parametrize("year", ["1989", "2101", "9999", "0001"])
def test_every_date_is_of_our_time(year: str) -> None:
    says = "write a year from 1990 to 2100"
    refused(lambda: TypeAdapter(Day).validate_python(f"{year}-06-01"), because=says)
    refused(lambda: TypeAdapter(Moment).validate_python(f"{year}-06-01T00:00Z"), because=says)


@pytest.mark.parametrize("day", ["1990-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_are_of_our_time(day: str) -> None:
    assert TypeAdapter(Day).validate_python(day) == date.fromisoformat(day)


LATE_YEAR: dict[str, Callable[[], object]] = {
    "a report": lambda: ReportDuty.model_validate(
        {"report": "final", "title": "Final", "due": "9999-12-31"}
    ),
    "an instalment": lambda: Instalment.model_validate({"due": "9999-12-31", "amount": "EUR 1"}),
    "an opening": lambda: opening(live_from="9999-12-31T00:00Z"),
    "a solicitation": lambda: say.solicitation(closes="9999-12-31T00:00"),
    "a ceremony": lambda: say.schedule("9999-12-31T00:00"),
    "a delivery": lambda: say.order(deliver_by="9999-12-31"),
    "an appointment": lambda: say.appointing("zoe", Role.AUDITOR, until=date(9999, 12, 31)),
    "a holiday": lambda: Policy(holidays=(date(9999, 12, 31),)),
    "a rate": lambda: DatedRate.model_validate({"since": "9999-12-31", "rate": 1}),
    "a message": lambda: Message.model_validate(
        {"key": "k", "by": "pia", "on": "9999-12-31T00:00Z", "command": {"type": "go-live"}}
    ),
}


@pytest.mark.parametrize("make", LATE_YEAR.values(), ids=LATE_YEAR.keys())
def test_nothing_is_due_in_the_year_9999(make: Callable[[], object]) -> None:
    refused(make, because="write a year from 1990 to 2100")


ODD = {
    "an escape": "a\x1b[2Jb",
    "a bell": "a\x07b",
    "a null": "a\0b",
    "a next line": "a\x85b",
    "a line separator": "a\u2028b",
    "a paragraph separator": "a\u2029b",
    "a right-to-left override": "a\u202eb",
    "an isolate": "a\u2066b",
    "a mark": "a\u200fb",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("kind", [Text, Prose])
def test_no_text_holds_control_or_bidirectional_characters(kind: Any, text: str) -> None:
    refused(lambda: TypeAdapter(kind).validate_python(text), because=r"holds U\+.*: take it out")


def test_a_line_has_no_line_break_and_prose_may_have_some() -> None:
    broken = "one\n\ttwo\r\nthree"

    refused(lambda: TypeAdapter(Text).validate_python(broken), because=r"U\+000A")
    assert TypeAdapter(Prose).validate_python(broken) == "one\n\ttwo\nthree"
    refused(lambda: TypeAdapter(Prose).validate_python("one\rtwo"), because=r"U\+000D")


def test_letters_of_every_script_are_text() -> None:
    for text in ("Gao Traoré", "مالي", "日本", "Ελλάδα", "👍🏽", "naïve, “quoted”"):
        assert TypeAdapter(Text).validate_python(text) == text


def test_texts_and_lists_are_of_bounded_length() -> None:
    assert TypeAdapter(Text).validate_python("x" * 500)
    refused(lambda: TypeAdapter(Text).validate_python("x" * 501), because="at most 500")
    refused(lambda: TypeAdapter(Prose).validate_python("x" * 20_001), because="at most 20000")


TOO_LONG: dict[str, Callable[[], object]] = {
    "an agency's short name": lambda: Agency(name="A", short="x" * 81),
    "an invoice's number": lambda: ReceiveInvoice(
        lot="cars", invoice="9" * 65, amount=Money.zero("USD")
    ),
    "a message's key": lambda: Message.model_validate(
        {"key": "x" * 201, "by": "pia", "command": {"type": "go-live"}}
    ),
    "a short name": lambda: PlanHandover(handover="x" * 65, title="A"),
}


@pytest.mark.parametrize("make", TOO_LONG.values(), ids=TOO_LONG.keys())
def test_names_and_numbers_are_short(make: Callable[[], object]) -> None:
    refused(make, because="at most (80|64|200)")


TOO_MANY: dict[str, Callable[[], object]] = {
    "serial numbers": lambda: ReceiveGoods(
        lot="cars", serials=tuple(f"C{n}" for n in range(MANY + 1))
    ),
    "attendees": lambda: HoldCeremony(
        handover="gift", attendees=tuple(say.guest(f"g{n}") for n in range(MANY + 1))
    ),
    "evidence": lambda: Message.model_validate(
        {
            "key": "k",
            "by": "pia",
            "evidence": [Evidence(uri="a.pdf")] * (MANY + 1),
            "command": {"type": "go-live"},
        }
    ),
    "fields": lambda: Disclose(event=1, kind="lot-opened", fields=("title",) * (MANY + 1)),
}


@pytest.mark.parametrize("make", TOO_MANY.values(), ids=TOO_MANY.keys())
def test_lists_are_bounded(make: Callable[[], object]) -> None:
    refused(make, because="at most 1000 items")


TOO_FEW: dict[str, Callable[[], object]] = {
    "donors": lambda: opening(donors=()),
    "people": lambda: opening(people=()),
    "pledges": lambda: opening(pledges=()),
    "shares": say.allocation,
    "findings": lambda: say.evaluation(compliant=()),
    "guests": say.invitation,
    "fields": lambda: say.disclosing(1, "lot-opened"),
}


@pytest.mark.parametrize("make", TOO_FEW.values(), ids=TOO_FEW.keys())
def test_some_lists_are_not_empty(make: Callable[[], object]) -> None:
    refused(make, because="at least 1 item")


COUNTS: dict[str, Callable[[], object]] = {
    "two million units received": lambda: say.goods(quantity=2_000_000),
    "fewer than none received": lambda: say.goods(quantity=-1),
    "a lot of nothing": lambda: say.lot(quantity=0),
    "a lot of too much": lambda: say.lot(quantity=MOST_UNITS + 1),
    "a share of too much": lambda: Share(beneficiary="police", quantity=MOST_UNITS + 1),
    "a tender of ten years": lambda: Threshold.model_validate(
        {"method": "itb", "working_days_open": 3660}
    ),
    "an offer for ever": lambda: Offer(price=Money.zero("USD"), delivery_days=10**6),
    "event nought": lambda: say.ruling(0, accepted=True),
    "a programme of the future": lambda: Programme(name="Sahel", since=2101),
    "a rate of nothing": lambda: Policy(rates={"EUR": 0}),
    "a rate of a thousand digits": lambda: Policy(rates={"EUR": f"0.{'1' * 1000}"}),
    "a currency that is none": lambda: Policy(rates={"EURO": 1}),
    "weekdays without end": lambda: Policy(working_weekdays=(0,) * 8),
    "a tolerance above all": lambda: Policy(rate_tolerance="1.01"),
    "an offset of a day": lambda: Policy(utc_offset="-23:59"),
}


@pytest.mark.parametrize("make", COUNTS.values(), ids=COUNTS.keys())
def test_counts_are_bounded(make: Callable[[], object]) -> None:
    refused(make, because=r"(greater|less) than|match pattern|no more than|at most")


def test_a_salt_is_neither_short_nor_endless() -> None:
    def sealed(salt: str) -> Opening:
        return Opening(bid="alpha", offer=say.offer("USD 1"), salt=salt)

    refused(lambda: sealed("short"), because="at least 16")
    refused(lambda: sealed("x" * 501), because="at most 500")


@pytest.mark.parametrize(
    "command", [CancelGrant, OpenGrant, SignAgreement, ReceiveContribution, OpenLot]
)
def test_a_command_that_is_too_bare_is_refused_by_its_form(command: type[Any]) -> None:
    refused(command, because="Field required")


@pytest.mark.parametrize("name", BY_TYPE)
def test_no_text_of_a_command_is_without_bounds(name: str) -> None:
    """Every text, list and number that a command brings has an end: looked up in its schema."""
    schema = BY_TYPE[name].model_json_schema()

    assert type_of(BY_TYPE[name]) == name
    assert list(unbounded(schema)) == []


def unbounded(schema: Any, at: str = "") -> list[str]:
    """Where a schema lets anything in, however long."""
    if isinstance(schema, list):
        return [found for part in schema for found in unbounded(part, at)]
    if not isinstance(schema, dict):
        return []
    here: list[str] = []
    kind = schema.get("type")
    closed = {"const", "enum", "format"} & schema.keys()
    if kind == "string" and not closed and not {"maxLength", "pattern"} & schema.keys():
        here.append(at)
    if kind == "array" and "maxItems" not in schema:
        here.append(at)
    if kind == "object" and "additionalProperties" in schema and "properties" not in schema:
        here += [] if {"maxProperties", "propertyNames"} <= schema.keys() else [at]
    if kind in ("integer", "number") and not {"maximum", "exclusiveMaximum"} & schema.keys():
        here.append(at)
    if any(part.get("type") == "number" for part in schema.get("anyOf", ())):
        return here  # a decimal: as text it is bounded by its number of digits
    return here + [
        found
        for name, part in schema.items()
        if name not in ("description", "default", "examples")
        for found in unbounded(part, f"{at}/{name}")
    ]


def test_an_office_closes_at_an_hour_of_its_own() -> None:
    assert Policy(office_closes=time(18, 30)).office_closes == time(18, 30)
