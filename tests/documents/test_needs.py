"""Tests of what has to be public: derived from what the documents look up."""

import pytest

from grants.documents.drafts import draft
from grants.documents.errors import DocumentCheckError
from grants.documents.needs import needed, wanted, withheld
from grants.domain.events import EVENTS
from grants.domain.reporting.content import DocumentKind
from grants.domain.reporting.evolve import RELEASE_SAYS
from grants.facts import disclosable, facts
from grants.facts.vocabulary import type_of
from tests.documents.builders import seed_story

RELEASE = DocumentKind.PRESS_RELEASE


def test_a_release_says_what_was_given_by_whom_and_when() -> None:
    assert needed(RELEASE) == {
        "ceremony-held": {"on"},
        "custody-transferred": {"on"},
        "grant-opened": {"agency", "donors"},
        "lot-opened": {"goods"},
        "units-allocated": {"goods"},
    }


def test_what_a_release_says_has_it_drafted_again() -> None:
    assert set(wanted(RELEASE)) <= RELEASE_SAYS


@pytest.mark.parametrize(
    "event", [name for name in needed(RELEASE) if name != "custody-transferred"]
)
def test_a_release_without_what_it_needs_does_not_pass(event: str) -> None:
    for field in needed(RELEASE)[event]:
        stream = [
            item.model_copy(update={"public": tuple(n for n in item.public if n != field)})
            if item.type == event
            else item
            for item in seed_story().stream
        ]
        with pytest.raises(DocumentCheckError):
            draft(RELEASE, stream, "mali-2016")


def test_what_a_release_wants_follows_its_templates() -> None:
    fields = wanted(RELEASE)

    assert fields["ceremony-held"] == {"on", "attendees", "remarks", "caption"}
    assert fields["passage-adopted"] == {"text", "address"}
    assert fields["ceremony-scheduled"] == {"place"}
    assert {"agency", "donors", "programme", "recipient", "beneficiaries"} <= fields["grant-opened"]
    assert not {"award-approved", "pledge-recorded", "payment-made"} & set(fields)


def test_an_export_wants_the_day_of_every_event_that_it_tells() -> None:
    assert wanted("iati")["payment-made"] == {"on", "amount", "supplier"}
    assert wanted("ocds")["award-approved"] == {"on", "price", "supplier"}
    assert all("on" in fields for kind in ("iati", "ocds") for fields in wanted(kind).values())


@pytest.mark.parametrize("kind", [*DocumentKind, "iati", "ocds", "cloudevents"])
def test_what_is_wanted_can_be_disclosed(kind: str) -> None:
    for event, fields in {**wanted(kind), **needed(kind)}.items():
        assert fields <= disclosable(event)


def test_a_name_has_an_effect_only_where_its_event_has_it() -> None:
    assert "goods" not in disclosable("ceremony-held")
    assert disclosable("ceremony-postponed") == {"on", "handover", "starts", "reason"}
    assert "beneficiaries" in disclosable("units-allocated")
    assert all("type" not in disclosable(type_of(event)) for event in EVENTS)


def test_what_the_release_would_state_if_it_were_public_is_named() -> None:
    names = {fact.name for fact in withheld(facts(seed_story().stream), "mali-2016")}

    assert names == {"handover.mali-2016.schedule.place"}
