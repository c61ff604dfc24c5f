"""The one place where a refusal becomes an error that Temporal carries, and where it is noted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from grants.domain.envelope import Message
from grants.domain.errors import RefusalError

SECURITY: Final = workflow.LoggerAdapter(logging.getLogger("grants.security"), None)
"""Refused attempts, once each: validators do not run on replay, and the adapter is silent then."""
SECURITY.workflow_info_on_message = False


@contextmanager
def attempt(reference: str, message: Message) -> Iterator[None]:
    """Note a refused attempt: who tried what on which grant; not the sentence, which has sums."""
    try:
        yield
    except ApplicationError as refusal:
        SECURITY.info(
            "refused",
            extra={
                "reference": reference,
                "command": message.command.type,
                "actor": message.by,
                "key": message.key,
                "refusal": refusal.type,
            },
        )
        raise


def refused(refusal: RefusalError) -> ApplicationError:
    """The refusal with its type, field and mend; benign, for the engine works as it should."""
    return ApplicationError(
        refusal.says,
        {"field": refusal.field, "mend": refusal.mend},
        type=type(refusal).__name__,
        category=ApplicationErrorCategory.BENIGN,
        non_retryable=True,
    )


def halted(reason: str) -> ApplicationError:
    """What every command is told once the journal has been found to hold something else."""
    return ApplicationError(
        f"The grant is halted: {reason.rstrip('.')}.",
        {"field": "", "mend": "Have the keeper of the journal verify it: grants verify."},
        type="GrantHalted",
        non_retryable=True,
    )


def taken_over_from_elsewhere(reference: str) -> ApplicationError:
    """What a workflow fails with that is given a state, though no run before it had one."""
    return ApplicationError(
        f"Grant {reference} was started with a state that no run of it has handed over.",
        {"field": "carried", "mend": f"Start it from its stream: grants resume {reference}."},
        type="TakenOverFromElsewhere",
        non_retryable=True,
    )
