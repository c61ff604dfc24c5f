"""The grant's one clock at work: the nearest deadlines as named timers, and what they ring."""

import asyncio
from datetime import datetime
from functools import partial
from heapq import nsmallest
from typing import Final, NamedTuple

from temporalio import workflow

from grants.domain import clock
from grants.domain.admission import AT_ONCE, due, set_alarms
from grants.domain.alarms import Alarm, in_time
from grants.domain.state import Grant
from workflows.case import A_MOMENT, GO_ON, Case

SHOWN: Final = 10
"""So many timers run at once, for the Web UI to show: the nearest deadlines."""


class Timer(NamedTuple):
    """A timer that runs, by the key of its alarm."""

    at: datetime
    task: asyncio.Task[None]


Timers = dict[str, Timer]


async def timing(case: Case) -> None:
    """Ring what is due, set the nearest timers, sleep until one rings or something changes."""
    timers: Timers = {}
    while not case.resting:
        await _strike(case)
        seen = case.grant
        _set(case, timers)
        await workflow.wait_condition(partial(_moved, case, seen, timers))


async def _strike(case: Case) -> None:
    """Ring turn by turn; what is refused waits for the next change."""
    while due(case.grant, workflow.now()) and case.strike():
        if len(set_alarms(case.grant)) >= AT_ONCE:
            await workflow.sleep(A_MOMENT, summary=GO_ON)


def _moved(case: Case, seen: Grant, timers: Timers) -> bool:
    return case.resting or case.grant is not seen or _rang(timers)


def _rang(timers: Timers) -> bool:
    return any(timer.task.done() for timer in timers.values())


def _set(case: Case, timers: Timers) -> None:
    """Let the timers be those of the nearest alarms to come.

    One whose time has come may be ringing at this moment, and is not called back: several alarms
    strike together, and the first wakes us.
    """
    now, nearest = workflow.now(), _nearest(case)
    for key, timer in list(timers.items()):
        if timer.task.done():
            del timers[key]
        elif timer.at > now and (key not in nearest or nearest[key][1] != timer.at):
            timers.pop(key).task.cancel()
    for key, (alarm, at) in nearest.items():
        if key not in timers:
            timers[key] = Timer(at, asyncio.create_task(_sleep(alarm, at)))


def _nearest(case: Case) -> dict[str, tuple[Alarm, datetime]]:
    now = workflow.now()
    to_come = [alarm for alarm in set_alarms(case.grant) if alarm.at > now]
    found: dict[str, tuple[Alarm, datetime]] = {}
    for alarm in nsmallest(SHOWN, to_come, key=in_time):
        at = clock.strikes(case.grant, alarm.at)
        if at is not None and at > now:
            found[alarm.key] = (alarm, at)
    return found


async def _sleep(alarm: Alarm, at: datetime) -> None:
    await workflow.sleep(at - workflow.now(), summary=alarm.summary)
