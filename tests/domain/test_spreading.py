"""Reminders of many grants are spread over the first hour of the office's working day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from grants.domain.admission import set_alarms
from tests.domain.builders import solicited
from tests.domain.cast import POLICY, at


def reminder(reference: str = "EXA-1", **policy: Any) -> datetime:
    """When the bids, which close on a Monday at noon, are reminded of: three days before."""
    grant = solicited().grant
    administration = grant.administration.but(policy=POLICY.but(**policy))
    grant = grant.but(reference=reference, administration=administration)
    (found,) = (item for item in set_alarms(grant) if item.key.startswith("clock/remind/bids/"))
    return found.at


def test_reminders_of_many_grants_ring_within_an_hour_and_not_together() -> None:
    found = [reminder(f"EXA-{number}") for number in range(60)]

    first = at("2025-02-07T09:00")
    assert all(first <= moment < first + timedelta(hours=1) for moment in found)
    assert len(set(found)) > len(found) * 0.9
    quarters = {moment.minute // 15 for moment in found}
    assert quarters == {0, 1, 2, 3}


def test_a_grants_reminders_always_ring_at_its_own_minute() -> None:
    friday, thursday = reminder(), reminder(reminder_days=4)

    assert friday - thursday == timedelta(days=1)


def test_the_office_opens_when_its_policy_says() -> None:
    early = reminder(office_opens=time(7), utc_offset="+01:00")

    assert reminder() - early == timedelta(hours=3)


def test_nobody_is_reminded_on_a_day_off() -> None:
    on_sunday = reminder(reminder_days=1)
    after_a_holiday = reminder(holidays=(date(2025, 2, 7),))

    assert on_sunday.date() == date(2025, 2, 7)
    assert after_a_holiday.date() == date(2025, 2, 6)


def test_an_office_that_never_works_reminds_on_the_day_itself() -> None:
    assert reminder(working_weekdays=()).date() == date(2025, 2, 7)
