"""What the logs say, to whom, and what they leave out."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypedDict

import pytest
import structlog
from temporalio import activity, workflow
from temporalio.testing import ActivityEnvironment

from grants import logs
from grants.ports import Notice


class Said(io.StringIO):
    """A stream that keeps what was said."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, security = logging.getLogger(), logging.getLogger(logs.SECURITY)
    levels = root.level, security.level
    kept = root.handlers[:], security.handlers[:]
    yield
    for logger, level, handlers in zip((root, security), levels, kept, strict=True):
        for handler in logger.handlers:
            if handler not in handlers:
                handler.close()
        logger.handlers[:] = handlers
        logger.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def said() -> Said:
    stream = Said()
    logs.configure("json", "INFO", stream=stream)
    return stream


def test_structlog_and_the_standard_library_speak_alike(said: Said) -> None:
    structlog.get_logger("grants.one").info("goods arrived", lot="vehicles")
    logging.getLogger("grants.two").info("goods %s", "paid", extra={"lot": "vehicles"})

    first, second = said.lines
    assert (first["event"], first["lot"], first["level"]) == ("goods arrived", "vehicles", "info")
    assert (second["event"], second["lot"], second["level"]) == ("goods paid", "vehicles", "info")
    assert (first["logger"], second["logger"]) == ("grants.one", "grants.two")
    assert first.keys() <= second.keys()


def test_times_are_utc(said: Said) -> None:
    structlog.get_logger("grants").info("now")
    logging.getLogger("grants").info("now")

    for line in said.lines:
        moment = datetime.fromisoformat(line["timestamp"])
        assert moment.utcoffset() == timedelta(0)
        assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_what_is_bound_once_is_on_every_line(said: Said) -> None:
    with structlog.contextvars.bound_contextvars(grant="UNODC-JPN-MLI-2016-01"):
        structlog.get_logger("grants").info("one")
        logging.getLogger("grants").info("two")

    assert [line["grant"] for line in said.lines] == ["UNODC-JPN-MLI-2016-01"] * 2


def test_below_the_level_nothing_is_said(said: Said) -> None:
    structlog.get_logger("grants").debug("one")
    logging.getLogger("grants").debug("two")

    assert said.lines == []


PERSONAL = {"name": "Ms. Aya Keita", "email": "a@example.org", "words": "stated that"}


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_persons_are_left_out_from_info_up(said: Said, level: str) -> None:
    logger = structlog.get_logger("grants")

    getattr(logger, level)("sent", actor="keita", to=[PERSONAL], notice=PERSONAL, **PERSONAL)
    logging.getLogger("grants").error("sent", extra={"recipient": "a@example.org"})

    assert "example.org" not in said.getvalue()
    assert "Keita" not in said.getvalue()
    assert said.lines[0]["actor"] == "keita"


def test_of_an_object_only_its_kind_is_said(said: Said) -> None:
    notice = Notice(
        key="A/1",
        recipient="a@example.org",
        subject="Ms. Keita",
        text="",
        html="",
        written=datetime(2026, 1, 1, tzinfo=UTC),
    )

    structlog.get_logger("grants").info("sent", notice=notice, days=(timedelta(days=1),))

    assert said.lines[0]["notice"] == "<Notice>"
    assert said.lines[0]["days"] == ["1 day, 0:00:00"]


def test_persons_may_be_seen_while_debugging() -> None:
    said = Said()
    logs.configure("json", "DEBUG", stream=said)

    structlog.get_logger("grants").debug("sent", **PERSONAL)

    assert said.lines[0]["name"] == "Ms. Aya Keita"


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_local_variables(form: Literal["json", "console"]) -> None:
    said = Said()
    logs.configure(form, "INFO", stream=said)

    def fail(person: str) -> None:
        raise ValueError(len(person))

    try:
        fail("Ms. Aya " + "Keita")
    except ValueError:
        structlog.get_logger("grants").exception("failed")
        logging.getLogger("grants").exception("failed")

    assert said.getvalue().count("ValueError: 13") == 2
    assert "Ms. Aya Keita" not in said.getvalue()


def test_people_read_lines_without_colours_in_a_file() -> None:
    said = Said()
    logs.configure("console", "INFO", stream=said)

    structlog.get_logger("grants").info("goods arrived", lot="vehicles")

    assert "goods arrived" in said.getvalue()
    assert "lot=vehicles" in said.getvalue()
    assert "\x1b" not in said.getvalue()


def refuse() -> None:
    structlog.get_logger(logs.SECURITY).warning("refused", actor="diallo", command="approve-award")


def test_refused_attempts_go_to_the_security_log_as_well(tmp_path: Path) -> None:
    said, path = Said(), tmp_path / "home" / "security.log"
    logs.configure("console", "INFO", stream=said, security_log=path)

    refuse()
    structlog.get_logger("grants").warning("something else")

    (line,) = path.read_text().splitlines()
    assert json.loads(line)["actor"] == "diallo"
    assert "refused" in said.getvalue()


def test_a_high_level_does_not_silence_the_security_log(tmp_path: Path) -> None:
    said, path = Said(), tmp_path / "security.log"
    logs.configure("json", "ERROR", stream=said, security_log=path)

    structlog.get_logger(logs.SECURITY).info("refused", actor="diallo")

    assert len(path.read_text().splitlines()) == 1
    assert said.lines == []


def test_the_security_log_is_appended_to_and_private(tmp_path: Path) -> None:
    path = tmp_path / "security.log"
    path.write_text("earlier\n")
    path.chmod(0o644)

    for _ in range(2):
        logs.configure("json", "INFO", stream=Said(), security_log=path)
        refuse()

    assert path.read_text().splitlines()[0] == "earlier"
    assert len(path.read_text().splitlines()) == 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_security_log_may_be_rotated(tmp_path: Path) -> None:
    path = tmp_path / "security.log"
    logs.configure("json", "INFO", stream=Said(), security_log=path)
    refuse()
    path.rename(tmp_path / "security.log.1")

    refuse()

    assert len(path.read_text().splitlines()) == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_configuring_again_replaces_and_does_not_repeat(said: Said) -> None:
    again = Said()
    logs.configure("json", "INFO", stream=again)

    structlog.get_logger("grants").info("once")

    assert said.lines == []
    assert len(again.lines) == 1


class Switches(TypedDict):
    """How Temporal's own loggers stand."""

    workflow: bool
    activity: bool


@pytest.fixture
def switches() -> Iterator[Switches]:
    before = workflow.logger.workflow_info_on_message, activity.logger.activity_info_on_message
    yield Switches(workflow=before[0], activity=before[1])
    workflow.logger.workflow_info_on_message, activity.logger.activity_info_on_message = before


@pytest.mark.usefixtures("switches")
def test_an_activity_logs_its_ids_beside_the_message(said: Said) -> None:
    logs.quieten_temporal()

    @activity.defn
    def deliver() -> None:
        activity.logger.info("delivered", extra={"grant": "A"})

    ActivityEnvironment().run(deliver)

    (line,) = said.lines
    assert (line["event"], line["grant"]) == ("delivered", "A")
    assert line["temporal_activity"]["activity_type"] == "unknown"
    assert not workflow.logger.workflow_info_on_message
