"""Every command of every stage, as one discriminated union."""

from typing import Annotated, Final, get_args

from pydantic import Field

from grants.domain.administration.commands import AdministrationCommand, OpenGrant
from grants.domain.agreement.commands import AgreementCommand
from grants.domain.delivery.commands import DeliveryCommand
from grants.domain.messages import Command, type_of
from grants.domain.model import Stage
from grants.domain.people import Role
from grants.domain.procurement.commands import ProcurementCommand
from grants.domain.reporting.commands import ReportingCommand

GrantCommand = Annotated[
    AdministrationCommand
    | AgreementCommand
    | ProcurementCommand
    | DeliveryCommand
    | ReportingCommand,
    Field(discriminator="type"),
]


def _members(union: object) -> tuple[type[Command], ...]:
    return get_args(get_args(union)[0])


BY_STAGE: Final[dict[Stage, tuple[type[Command], ...]]] = {
    Stage.ADMINISTRATION: _members(AdministrationCommand),
    Stage.AGREEMENT: _members(AgreementCommand),
    Stage.PROCUREMENT: _members(ProcurementCommand),
    Stage.DELIVERY: _members(DeliveryCommand),
    Stage.REPORTING: _members(ReportingCommand),
}


BY_TYPE: Final[dict[str, type[Command]]] = {
    type_of(command): command for commands in BY_STAGE.values() for command in commands
}

SENT: Final[dict[str, type[Command]]] = {
    name: command
    for name, command in BY_TYPE.items()
    if command is not OpenGrant and command.roles != {Role.ENGINE}
}
"""The commands that people send, by name: all but the opening and the engine's own."""
