"""Every command of every stage, with its options made from its model."""

from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import rich_click as click
from pydantic.fields import FieldInfo

from cli import kinds
from cli.content import fields_of, filled
from cli.groups import Group
from cli.output import emit
from cli.session import Session, run
from cli.terminal import line, say
from grants.domain.commands import BY_STAGE, SENT
from grants.domain.envelope import Message, Receipt
from grants.domain.messages import Command, Report, type_of
from grants.domain.model import Stage
from grants.domain.people import Role
from grants.views.duties import GROUPS

SAYS: Final = {
    Stage.ADMINISTRATION: "the grant as a whole: people, policy, irregularities, closing",
    Stage.AGREEMENT: "what donors give: pledges, agreements and the money that comes in",
    Stage.PROCUREMENT: "a lot: from the solicitation to the supplier's payment",
    Stage.DELIVERY: "a handover: from the plan to the transfer of title",
    Stage.REPORTING: "the release, the donor's reports and the passages they use",
}


_ENVELOPE: Final = (
    (
        "--on",
        "WHEN",
        False,
        "When it happened: 2016-10-25T10:00+00:00; without an offset UTC, a bare date is its "
        "09:00. Without the option, now.",
    ),
    (
        "--key",
        "KEY",
        False,
        "Name the sending: a repeat is answered with the first receipt, not done twice.",
    ),
    (
        "--evidence",
        "FILE",
        True,
        "A file, which is hashed, or an address that supports it. May be repeated.",
    ),
    (
        "--public",
        "FIELD",
        True,
        "A field that may be published, or all; what is not named is restricted. May be repeated.",
    ),
)


def _group(stage: Stage) -> click.RichGroup:
    group = Group(
        name=GROUPS[stage],
        help=f"What is asked and told about {SAYS[stage]}. Each command is dated, signed and kept.",
    )
    for command in BY_STAGE[stage]:
        if type_of(command) in SENT:
            group.add_command(_command(command))
    return group


def _command(command: type[Command]) -> click.RichCommand:
    name = type_of(command)
    said = cleandoc(command.__doc__ or name)
    kind = (
        "A report: what happened is recorded, and marked where it breaks a rule."
        if issubclass(command, Report)
        else "A request: it may be refused."
    )
    roles = " or ".join(sorted(role.value for role in command.roles - {Role.ENGINE}))
    return click.RichCommand(
        name=name,
        help=f"{said}\n\n{kind} Sent by: {roles}.",
        short_help=said.splitlines()[0],
        params=[
            click.Argument(["reference"], metavar="REF"),
            *(_option(name, field) for name, field in fields_of(command).items()),
            *_offer(name),
            *_common(),
        ],
        callback=_sender(command),
    )


def _option(name: str, field: FieldInfo) -> click.Option:
    many = kinds.is_list(field.annotation)
    return click.Option(
        [f"--{name.replace('_', '-')}", name],
        multiple=many,
        metavar=kinds.metavar(field.annotation),
        help=" ".join(_help(name, field, many=many)),
    )


def _help(name: str, field: FieldInfo, *, many: bool) -> list[str]:
    said = [" ".join((field.description or "").split())]
    if many:
        said.append("Repeat the option, or give a YAML list.")
    elif not kinds.is_plain(field.annotation):
        said.append(f"As YAML: {kinds.shape(field.annotation)}.")
    if name == "openings":
        said.append("Without it, taken from the sealed envelopes.")
    elif field.is_required():
        said.append("Required.")
    elif isinstance(field.default, bool):
        said.append(f"Without it, {str(field.default).lower()}.")
    elif isinstance(field.default, str):
        said.append(f"Without it, {field.default}.")
    return said


def _offer(name: str) -> list[click.Option]:
    if name != "receive-bid":
        return []
    said = (
        "YAML file with the bidder's price and perhaps delivery_days and remarks; - reads standard "
        "input. It is sealed here: nobody sees it before the opening. Required."
    )
    return [click.Option(["--offer"], metavar="FILE", help=said)]


def _common() -> list[click.Option]:
    """What every command takes beside its own content."""
    return [
        click.Option(
            ["--by"],
            envvar="GRANTS_BY",
            required=True,
            metavar="ACTOR",
            help="Who sends it: an appointed person's short name. Or set GRANTS_BY.",
        ),
        click.Option(
            ["--file", "from_file"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="The content as YAML, one field a line; options given beside it win.",
        ),
        *(
            click.Option([name], metavar=metavar, multiple=many, help=said)
            for name, metavar, many, said in _ENVELOPE
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="JSON for programs."),
    ]


def _sender(command: type[Command]) -> Callable[..., None]:
    def callback(reference: str, **options: Any) -> None:
        session = Session()
        message = filled(session, reference, command, options)
        sent(session, reference, message, as_json=options["as_json"])

    return callback


def sent(session: Session, reference: str, message: Message, *, as_json: bool) -> None:
    """Send a command and say what came of it."""
    receipt, before = run(_send(session, reference, message))
    if as_json:
        emit(receipt)
        return
    line(_recorded(receipt, repeated=before))
    if receipt.irregular:
        number, what = receipt.last, "; ".join(receipt.irregular)
        decide = f"grants admin resolve-irregularity {reference} --event {number}"
        line(f"Event {number} is irregular: {what}. Have it decided: {decide}")
    if told := _forgotten(message, receipt):
        say(told)
    say(f"key {receipt.key}")


def _forgotten(message: Message, receipt: Receipt) -> str | None:
    if not receipt.events or set(receipt.events).isdisjoint(_OF_RELEASE):
        return None
    from client.forgotten import warning

    command = type_of(type(message.command))
    return warning(command, message.public, receipt.stream, receipt.last)


_OF_RELEASE: Final = {"lot-opened", "units-allocated", "ceremony-held", "custody-transferred"}
"""Events that a release cannot do without: only after these is it worth to look what is public."""


async def _send(session: Session, reference: str, message: Message) -> tuple[Receipt, bool]:
    from client.errors import MistakeError, RefusedError
    from client.sending import earlier_receipt, send

    earlier = earlier_receipt(session.journal, reference, message)
    if earlier is not None:
        return earlier, True
    try:
        return await send(await session.door(), reference, message), False
    except RefusedError as refused:
        raise MistakeError(f"{_place(message.command, refused.field)}{refused}") from None


def _place(command: Command, field: str) -> str:
    """The option that is meant by a refusal."""
    own = field in type(command).model_fields or field in ("by", "on", "key")
    return f"--{field.replace('_', '-')}: " if own else ""


def _recorded(receipt: Receipt, *, repeated: bool) -> str:
    if not receipt.events:
        return f"Nothing had to be recorded in {receipt.stream}."
    events = ", ".join(name.replace("-", " ") for name in receipt.events)
    number = (
        f"event {receipt.last}"
        if receipt.first == receipt.last
        else f"events {receipt.first} to {receipt.last}"
    )
    done = "Recorded already, as" if repeated else "Recorded as"
    return f"{done} {number} of {receipt.stream}: {events}."


admin = _group(Stage.ADMINISTRATION)
agreement = _group(Stage.AGREEMENT)
procurement = _group(Stage.PROCUREMENT)
delivery = _group(Stage.DELIVERY)
reporting = _group(Stage.REPORTING)
