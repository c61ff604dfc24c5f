"""From options to a message: values read as they are written, and faults told by the option."""

import sys
from datetime import UTC, date, datetime, time
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from cli import kinds
from cli.session import Session
from client.errors import MistakeError
from grants.domain.disclosure import fields_that
from grants.domain.envelope import Message
from grants.domain.messages import Command, type_of
from grants.domain.model import Evidence
from grants.domain.procurement.content import Offer
from grants.grantfile.faults import GrantFileError, near
from grants.grantfile.fields import is_of_our_time
from grants.grantfile.plainwords import words
from grants.grantfile.reading import MOST_BYTES, UnfitError, bounded, regular, text_of
from grants.grantfile.yamltree import parsed

SEALED: Final = frozenset({"commitment", "envelope"})
"""What the command line fills in when a bid is received: the offer is sealed here."""


def fields_of(command: type[Command]) -> dict[str, FieldInfo]:
    """The fields that a person gives."""
    hidden = SEALED if type_of(command) == "receive-bid" else frozenset()
    return {
        name: field
        for name, field in command.model_fields.items()
        if name != "type" and name not in hidden
    }


def filled(
    session: Session, reference: str, command: type[Command], options: dict[str, Any]
) -> Message:
    """The message that the options make. Raises MistakeError, naming the option."""
    content = _completed(session, reference, command, _content(command, options), options)
    try:
        return Message(
            key=options["key"] or new_key(),
            by=options["by"],
            on=instant(options["on"], "--on"),
            evidence=tuple(evidence(item) for item in options["evidence"]),
            public=_public(command, options["public"]),
            command=command.model_validate(content),
        )
    except ValidationError as error:
        raise MistakeError(faults_of(error, fields_of(command))) from None


def _content(command: type[Command], options: dict[str, Any]) -> dict[str, Any]:
    given = _from_file(options["from_file"]) if options["from_file"] is not None else {}
    fields = fields_of(command)
    given |= {name: options[name] for name in fields if options[name] not in (None, ())}
    return {
        name: _value(fields[name].annotation, value, f"--{name.replace('_', '-')}")
        if name in fields
        else value
        for name, value in given.items()
    }


def _value(kind: Any, value: Any, option: str) -> Any:
    """A value as the model takes it: YAML read, dates in UTC."""
    if kinds.is_moment(kind) and isinstance(value, str):
        return instant(value, option)
    if kinds.is_list(kind) and isinstance(value, tuple):
        single = value[0] if len(value) == 1 else ""
        return _yaml(single, option) if single.lstrip().startswith("[") else value
    if not kinds.is_plain(kind) and isinstance(value, str):
        return _yaml(value, option)
    return value


def _from_file(path: Path) -> dict[str, Any]:
    found = _yaml(text_in(str(path), "--file"), f"--file {path}")
    if not isinstance(found, dict):
        message = f"--file {path}: write the command's fields, one `name: value` a line."
        raise MistakeError(message)
    return found


def _yaml(text: str, where: str) -> Any:
    try:
        tree = parsed(text)
    except GrantFileError as error:
        raise MistakeError(f"{where}: {'; '.join(map(str, error.faults))}.") from None
    if tree.faults:
        raise MistakeError(f"{where}: {'; '.join(map(str, tree.faults))}.")
    return tree.data


def text_in(name: str, option: str) -> str:
    """A file's text; - is standard input. Raises MistakeError."""
    try:
        if name == "-":
            content = bounded("the standard input", sys.stdin.buffer.read(MOST_BYTES + 1))
        else:
            content = text_of(Path(name))
        return content.decode("utf-8-sig")
    except UnfitError as error:
        message = f"{option}: {error}"
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"{option}: {name} cannot be read ({reason}). Name a file that you may read."
    except UnicodeDecodeError:
        message = f"{option}: {name} is not UTF-8. Save it as UTF-8."
    raise MistakeError(message)


