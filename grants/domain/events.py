"""Every event of every stage, as one discriminated union."""

from typing import Annotated, Final, get_args

from pydantic import Field

from grants.domain.administration.events import AdministrationEvent
from grants.domain.agreement.events import AgreementEvent
from grants.domain.delivery.events import DeliveryEvent
from grants.domain.messages import Event, type_of
from grants.domain.procurement.events import ProcurementEvent
from grants.domain.reporting.events import ReportingEvent

GrantEvent = Annotated[
    AdministrationEvent | AgreementEvent | ProcurementEvent | DeliveryEvent | ReportingEvent,
    Field(discriminator="type"),
]

EVENTS: Final[tuple[type[Event], ...]] = tuple(
    event
    for union in (
        AdministrationEvent,
        AgreementEvent,
        ProcurementEvent,
        DeliveryEvent,
        ReportingEvent,
    )
    for event in get_args(get_args(union)[0])
)

BY_TYPE: Final[dict[str, type[Event]]] = {type_of(event): event for event in EVENTS}
"""Every event class by its stored name."""
