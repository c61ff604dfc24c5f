"""The grant file: what it says, and what becomes of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from grants.domain.administration.commands import OpenGrant
from grants.domain.agreement.commands import SignAgreement
from grants.domain.model import Evidence
from grants.domain.procurement.commands import IssueSolicitation, ReceiveBid
from grants.grantfile.file import (
    GrantFile,
    load,
    shifted,
)
from tests.grantfile.files import (
    BID,
    EXAMPLE,
    HEAD,
    PASSAGE,
    SIGN,
    TEMPLATE,
    Write,
    keys,
    message,
    story,
)


def test_the_opening_becomes_a_message_with_its_evidence_and_its_public_fields(
    write: Write,
) -> None:
    text = HEAD.replace("by: lea}", "by: lea, evidence: [letter], public: [donors]}")

    opening = load(write(f"{text}public: [title]\n")).opening

    assert (opening.key, opening.by, opening.public) == ("open", "lea", ("title", "donors"))
    assert opening.evidence == (Evidence(uri="letter.pdf"),)
    assert isinstance(opening.command, OpenGrant)
    assert opening.command.country.code == "NO"


def test_a_step_becomes_a_message(write: Write) -> None:
    step = load(
        write(story(SIGN.replace("by: lea", "by: lea, public: all, evidence: letter")))
    ).steps[0]

    sent = message(step)

    assert isinstance(sent.command, SignAgreement)
    assert str(sent.command.amount) == "USD 1,000.00"
    assert (sent.key, sent.public) == ("story/sign-agreement/norland/1", ("all",))
    assert sent.evidence == (Evidence(uri="letter.pdf"),)
    assert step.complete


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-02-02", "2026-02-02T09:00:00+03:00"),
        ("2026-02-02T11:30", "2026-02-02T11:30:00+03:00"),
        ("2026-02-02 11:30", "2026-02-02T11:30:00+03:00"),
        ("2026-02-02T11:30:15+01:00", "2026-02-02T11:30:15+01:00"),
        ("2026-02-02T11:30Z", "2026-02-02T11:30:00+00:00"),
    ],
)
def test_a_date_is_in_the_time_zone_unless_it_has_an_offset(
    write: Write, written: str, meant: str
) -> None:
    step = load(write(story(SIGN.replace("2026-02-02T11:00", written)))).steps[0]

    assert step.on.isoformat() == meant


def test_without_a_time_zone_dates_are_in_utc(write: Write) -> None:
    opening = load(write(HEAD.replace("time_zone: Africa/Nairobi\n", ""))).opening

    assert opening.on == datetime(2026, 1, 12, 9, tzinfo=UTC)


def test_moments_among_a_commands_own_fields_are_in_the_time_zone_too(write: Write) -> None:
    issue = (
        "{do: issue-solicitation, on: 2026-02-02, by: lea, lot: x, method: rfq, "
        "closes: 2026-03-02T12:00}"
    )

    command = message(load(write(f"live_from: 2026-02-01\n{story(issue)}")).steps[0]).command

    assert isinstance(command, IssueSolicitation)
    assert command.closes.isoformat() == "2026-03-02T12:00:00+03:00"


def test_a_sealed_bid_is_sealed_by_the_sender(write: Write) -> None:
    step = load(write(story(BID))).steps[0]

    sent = message(step).command

    assert not step.complete
    assert step.salt == "sixteen-letters-or-more"
    assert "offer" not in step.content
    assert isinstance(sent, ReceiveBid)
    assert sent.envelope == "archive/bid"


def test_an_opening_without_offers_brings_them_from_the_archive(write: Write) -> None:
    opens = "do: open-bids, on: 2026-02-05, by: lea, lot: cars, witness: ivo"
    bare, full = load(
        write(
            story(
                f"{{{opens}}}",
                f"{{{opens}, openings: [{{bid: a, offer: {{price: USD 1}}, salt: {'x' * 16}}}]}}",
            )
        )
    ).steps

    assert bare.unseals
    assert not full.unseals
    assert full.complete


def test_an_irregularity_is_named_by_the_key_of_its_step(write: Write) -> None:
    resolve = (
        "{do: resolve-irregularity, on: 2026-02-06, by: lea, step: story/receive-bid/cars/1, "
        "accepted: no, reason: late}"
    )

    sent = message(load(write(story(BID, resolve))).steps[1]).command.model_dump()

    assert (sent["event"], sent["accepted"]) == (7, False)


def test_keys_tell_command_subject_and_number(write: Write) -> None:
    found = keys(load(write(story(SIGN, PASSAGE, BID, BID))))

    assert found == [
        "story/sign-agreement/norland/1",
        "story/adopt-passage/one/1",
        "story/receive-bid/cars/1",
        "story/receive-bid/cars/2",
    ]


def test_steps_of_another_kind_or_subject_change_no_key(write: Write) -> None:
    one, two = PASSAGE, PASSAGE.replace("one", "two")
    other = BID.replace("lot: cars", "lot: radios")
    before = keys(load(write(story(SIGN, two, BID))))

    after = keys(load(write(story(SIGN, one, two, other, BID))))

    assert set(before) < set(after)


def test_a_step_with_a_key_of_its_own_changes_no_other_key(write: Write) -> None:
    own = BID.replace("by: lea", "by: lea, key: put-in-between")

    assert keys(load(write(story(own, BID)))) == ["put-in-between", "story/receive-bid/cars/1"]


def test_shifting_moves_every_date_by_the_same_days() -> None:
    before = load(EXAMPLE)

    after = shifted(before, date(2026, 3, 2))

    assert after.opening.on == datetime(2026, 3, 2, 9, tzinfo=UTC)
    moved = timedelta(days=(date(2026, 3, 2) - date(2016, 1, 15)).days)
    assert dates(after) == [item + moved for item in dates(before)]
    assert keys(after) == keys(before)


def dates(grantfile: GrantFile) -> list[date]:
    told = [
        grantfile.opening.model_dump(),
        *(message(step).model_dump() for step in grantfile.steps),
    ]
    return list(dates_in(told))


def dates_in(value: object) -> Iterator[date]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from dates_in(item)
    elif isinstance(value, date):
        yield value


def test_shifting_keeps_the_hour_on_the_wall_where_the_clocks_change(write: Write) -> None:
    text = story(SIGN).replace("Africa/Nairobi", "Europe/Vienna")

    after = shifted(load(write(text)), date(2026, 6, 12))

    assert after.steps[0].on.isoformat() == "2026-07-03T11:00:00+02:00"


def test_what_a_shifted_story_does_not_date_stays_as_it_is() -> None:
    before, after = load(EXAMPLE), shifted(load(EXAMPLE), date(2026, 3, 2))

    assert isinstance(after.opening.command, OpenGrant)
    assert isinstance(before.opening.command, OpenGrant)
    assert after.opening.command.programme == before.opening.command.programme
    assert shifted(after, date(2016, 1, 15)) == before


@pytest.mark.parametrize("start", [date(1950, 1, 1), date(2100, 6, 1), date(9990, 1, 1)])
def test_a_story_is_not_shifted_out_of_our_time(start: date) -> None:
    with pytest.raises(OverflowError):
        shifted(load(TEMPLATE), start)
