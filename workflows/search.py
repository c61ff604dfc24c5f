"""What a grant can be found by in the list of workflows; no person's name is among it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from grants.domain.grant import duties
from grants.domain.state import Duty, Grant
from grants.views.standing import phases

GRANT_REFERENCE: Final = SearchAttributeKey.for_keyword("GrantReference")
GRANT_AGENCY: Final = SearchAttributeKey.for_keyword("GrantAgency")
GRANT_COUNTRY: Final = SearchAttributeKey.for_keyword("GrantCountry")
GRANT_DONOR: Final = SearchAttributeKey.for_keyword_list("GrantDonor")
"""Several donors may pay for one grant."""
GRANT_STAGE: Final = SearchAttributeKey.for_keyword_list("GrantStage")
"""The stages that are open at once."""
GRANT_DUE_AT: Final = SearchAttributeKey.for_datetime("GrantDueAt")
"""The next deadline."""

HALTED: Final = "halted"
"""Stands among a grant's stages while it takes no commands."""
LONGEST: Final = 2048
"""Bytes of one attribute's value, in JSON: a longer one, and the server kills the workflow."""

SEARCH_ATTRIBUTES: Final[dict[str, str]] = {
    GRANT_REFERENCE.name: "Keyword",
    GRANT_AGENCY.name: "Keyword",
    GRANT_COUNTRY.name: "Keyword",
    GRANT_DONOR.name: "KeywordList",
    GRANT_STAGE.name: "KeywordList",
    GRANT_DUE_AT.name: "Datetime",
}
"""Every attribute's type, as the server is told it at registration."""


def changes(
    grant: Grant, known: TypedSearchAttributes, *, live: bool = True, halted: bool = False
) -> list[SearchAttributeUpdate[Any]]:
    """What has to be set so that the server knows the grant by its state; nothing if it does."""
    if not grant.is_open:
        return []
    open_duties = duties(grant)
    wanted: list[tuple[SearchAttributeKey[Any], Any]] = [
        (GRANT_REFERENCE, grant.reference),
        (GRANT_AGENCY, cut(grant.opened.agency.short)),
        (GRANT_COUNTRY, grant.opened.country.code),
        (GRANT_DONOR, fitting(donor.id for donor in grant.opened.donors)),
        (GRANT_STAGE, [*([HALTED] if halted else []), *_stages(grant, open_duties)]),
        (GRANT_DUE_AT, _due(open_duties) if live else None),
    ]
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted
        if known.get(key) != value
    ]


def _stages(grant: Grant, open_duties: tuple[Duty, ...]) -> tuple[str, ...]:
    """What is at work; a grant that has ended says how."""
    ended = grant.administration.ended
    return phases(grant, open_duties) if ended is None else (ended,)


def _due(open_duties: tuple[Duty, ...]) -> datetime | None:
    """The next deadline; in back entry there is none by the wall clock."""
    return min((duty.due for duty in open_duties if duty.due), default=None)


def cut(text: str) -> str:
    """As much of a text as the server takes."""
    while _size(text) > LONGEST:
        text = text[: min(len(text) - 1, LONGEST)]
    return text


def fitting(names: Iterable[str]) -> list[str]:
    """As many names as the server takes together."""
    found: list[str] = []
    for name in names:
        if _size([*found, name]) > LONGEST:
            break
        found.append(name)
    return found


def _size(value: object) -> int:
    return len(json.dumps(value))
