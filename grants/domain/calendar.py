"""Days that count: calendar days and an agency's working days."""

from datetime import date, timedelta
from typing import Final

from grants.domain.policy import Policy

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In English, whatever the locale."""


def is_working_day(day: date, policy: Policy) -> bool:
    """Whether the agency works on `day`: its weekdays less its holidays."""
    return day.weekday() in policy.working_weekdays and day not in policy.holidays


def last_working_day(day: date, policy: Policy) -> date:
    """`day`, or the last working day before it; the day itself where there is none in a month."""
    days = (day - timedelta(days=n) for n in range(31))
    return next((found for found in days if is_working_day(found, policy)), day)


def working_days_between(start: date, end: date, policy: Policy) -> int:
    """Working days after `start` up to and including `end`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, policy) for day in days)


def written(day: date) -> str:
    """A date as people write it: 25 October 2016."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
