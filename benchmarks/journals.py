"""Journals as large as an installation's become, made by the rules in this process."""

from dataclasses import replace
from datetime import timedelta
from math import ceil
from pathlib import Path

from benchmarks import engine
from benchmarks.engine import Life, Records

_GROWS_BY = "postpone-ceremony"
"""What can be said again and again, and leaves the grant no larger but by what it remembers."""
_BEFORE = "hold-ceremony"


def crowded(home: Path, grants: int, events: int) -> int:
    """A journal of many grants, every other one still open; how many events it holds.

    Each lives the reference story; what is missing from `events` is said in the first ones again.
    """
    records = Records(home)
    whole = engine.lived(engine.reference_story()).stream
    begun = engine.lived(engine.reference_story(), until=_BEFORE)
    longer = grown(begun, ceil(events / grants) + 1 - len(begun.stream)).stream
    kept = 0
    for number in range(grants):
        stream = longer if number % 2 else whole
        records.keep(engine.of_another(stream, f"CROWD-{number:05}"))
        kept += len(stream)
    return kept


def grown(life: Life, more: int) -> Life:
    """The same grant after so many events more, none if that is less than none."""
    step = engine.first(engine.reference_story(), _GROWS_BY)
    for number in range(more):
        later = step.content["starts"] + timedelta(minutes=number + 1)
        life.send(engine.repeated(replace(step, on=life.latest), number, starts=later))
    return life


def large(home: Path, reference: str, events: int) -> Life:
    """A journal with one grant that is open and has so many events."""
    story = replace(engine.reference_story(), reference=reference)
    life = engine.lived(story, until=_BEFORE)
    grown(life, events - len(life.stream))
    Records(home).keep(life.stream)
    return life