def _completed(
    session: Session,
    reference: str,
    command: type[Command],
    content: dict[str, Any],
    options: dict[str, Any],
) -> dict[str, Any]:
    """Seal the offer of a received bid; bring the envelopes to an opening."""
    name = type_of(command)
    if name == "receive-bid" and not SEALED & set(content):
        return content | _sealed(session, reference, content, options["offer"])
    if name == "open-bids" and "openings" not in content and "lot" in content:
        found = session.seals.openings(reference, content["lot"])
        return content | {"openings": [item.model_dump(mode="json") for item in found]}
    return content


def _sealed(
    session: Session, reference: str, content: dict[str, Any], offer: str | None
) -> dict[str, Any]:
    missing = [f"--{name}" for name in ("lot", "bid") if name not in content]
    if missing or offer is None:
        names = " and ".join([*missing, *(["--offer"] if offer is None else [])])
        message = f"{names}: is missing: a bid is sealed before it is sent."
        raise MistakeError(message)
    session.stream(reference)
    try:
        found = Offer.model_validate(_yaml(text_in(offer, "--offer"), "--offer"))
        sealed = session.seals.seal(
            reference, lot=content["lot"], bid=content["bid"], offer=found, salt=None
        )
    except ValidationError as error:
        raise MistakeError(faults_of(error, Offer.model_fields, of="--offer")) from None
    return sealed._asdict()


def _public(command: type[Command], names: tuple[str, ...]) -> tuple[str, ...]:
    """Names that have an effect on what the command records. Raises MistakeError."""
    known = sorted(fields_that(command))
    for name in names:
        if name not in known:
            message = f"--public: '{name}' would have no effect: {near(name, known)}."
            raise MistakeError(message)
    return names


def evidence(item: str) -> Evidence:
    """A file, with its digest, or an address. Raises MistakeError."""
    if "://" in item:
        return Evidence(uri=item)
    path = Path(item)
    try:
        regular(path)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except UnfitError as error:
        message = f"--evidence: {error}"
        raise MistakeError(message) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"--evidence: {item} cannot be read ({reason}). Name a file or an address."
        raise MistakeError(message) from None
    return Evidence(uri=path.name, sha256=digest)


def new_key() -> str:
    """A key for a sending that was given none."""
    return f"cli/{uuid4()}"


_MOMENT: Final = TypeAdapter(datetime)


def instant(text: str | None, option: str) -> datetime | None:
    """A date and time; a bare date is its 09:00, a time without offset is UTC."""
    if text is None:
        return None
    try:
        if len(text.strip()) == len("2016-10-25"):
            found = datetime.combine(date.fromisoformat(text.strip()), time(9), tzinfo=UTC)
        else:
            found = datetime.fromisoformat(text.strip())
    except ValueError:
        message = f"{option}: '{text}' is not a date. Write it as 2016-10-25T10:00+00:00."
        raise MistakeError(message) from None
    if not is_of_our_time(found):
        message = f"{option}: '{text}' is too far off. Write a date from 1990 to 2100."
        raise MistakeError(message)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def faults_of(error: ValidationError, fields: Any, *, of: str = "") -> str:
    """Every wrong option of a command, in plain words; `of` is the option whose fields they are."""
    said = []
    for item in error.errors(include_url=False):
        first, *rest = item["loc"] or ("",)
        inside = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in rest)
        name = str(first).replace("_", "-")
        option = f"{of}: {first}{inside}" if of else f"--{name}{inside}"
        if item["type"] == "missing" and not rest:
            meaning = fields[first].description if first in fields else ""
            mend = f"give it: {meaning.rstrip('.')}" if meaning else "give it"
            said.append(f"{option}: is missing: {mend}")
        elif item["type"] == "extra_forbidden" and not rest:
            mend = near(str(first), list(fields))
            said.append(f"{of or '--file'}: there is no field '{first}': {mend}")
        else:
            says, mend = words(item)
            said.append(f"{option}: {says}: {mend}")
    return "; ".join(said) + "."
