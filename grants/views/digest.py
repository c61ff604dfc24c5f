"""A grant's state in one line, so that two who hold it can tell whether they hold the same."""

from hashlib import sha256

from grants.domain.state import Grant


def digest(grant: Grant) -> str:
    """The sha256 of all that a state says, in hex."""
    return sha256(grant.model_dump_json().encode()).hexdigest()
