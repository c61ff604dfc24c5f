"""How tests are shared out among processes: nothing that has to be in one is torn apart."""

from pathlib import Path

import pytest

from tests.conftest import EACH_ALONE, pytest_xdist_make_scheduler, scope_of

ROOT = Path(__file__).parents[1]
MODULE_WIDE = 'scope="module"'


@pytest.fixture(scope="module")
def files() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/test_*.py")]


def test_what_looks_back_runs_where_the_others_of_its_folder_were_heard(files: list[str]) -> None:
    heard = {file for file in files if file.startswith("tests/domain/")}
    scopes = {file: scope_of(f"{file}::test_it") for file in heard}

    assert scopes.pop("tests/domain/test_properties.py") == "tests/domain/test_properties.py"
    assert "tests/domain/test_completeness.py" in scopes
    assert len(set(scopes.values())) == 1


def test_what_is_heard_by_chance_is_not_counted_on() -> None:
    """The properties run elsewhere, so that they must not be what completes the rest."""
    text = (ROOT / "tests/domain/test_properties.py").read_text(encoding="utf-8")

    assert "HEARD" not in text


def test_tests_that_share_a_house_stay_together(files: list[str]) -> None:
    alone = [file for file in files if file.startswith(EACH_ALONE)]

    assert alone
    assert not [file for file in alone if MODULE_WIDE in (ROOT / file).read_text(encoding="utf-8")]
    assert scope_of("tests/web/test_web_ui.py::one") == scope_of("tests/web/test_web_ui.py::two")


def test_the_sharing_is_in_force_however_it_is_asked_for(request: pytest.FixtureRequest) -> None:
    made = request.config.pluginmanager.hook.pytest_xdist_make_scheduler

    assert pytest_xdist_make_scheduler in [hook.function for hook in made.get_hookimpls()]
