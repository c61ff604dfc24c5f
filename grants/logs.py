"""Logs: structlog and the standard library in one pipe, without personal data."""

import logging
import os
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Final, Literal, TextIO
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECURITY: Final = "grants.security"
"""The logger of refused attempts; what it says at INFO and above also goes to the security log."""

PERSONAL: Final = frozenset(
    {
        "attendees",
        "body",
        "email",
        "family",
        "given",
        "honorific",
        "mail",
        "name",
        "names",
        "person",
        "phone",
        "recipient",
        "recipients",
        "speaker",
        "subject",
        "words",
    }
)
"""Keys that may hold a person's name, address or words. Short names (actors) may be said."""

_MARK: Final = "grants: "


def configure(
    form: Literal["json", "console"],
    level: str,
    *,
    stream: TextIO | None = None,
    security_log: Path | None = None,
) -> None:
    """Send all logs to `stream` (standard error), refused attempts to `security_log` as well.

    May be called again: the last call holds.
    """
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    for name in ("", SECURITY):
        _remove_ours(logging.getLogger(name))
    _add(logging.getLogger(), logging.StreamHandler(out), level, _formatter(form, out))
    logging.getLogger().setLevel(level)
    security = logging.getLogger(SECURITY)
    security.setLevel(logging.NOTSET)
    if security_log is not None:
        security.setLevel(min(logging.INFO, logging.getLogger().level))
        _add(security, _PrivateFileHandler(security_log), "INFO", _formatter("json", out))


def quieten_temporal() -> None:
    """Stop Temporal from pasting its ids onto every message: they are in the record already."""
    from temporalio import activity, workflow  # noqa: PLC0415 (slow, and not wanted by every caller)

    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False


@cache
def quieten_core() -> None:
    """Have the SDK's core speak through our logs: by itself it writes on standard output."""
    from temporalio.runtime import (  # noqa: PLC0415 - slow, and not wanted by every caller
        LogForwardingConfig,
        LoggingConfig,
        Runtime,
        TelemetryConfig,
        TelemetryFilter,
    )

    found = LoggingConfig(
        filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(logger=_core_log()),
    )
    runtime = Runtime(telemetry=TelemetryConfig(logging=found))
    Runtime.set_default(runtime, error_if_already_set=False)


def _core_log() -> logging.Logger:
    log = logging.getLogger("temporalio.core")
    log.addHandler(logging.NullHandler())
    return log


def drop_personal_data(_: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Leave out what may name a person, at INFO and above, however deep it stands."""
    if event.get("level", method) == "debug":
        return event
    trouble = {"exc_info": event["exc_info"]} if "exc_info" in event else {}
    return {**_without_persons(event), **trouble}


def _without_persons(said: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain(value) for key, value in said.items() if key not in PERSONAL}


def _plain(value: object) -> object:
    """Keep what is plain; of any other object only the kind, for its text may name anybody."""
    match value:
        case str() | int() | float() | Decimal() | date() | timedelta() | UUID() | Path() | None:
            return value
        case Mapping():
            return _without_persons(value)
        case list() | tuple() | set() | frozenset():
            return [_plain(each) for each in value]
        case _:
            return f"<{type(value).__name__}>"


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(form: Literal["json", "console"], out: TextIO) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            drop_personal_data,
            *_renderers(form, colors=out.isatty()),
        ],
    )


def _renderers(form: Literal["json", "console"], *, colors: bool) -> list[Processor]:
    if form == "json":
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
        ]
    # the plain traceback: the rich one shows local variables, and with them persons
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _add(
    logger: logging.Logger, handler: logging.Handler, level: str, formatter: logging.Formatter
) -> None:
    handler.set_name(f"{_MARK}{logger.name}")
    handler.setLevel(level)
    handler.setFormatter(formatter)
    logger.addHandler(handler)


def _remove_ours(logger: logging.Logger) -> None:
    for handler in logger.handlers[:]:
        if (handler.name or "").startswith(_MARK):
            logger.removeHandler(handler)
            handler.close()


class _PrivateFileHandler(WatchedFileHandler):
    """Appends to a file that only its owner may read, also after it was rotated away."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        file = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.fchmod(file, 0o600)
        return TextIOWrapper(os.fdopen(file, "ab"), encoding=self.encoding)
