"""Exit codes: the promised one, every time, also where the SDK's threads end with the process."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cli.conftest import House
from tests.cli.stories import funded, written

REF = "EXA-CODES"
RUNS = 50
AT_ONCE = 3

CALLS = {
    "show": (("show", REF), 0),
    "list": (("list",), 0),
    "refused": (
        ("procurement", "approve-award", REF, "--by", "nia", "--on", "2026-02-20", "--lot", "cars"),
        2,
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _played(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("story")
    assert house.call("play", written(folder, funded(REF))).code == 0


@pytest.mark.parametrize("call", CALLS)
def test_fifty_runs_end_with_the_promised_code(house: House, call: str) -> None:
    words, promised = CALLS[call]

    with ThreadPoolExecutor(AT_ONCE) as runs:
        found = list(runs.map(lambda _: house.call(*words), range(RUNS)))

    assert Counter(item.code for item in found) == {promised: RUNS}
    assert not any("Traceback" in item.err or "Fatal" in item.err for item in found)
