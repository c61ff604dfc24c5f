"""What the grant as a whole asks of people: rulings, notices to repeat, and its closing."""

from collections.abc import Iterator

from grants.domain.model import Phase
from grants.domain.people import Role
from grants.domain.state import Duty, Grant


def running(grant: Grant) -> Iterator[Duty]:
    """What has to be seen to while the grant runs, whatever stage it is about."""
    for sequence, irregularity in grant.open_irregularities():
        yield Duty(
            key=f"resolve/{sequence}",
            phase=Phase.AGREEMENT,
            subject=irregularity.subject,
            role=Role.APPROVER,
            what=f"Resolve irregularity {sequence}: {irregularity.type.replace('-', ' ')}",
            cause=sequence,
            command="resolve-irregularity",
            given={"event": str(sequence)},
        )
    yield from unreached(grant)


def unreached(grant: Grant) -> Iterator[Duty]:
    """Notices to repeat, after the grant's end too: it is what people hear of last."""
    for sequence, notices in grant.administration.unreached.items():
        yield Duty(
            key=f"repeat/{sequence}",
            phase=Phase.REPORTING,
            subject="",
            role=Role.KEEPER,
            what=f"Repeat the notices that did not reach {', '.join(notices.actors)}",
            cause=sequence,
            command="repeat-notices",
            given={"event": str(sequence)},
        )


def closing(grant: Grant) -> Duty:
    """The last duty, once no other is open."""
    return Duty(
        key="close",
        phase=Phase.CLOSING,
        subject="",
        role=Role.FINANCE,
        what=f"Close the books of {grant.reference}",
        command="close-grant",
    )
