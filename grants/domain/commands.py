"""Every command of every stage, as one discriminated union."""

from typing import Annotated, Final, get_args

from pydantic import Field

from grants.domain.agreement.commands import AgreementCommand
from grants.domain.delivery.commands import DeliveryCommand
from grants.domain.messages import Command
from grants.domain.model import Stage
from grants.domain.procurement.commands import ProcurementCommand
from grants.domain.reporting.commands import ReportingCommand

GrantCommand = Annotated[
    AgreementCommand | ProcurementCommand | DeliveryCommand | ReportingCommand,
    Field(discriminator="type"),
]


def _members(union: object) -> tuple[type[Command], ...]:
    return get_args(get_args(union)[0])


BY_STAGE: Final[dict[Stage, tuple[type[Command], ...]]] = {
    Stage.AGREEMENT: _members(AgreementCommand),
    Stage.PROCUREMENT: _members(ProcurementCommand),
    Stage.DELIVERY: _members(DeliveryCommand),
    Stage.REPORTING: _members(ReportingCommand),
}


def type_of(command: type[Command]) -> str:
    """The stored name of a command class: approve-award."""
    return str(command.model_fields["type"].default)


BY_TYPE: Final[dict[str, type[Command]]] = {
    type_of(command): command for commands in BY_STAGE.values() for command in commands
}

STAGE_OF: Final[dict[str, Stage]] = {
    type_of(command): stage for stage, commands in BY_STAGE.items() for command in commands
}
