"""Sealed bids from the command line: nobody sees an offer before two officers open it."""

import json
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Call, House
from tests.cli.stories import funded, written

SECRET = "31415"


@pytest.fixture
def reference(grants: Call, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    name = f"EXA-{request.node.name[:40].upper().replace('_', '-')}"
    assert grants("play", written(tmp_path, funded(name))).code == 0
    issue = ("procurement", "issue-solicitation", name, "--by", "mei", "--on", "2026-02-18T10:00")
    closes = ("--method", "rfq", "--closes", "2026-03-18T12:00")
    assert grants(*issue, "--lot", "cars", *closes).code == 0
    return name


def receive(reference: str, offer: object, bid: str = "alpha") -> tuple[object, ...]:
    return (
        *("procurement", "receive-bid", reference, "--by", "ivo", "--on", "2026-03-17T10:00"),
        *("--lot", "cars", "--bid", bid, "--supplier", "Alpha Motors", "--offer", offer),
    )


def opens(reference: str) -> tuple[object, ...]:
    return (
        *("procurement", "open-bids", reference, "--by", "mei", "--on", "2026-03-19T10:00"),
        *("--lot", "cars", "--witness", "ivo"),
    )


def offer(folder: Path, price: str = SECRET) -> Path:
    return written(folder, f"price: USD {price}\ndelivery_days: 60\n", "offer.yaml")


def test_an_offer_is_sealed_and_opened_by_two_officers(
    grants: Call, reference: str, tmp_path: Path
) -> None:
    sealed = grants(*receive(reference, offer(tmp_path)))
    opened = grants(*opens(reference))

    assert (sealed.code, opened.code) == (0, 0)
    event = json.loads(grants("timeline", reference, "--json").out)[-1]
    assert event["data"]["officers"] == ["mei", "ivo"]
    assert event["data"]["opened"][0]["offer"]["price"] == f"USD {SECRET}"


def test_nothing_of_the_offer_stands_anywhere_before_the_opening(
    house: House, reference: str
) -> None:
    words = receive(reference, "-")
    secret = "27182"
    process = house.call(*words, given=f"price: USD {secret}\n", GRANTS_LOG_LEVEL="DEBUG")

    assert process.code == 0, process.err
    assert secret not in " ".join(map(str, words)) + process.said
    time.sleep(0.5)
    places = [path for path in house.home.rglob("*") if path.is_file()]
    assert [path for path in places if secret.encode() in path.read_bytes()] == []
    assert any(path.name == "alpha.sealed" for path in places)


def test_a_wrong_offer_is_told_by_its_field(grants: Call, reference: str, tmp_path: Path) -> None:
    wrong = written(tmp_path, "price: much\n", "wrong.yaml")
    empty = written(tmp_path, "", "empty.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe")

    found = [grants(*receive(reference, file)) for file in (wrong, empty, binary, "none.yaml")]

    assert [item.code for item in found] == [2, 2, 2, 2]
    assert "--offer: price: 'much' is not an amount" in found[0].err
    assert "--offer" in found[1].err
    assert "binary.yaml is not UTF-8" in found[2].err
    assert "--offer: none.yaml cannot be read" in found[3].err


def test_a_bid_needs_its_offer(grants: Call, reference: str) -> None:
    found = grants(*receive(reference, "x")[:-2])

    assert found.err == "Error: --offer: is missing: a bid is sealed before it is sent.\n"


def test_the_same_bid_again_with_another_offer_is_refused(
    grants: Call, reference: str, tmp_path: Path
) -> None:
    grants(*receive(reference, offer(tmp_path)))

    found = grants(*receive(reference, offer(tmp_path, "1000")))

    assert found.code == 2
    assert "sealed already, with another offer" in found.err


def test_an_opening_without_a_key_share_says_whose(
    house: House, grants: Call, reference: str, tmp_path: Path
) -> None:
    grants(*receive(reference, offer(tmp_path)))
    share = house.home / "keys" / reference / "cars" / "second.key"
    kept = share.read_bytes()
    share.unlink()

    missing = grants(*opens(reference))
    share.write_bytes(kept)
    found = grants(*opens(reference))

    assert missing.code == 2
    assert f"The second officer's key share is missing: put {share} back." in missing.err
    assert found.code == 0


def test_one_officer_alone_opens_nothing(grants: Call, reference: str, tmp_path: Path) -> None:
    grants(*receive(reference, offer(tmp_path)))

    found = grants(*opens(reference)[:-1], "mei")

    assert found.code == 2
    assert found.err.startswith("Error: --witness: ")


def test_a_lot_that_is_not_there_is_named_by_the_rules(grants: Call, reference: str) -> None:
    words = [word if word != "cars" else "boats" for word in opens(reference)]

    found = grants(*words)

    assert found.code == 2
    assert found.err.startswith("Error: --lot: There is no open lot boats.")
