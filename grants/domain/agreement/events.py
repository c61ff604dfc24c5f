"""What happened to pledges, agreements and the money that comes in, in life order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.agreement.content import Contribution, Obligation, Promise
from grants.domain.messages import Event, ReportedEvent, Stated, states
from grants.domain.model import Stage
from grants.domain.people import Role


class _Agreement(Event):
    stage: ClassVar[Stage] = Stage.AGREEMENT


class PledgeRecorded(_Agreement, ReportedEvent, Promise):
    """A donor pledged: an intention."""

    type: Literal["pledge-recorded"] = "pledge-recorded"
    told: ClassVar[tuple[Role, ...]] = (Role.APPROVER,)
    facts: ClassVar[Stated | None] = states("pledge.{sequence}", "donor", "amount")
    correctable: ClassVar[frozenset[str]] = frozenset()


class AgreementSigned(_Agreement, Obligation):
    """An agreement was signed: an obligation."""

    type: Literal["agreement-signed"] = "agreement-signed"
    told: ClassVar[tuple[Role, ...]] = (Role.FINANCE, Role.PROGRAMME, Role.DONOR)
    facts: ClassVar[Stated | None] = states("agreement.{donor}", "donor", "amount")
    correctable: ClassVar[frozenset[str]] = frozenset({"signatories"})


class ContributionReceived(_Agreement, ReportedEvent, Contribution):
    """Money came in."""

    type: Literal["contribution-received"] = "contribution-received"
    told: ClassVar[tuple[Role, ...]] = (Role.PROGRAMME, Role.DONOR)
    facts: ClassVar[Stated | None] = states(
        "contribution.{sequence}", "donor", "amount", "credited"
    )
    correctable: ClassVar[frozenset[str]] = frozenset()


AgreementEvent = Annotated[
    PledgeRecorded | AgreementSigned | ContributionReceived, Field(discriminator="type")
]
