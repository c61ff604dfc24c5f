"""What may be asked and told about pledges, agreements and the money that comes in."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grants.domain.agreement.content import Contribution, Obligation, Promise
from grants.domain.messages import Command, Report, Request
from grants.domain.model import Stage
from grants.domain.people import Role


class _Agreement(Command):
    stage: ClassVar[Stage] = Stage.AGREEMENT


class RecordPledge(_Agreement, Report, Promise):
    """Record what a further donor says it will give."""

    type: Literal["record-pledge"] = "record-pledge"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.PROGRAMME})


class SignAgreement(_Agreement, Request, Obligation):
    """Sign the agreement with a donor: an obligation, often a ceiling (IATI transaction 11)."""

    type: Literal["sign-agreement"] = "sign-agreement"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.APPROVER})


class ReceiveContribution(_Agreement, Report, Contribution):
    """Record money received from a donor (IATI transaction 1)."""

    type: Literal["receive-contribution"] = "receive-contribution"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.FINANCE})


AgreementCommand = Annotated[
    RecordPledge | SignAgreement | ReceiveContribution, Field(discriminator="type")
]
