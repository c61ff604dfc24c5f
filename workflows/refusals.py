"""The one place where a refusal becomes an error that Temporal carries to the asker."""

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from grants.domain.errors import RefusalError


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
        f"The grant is halted: {reason}.",
        {"field": "", "mend": "Have the keeper of the journal verify it: grants verify."},
        type="GrantHalted",
        non_retryable=True,
    )
