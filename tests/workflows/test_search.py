"""What a grant is found by fits the server, however long its names are."""

import json

from workflows.search import LONGEST, cut, fitting


def test_a_long_name_is_cut_to_what_the_server_takes() -> None:
    assert cut("UNODC") == "UNODC"
    assert len(json.dumps(cut("é" * 3000))) <= LONGEST
    assert "é" * 3000 != cut("é" * 3000) != ""


def test_as_many_donors_are_found_as_the_server_takes_together() -> None:
    donors = [f"donor-{number:030}" for number in range(100)]

    found = fitting(donors)

    assert fitting(["japan", "norway"]) == ["japan", "norway"]
    assert 0 < len(found) < len(donors)
    assert found == donors[: len(found)]
    assert len(json.dumps(found)) <= LONGEST
