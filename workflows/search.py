"""What a grant can be found by in the list of workflows; no person's name is among it."""

from typing import Any, Final

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from grants.domain.grant import duties
from grants.domain.state import Grant
from workflows.details import stages

GRANT_REFERENCE: Final = SearchAttributeKey.for_keyword("GrantReference")
GRANT_AGENCY: Final = SearchAttributeKey.for_keyword("GrantAgency")
GRANT_COUNTRY: Final = SearchAttributeKey.for_keyword("GrantCountry")
GRANT_DONOR: Final = SearchAttributeKey.for_keyword_list("GrantDonor")
"""Several donors may pay for one grant."""
GRANT_STAGE: Final = SearchAttributeKey.for_keyword_list("GrantStage")
"""The stages that are open at once."""
GRANT_DUE_AT: Final = SearchAttributeKey.for_datetime("GrantDueAt")
"""The next deadline."""

SEARCH_ATTRIBUTES: Final[dict[str, str]] = {
    GRANT_REFERENCE.name: "Keyword",
    GRANT_AGENCY.name: "Keyword",
    GRANT_COUNTRY.name: "Keyword",
    GRANT_DONOR.name: "KeywordList",
    GRANT_STAGE.name: "KeywordList",
    GRANT_DUE_AT.name: "Datetime",
}
"""Every attribute's type, as the server is told it at registration."""


def changes(grant: Grant, known: TypedSearchAttributes) -> list[SearchAttributeUpdate[Any]]:
    """What has to be set so that the server knows the grant by its state; nothing if it does."""
    if not grant.is_open:
        return []
    open_duties = duties(grant)
    wanted: list[tuple[SearchAttributeKey[Any], Any]] = [
        (GRANT_REFERENCE, grant.reference),
        (GRANT_AGENCY, grant.opened.agency.short),
        (GRANT_COUNTRY, grant.opened.country.code),
        (GRANT_DONOR, [donor.id for donor in grant.opened.donors]),
        (GRANT_STAGE, stages(grant, open_duties)),
        (GRANT_DUE_AT, min((duty.due for duty in open_duties if duty.due), default=None)),
    ]
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted
        if known.get(key) != value
    ]
