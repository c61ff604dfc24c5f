"""Every command of every stage, with its options made from its model."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from uuid import uuid4

import rich_click as click
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cli.errors import MistakeError
from cli.output import emit, json_option, say
from cli.session import Session, run
from grants.domain.commands import BY_STAGE, type_of
from grants.domain.envelope import ALL, Message
from grants.domain.messages import Command, Report
from grants.domain.model import Evidence, Model, Stage
from grants.domain.money import Money
from workflows.commands import SENT

SEALED: Final = frozenset({"commitment", "envelope"})
"""What the command line fills in when a bid is received: the offer is sealed here."""


def _group(stage: Stage) -> click.RichGroup:
    group = click.RichGroup(
        stage.value, help=f"Commands of the {stage.value} stage; each is dated, signed and kept."
    )
    for command in BY_STAGE[stage]:
        if type_of(command) in SENT:
            group.add_command(_command(command))
    return group


def _command(command: type[Command]) -> click.RichCommand:
    name = type_of(command)
    kind = "report: told, not asked" if issubclass(command, Report) else "request: may be refused"
    roles = ", ".join(sorted(role.value for role in command.roles))
    return click.RichCommand(
        name,
        help=f"{cleandoc(command.__doc__ or name)}\n\nA {kind}. Sent by: {roles}.",
        short_help=cleandoc(command.__doc__ or name).splitlines()[0],
        params=[
            click.Argument(["reference"], metavar="REF"),
            *(_option(name, field) for name, field in _fields(command).items()),
            *_offer(name),
            *_common(),
        ],
        callback=_sender(command),
    )


def _fields(command: type[Command]) -> dict[str, FieldInfo]:
    hidden = SEALED if type_of(command) == "receive-bid" else frozenset()
    return {
        name: field
        for name, field in command.model_fields.items()
        if name != "type" and name not in hidden
    }


def _offer(name: str) -> list[click.Option]:
    if name != "receive-bid":
        return []
    said = "YAML file with the bidder's price, delivery_days, remarks; `-` reads standard input."
    return [click.Option(["--offer"], type=click.File(), metavar="FILE", help=f"{said} It is sealed.")]


def _option(name: str, field: FieldInfo) -> click.Option:
    many = _is_many(field.annotation)
    said = field.description or ""
    if not _is_plain(field.annotation):
        said = f"{said} As YAML, or in --file.".strip()
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        multiple=many,
        metavar=_metavar(field.annotation),
        help=said.replace("\n", " ") + (" Required." if field.is_required() else ""),
    )


def _bare(kind: Any) -> Any:  # noqa: ANN401
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    others = [part for part in get_args(kind) if part is not type(None)]
    optional = type(None) in get_args(kind) and len(others) == 1
    return _bare(others[0]) if optional else kind


def _is_many(kind: Any) -> bool:  # noqa: ANN401
    bare = _bare(kind)
    return get_origin(bare) is tuple and _is_plain(get_args(bare)[0])


def _is_plain(kind: Any) -> bool:  # noqa: ANN401
    bare = _bare(kind)
    if get_origin(bare) is tuple:
        return _is_plain(get_args(bare)[0])
    if get_origin(bare) in (dict, list):
        return False
    return not (isinstance(bare, type) and issubclass(bare, Model))


def _metavar(kind: Any) -> str:  # noqa: ANN401
    bare = _bare(kind)
    if get_origin(bare) is tuple:
        return _metavar(get_args(bare)[0])
    if get_origin(bare) is Literal:
        return "|".join(map(str, get_args(bare)))
    names = {int: "N", bool: "true|false", datetime: "WHEN", date: "DATE", Money: "MONEY"}
    return names.get(bare, "TEXT" if _is_plain(bare) else "YAML")


def _common() -> list[click.Option]:
    """What every command takes beside its own content."""
    return [
        click.Option(["--by"], envvar="GRANTS_BY", required=True, metavar="ACTOR",
                     help="Who sends it: an appointed person's short name. Or GRANTS_BY."),
        click.Option(["--on"], metavar="WHEN",
                     help="When it happened, as 2016-10-25T10:00+00:00; without an offset, UTC. "
                     "Without it, now."),
        click.Option(["--key"], metavar="KEY",
                     help="Name the sending, so that a repeat is answered and not done twice."),
        click.Option(["--evidence"], multiple=True, metavar="FILE",
                     help="A file or address that supports it; files are hashed."),
        click.Option(["--public"], multiple=True, metavar="FIELD",
                     help="A field that may be published, or `all`; the rest is restricted."),
        click.Option(["--file", "from_file"], type=click.Path(path_type=Path), metavar="FILE",
                     help="Content as YAML; options given beside it win."),
        json_option_of(),
    ]


def json_option_of() -> click.Option:
    """--json, as an object."""
    return click.Option(["--json", "as_json"], is_flag=True, help="JSON for programs.")


def _sender(command: type[Command]) -> Callable[..., None]:
    def callback(reference: str, **options: Any) -> None:  # noqa: ANN401
        session = Session()
        content = _content(command, options)
        message = _message(session, reference, command, content=content, options=options)
        receipt = run(_send(session, reference, message))
        if options["as_json"]:
            emit(receipt)
        else:
            events = ", ".join(name.replace("-", " ") for name in receipt.events)
            click.echo(f"Recorded as event {receipt.last} of {reference}: {events}.")
            say(f"key {receipt.key}")

    return callback


async def _send(session: Session, reference: str, message: Message) -> Any:  # noqa: ANN401
    from cli.sending import send  # noqa: PLC0415

    return await send(session, await session.connect(), reference, message)


def _content(command: type[Command], options: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if options["from_file"] is not None:
        content |= _yaml_file(options["from_file"])
    for name, field in _fields(command).items():
        given = options.get(name)
        if given not in (None, ()):
            content[name] = given if _is_plain(field.annotation) else _yaml(given, f"--{name}")
    return content


def _yaml_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"--file: {path} cannot be read: {error}. Name a YAML file."
        raise MistakeError(message) from None
    found = _yaml(text, f"--file {path}")
    if not isinstance(found, dict):
        message = f"--file {path}: write the command's fields, one `name: value` a line."
        raise MistakeError(message)
    return found


def _yaml(text: str, where: str) -> Any:  # noqa: ANN401
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        why = " ".join(str(error).split())
        message = f"{where}: not YAML: {why}. Write it as in [{{bid: a, compliant: true}}]."
        raise MistakeError(message) from None


def _message(
    session: Session,
    reference: str,
    command: type[Command],
    *,
    content: dict[str, Any],
    options: dict[str, Any],
) -> Message:
    content = _completed(session, reference, command, content=content, options=options)
    try:
        return Message(
            key=options["key"] or new_key(),
            by=options["by"],
            on=moment(options["on"], "--on"),
            evidence=tuple(evidence(item) for item in options["evidence"]),
            public=_public(command, options["public"]),
            command=command.model_validate(content),
        )
    except ValidationError as error:
        raise MistakeError(faults(error)) from None


def _completed(
    session: Session,
    reference: str,
    command: type[Command],
    *,
    content: dict[str, Any],
    options: dict[str, Any],
) -> dict[str, Any]:
    """Seal the offer of a received bid; bring the envelopes to an opening."""
    name = type_of(command)
    if name == "receive-bid" and "commitment" not in content:
        return content | _sealed(session, reference, content, options["offer"])
    if name == "open-bids" and "openings" not in content and "lot" in content:
        from cli.playing import openings  # noqa: PLC0415
        from grants.adapters.seal import SealError  # noqa: PLC0415

        try:
            found = openings(session, reference, content["lot"])
        except SealError as error:
            raise MistakeError(str(error)) from error
        return content | {"openings": [item.model_dump(mode="json") for item in found]}
    return content


def _sealed(
    session: Session, reference: str, content: dict[str, Any], offer: Any  # noqa: ANN401
) -> dict[str, Any]:
    from cli.playing import seal_offer  # noqa: PLC0415
    from grants.adapters.seal import SealError  # noqa: PLC0415

    if offer is None or "lot" not in content or "bid" not in content:
        message = "--offer, --lot and --bid are needed: a bid is sealed before it is sent."
        raise MistakeError(message)
    try:
        sealed = seal_offer(
            session,
            reference,
            lot=content["lot"],
            bid=content["bid"],
            opening=(_yaml(offer.read(), "--offer"), None),
        )
    except ValidationError as error:
        raise MistakeError(faults(error, prefix="--offer: ")) from None
    except SealError as error:
        raise MistakeError(str(error)) from error
    return sealed._asdict()


def _public(command: type[Command], names: tuple[str, ...]) -> tuple[str, ...]:
    known = {*command.model_fields, ALL, "on", "goods", "units"} - {"type"}
    for name in names:
        if name not in known:
            message = f"--public: {name} is no field of this command. Name one of: " + ", ".join(
                sorted(known)
            )
            raise MistakeError(message)
    return names


def evidence(item: str) -> Evidence:
    """A file, with its digest, or an address."""
    from hashlib import sha256  # noqa: PLC0415

    if "://" in item:
        return Evidence(uri=item)
    path = Path(item)
    try:
        digest = sha256(path.read_bytes()).hexdigest()
    except OSError:
        message = f"--evidence: there is no file {item}. Name a file or an address."
        raise MistakeError(message) from None
    return Evidence(uri=path.name, sha256=digest)


def new_key() -> str:
    """A key for a sending that was given none."""
    return f"cli/{uuid4()}"


_MOMENT: Final = TypeAdapter(datetime)


def moment(text: str | None, option: str) -> datetime | None:
    """A date and time; a bare date is its 09:00, a time without offset is UTC."""
    if text is None:
        return None
    try:
        if len(text) == len("2016-10-25"):
            return datetime.combine(date.fromisoformat(text), time(9), tzinfo=UTC)
        found = _MOMENT.validate_python(text)
    except (ValidationError, ValueError):
        message = f"{option}: {text} is not a date. Write it as 2016-10-25T10:00+00:00."
        raise MistakeError(message) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def faults(error: ValidationError, *, prefix: str = "") -> str:
    """Every wrong field of a command, in plain words."""
    from cli.plainwords import words  # noqa: PLC0415

    said = []
    for item in error.errors(include_url=False):
        place = ".".join(str(part) for part in item["loc"])
        says, mend = words(item)
        said.append(f"{place}: {says}: {mend}")
    return prefix + "; ".join(said)


agreement = _group(Stage.AGREEMENT)
procurement = _group(Stage.PROCUREMENT)
delivery = _group(Stage.DELIVERY)
reporting = _group(Stage.REPORTING)
