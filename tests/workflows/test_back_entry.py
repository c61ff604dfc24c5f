"""The story as back entry, sent by the command line's own `play` to the real server."""

from pathlib import Path

from client.playing import play
from tests.workflows.houses import (
    House,
    at_work,
    ended,
    on_dev_server,
    story,
    told_of,
    without_recording_time,
)

DOCUMENTS = {
    "documents/press-release/1/53/press-release.en.md",
    "documents/press-release/1/53/press-release.en.html",
    "documents/press-release/1/53/press-release.en.facts.json",
    "documents/donor-report/1/58/donor-report.en.md",
    "documents/donor-report/1/58/donor-report.en.html",
    "documents/donor-report/1/58/donor-report.en.facts.json",
    "documents/donor-report/2/62/donor-report.en.md",
    "documents/donor-report/2/62/donor-report.en.html",
    "documents/donor-report/2/62/donor-report.en.facts.json",
}


async def test_the_story_is_told_once_and_playing_it_again_sends_nothing(busy: House) -> None:
    told = story()

    first = await play(busy.door, told, lambda _: None)
    outcome = await ended(busy, told.reference)
    again = await play(busy.door, told, lambda _: None)

    stream = busy.stream(told.reference)
    assert (first.sent, first.skipped) == (len(told.steps), 0)
    assert (again.sent, again.skipped) == (0, len(told.steps))
    assert (outcome.ended, outcome.sequence) == ("closed", len(stream))
    assert [event.sequence for event in stream] == list(range(1, len(stream) + 1))
    assert busy.session.journal.verify(told.reference) == []
    assert busy.noted("kept") == told_of(stream) > len(told.steps)
    assert busy.mails("sent") == []


async def test_two_houses_tell_the_same_story_and_write_the_same_documents(
    tmp_path: Path, busy: House
) -> None:
    told = story()
    async with on_dev_server(tmp_path / "other") as other, at_work(other):
        for house in (busy, other):
            await play(house.door, told, lambda _: None)
            await ended(house, told.reference)

        here, there = (house.stream(told.reference) for house in (busy, other))
        assert without_recording_time(here) == without_recording_time(there)
        assert documents(busy, told.reference) == documents(other, told.reference)
        assert set(documents(busy, told.reference)) == DOCUMENTS


def documents(house: House, reference: str) -> dict[str, bytes]:
    folder = house.home / "archive" / reference
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "documents").rglob("*.*")
    }
