"""Until the bids are opened no price stands anywhere, in nothing that the engine has written."""

import logging
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from client.playing import play
from grants.documents.exports import EXPORTS
from grants.grantfile.file import GrantFile
from tests.workflows.histories import everything
from tests.workflows.houses import House, story, until


def forms(amount: Decimal) -> Iterator[str]:
    """How a price may be written."""
    for separator in ("", ",", " ", ".", "'", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
        yield f"{amount:,.0f}".replace(",", separator)
    yield f"{amount.normalize()}"
    yield f"{amount.normalize():E}"
    yield f"{int(amount * 100)}"


def secrets_of(told: GrantFile) -> list[str]:
    offers = [step for step in told.steps if step.offer is not None]
    prices = [form for step in offers if step.offer for form in forms(step.offer.price.amount)]
    salts = [step.salt for step in offers if step.salt]
    return sorted({*prices, *salts})


def found(said: str, secrets: list[str]) -> list[str]:
    """The secrets that stand in a text, not as part of a longer number or name."""
    return [secret for secret in secrets if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", said)]


async def test_no_price_stands_anywhere_before_the_bids_are_opened(
    busy: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = story()
    secrets = secrets_of(told)

    await play(busy.door, until(told, "open-bids"), lambda _: None)
    await busy.settled(told.reference)

    stream = busy.stream(told.reference)
    histories = [everything(run) for run in await busy.runs(told.reference)]
    written = {path: path.read_bytes() for path in busy.home.rglob("*") if path.is_file()}
    logs = "\n".join(repr(vars(record)) for record in caplog.records)
    assert len([event for event in stream if event.type == "bid-received"]) == 4
    assert len(written) > len(stream)
    assert {form: found(make(stream).decode(), secrets) for form, make in EXPORTS.items()} == {
        form: [] for form in EXPORTS
    }
    assert [found(history, secrets) for history in histories] == [[] for _ in histories]
    assert found("\n".join(event.model_dump_json() for event in stream), secrets) == []
    assert found(logs, secrets) == []
    assert {
        path.name: hits
        for path, content in written.items()
        if (hits := found(content.decode("latin-1"), secrets))
    } == {}


async def test_the_same_search_finds_the_prices_once_they_are_open(busy: House) -> None:
    told = story()
    secrets = secrets_of(told)

    await play(busy.door, until(told, "evaluate-bids"), lambda _: None)
    await busy.settled(told.reference)

    (history,) = await busy.runs(told.reference)
    assert {"349000", "illustrative-salt-of-sahara"} <= set(found(everything(history), secrets))
    journal = "".join(path.read_bytes().decode("latin-1") for path in busy.home.glob("journal.db*"))
    assert "349000" in found(journal, secrets)
