"""Further grants of this kind, played from their files to the press release."""

from pathlib import Path

import pytest

from tests.cli.conftest import House
from tests.cli.stories import CASES

MINISTRY = "the Ministry of Territorial Administration, Decentralization and Security"

RELEASES = {
    ("burkina-2022", "UNDP-DEU-SWE-BFA-2022", ""): (
        "This activity was financed by Germany and Sweden",
        "20 Toyota Land Cruiser pick-ups and 120 pieces of IT equipment",
        "The United Nations Development Programme (UNDP) delivered",
        f"{MINISTRY} in Burkina Faso",
        "Germany financed the Toyota Land Cruiser pick-ups and Sweden financed the pieces of IT "
        "equipment.",
        "2 September 2022",
        "the national police and the national gendarmerie",
        "Ms. Elsie Laurence-Chounoune, UNDP Resident Representative",
    ),
    ("one-ambulance", "EAO-NOR-2026-07", ""): (
        "# EAO delivers one ambulance to the Ministry of Health",
        "Example Aid Organization (EAO) delivered one ambulance to the Ministry of Health in "
        "Exampland on 1 June 2026.",
        "The delivery was financed by Norland.",
    ),
    ("two-handovers", "EAO-NOR-2026-08", "north"): (
        "# EAO delivers three motorcycles to rangers of Exampland",
        "on 20 May 2026",
    ),
    ("two-handovers", "EAO-NOR-2026-08", "south"): (
        "5 motorcycles and 30 hand-held radios",
        "on 16 June 2026",
        "The ceremony was attended by the Minister of the Environment, HE Ms. Ada Mora; and "
        "Mr. Per Holm, Ambassador of Norland.",
    ),
}

INVENTED = ("USD", "SEK", "EUR", "(illustrative)", "Savanna", "Volta", "P-01", "Alpha", "Kite")


@pytest.mark.parametrize("case", ["burkina-2022", "one-ambulance", "two-handovers"])
def test_a_case_is_played_to_its_end(house: House, case: str) -> None:
    found = house.call("play", CASES / f"{case}.yaml")

    assert found.code == 0, found.err
    assert "The next step" not in found.out


@pytest.mark.parametrize(
    "release", RELEASES, ids=lambda item: f"{item[0]}{item[2] and '-'}{item[2]}"
)
def test_a_release_says_what_is_public_and_nothing_else(
    house: House, tmp_path: Path, release: tuple[str, str, str]
) -> None:
    case, reference, about = release
    assert house.call("play", CASES / f"{case}.yaml").code == 0

    assert house.call("documents", reference, "--out", tmp_path).code == 0

    text = (tmp_path / about / "press-release.en.md").read_text(encoding="utf-8")
    assert [words for words in RELEASES[release] if words not in text] == []
    assert [words for words in INVENTED if words in text] == []


def test_two_currencies_are_spent_in_the_budgets(house: House) -> None:
    house.call("play", CASES / "two-handovers.yaml")

    assert "spent USD 54,010.00." in house.call("show", "EAO-NOR-2026-08").out
