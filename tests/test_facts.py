"""Tests of what a stream says: names, disclosure, provenance, and what does not count."""

from datetime import date

from grants.domain.administration.events import FieldsWithheld, IrregularityResolved
from grants.domain.delivery.events import CeremonyHeld, CustodyTransferred, HandoverCancelled
from grants.domain.parties import Beneficiary
from grants.facts import facts
from tests.documents.builders import CAPTION, PASSAGES, Story, opened, other_story, seed_story
from tests.documents.shapes import PICK_UPS, burkina


def held(**changes: object) -> CeremonyHeld:
    fields = {"handover": "mali-2016", "attendees": (), "remarks": (), "caption": None}
    return CeremonyHeld.model_validate({**fields, **changes})


def test_a_fact_names_its_event_actor_day_and_evidence() -> None:
    fact = facts(seed_story().stream)["handover.mali-2016.ceremony.caption"]

    assert fact.value == CAPTION
    assert [(event.type, event.stream) for event in fact.events] == [
        ("ceremony-held", "UNODC-JPN-MLI-2016-01")
    ]
    assert (fact.actor, fact.on) == ("information", date(2016, 10, 25))
    assert [item.uri for item in fact.evidence] == ["evidence/minutes.pdf"]


def test_what_is_not_disclosed_is_absent_from_the_public_facts() -> None:
    known = facts(seed_story().stream)
    public = known.public()

    assert known["lot.vehicles.award.supplier"].public is False
    assert known["handover.mali-2016.split.police.vehicles"].value == 5
    assert "lot.vehicles.award.supplier" not in public
    assert "handover.mali-2016.split.police.vehicles" not in public
    assert "handover.mali-2016.schedule.place" not in public
    assert public["handover.mali-2016.lot.vehicles.count"].value == 10


def test_a_fact_of_two_events_is_public_only_if_both_are_disclosed() -> None:
    story = seed_story()
    opening = story.stream[0].model_copy(update={"public": ("agency",)})
    known = facts([opening, *story.stream[1:]])

    name = "handover.mali-2016.beneficiary.police.name"
    assert [event.type for event in known[name].events] == ["grant-opened", "units-allocated"]
    assert facts(story.stream)[name].public
    assert not known[name].public


def test_the_ceremony_gives_the_day_of_the_handover_in_its_own_time_zone() -> None:
    story = Story("G")
    custody = CustodyTransferred(handover="h", giver="A", receiver="B", units=(), certificate="C")
    story.tell("2016-10-27", custody)
    assert facts(story.stream)["handover.h.date"].value == date(2016, 10, 27)

    story.tell("2016-10-25", held(handover="h"))
    last = story.stream[-1]
    late = last.on.fromisoformat("2016-10-25T23:30:00-05:00")
    story.stream[-1] = last.model_copy(update={"on": late})
    assert facts(story.stream)["handover.h.date"].value == date(2016, 10, 25)


def test_a_later_ceremony_report_supersedes_an_earlier_one() -> None:
    story = seed_story().tell("2016-10-25", held(caption="Another caption"), public=["caption"])
    known = facts(story.stream)

    assert known["handover.mali-2016.ceremony.caption"].value == "Another caption"
    assert not known.matching("handover.mali-2016.quote.*.words")


def test_an_adopted_passage_keeps_its_place_when_it_is_adopted_again() -> None:
    story = seed_story()
    first = next(item for item in story.stream if item.type == "passage-adopted")
    changed = first.data.model_copy(update={"text": "A new context."})
    story.stream.append(
        first.model_copy(update={"sequence": len(story.stream) + 1, "data": changed})
    )
    passages = facts(story.stream).matching("passage.*.context")

    assert [fact.value for fact in passages] == ["A new context.", PASSAGES[1][2]]
    assert [item.uri for item in passages[0].evidence] == ["UNODC, October 2016"]


def test_an_irregular_event_says_nothing_until_a_person_accepts_it() -> None:
    story = Story("G").tell(
        "2016-10-25", held(caption="Irregular", irregularities=["before its date"]), public=["all"]
    )
    name = "handover.mali-2016.ceremony.caption"
    assert name not in facts(story.stream)
    assert facts(story.stream)["irregularity.1.what"].value == "before its date"

    refused = IrregularityResolved(event=1, accepted=False, reason="It was not held.")
    accepted = refused.model_copy(update={"accepted": True})
    after = [*story.stream, *Story("G").tell("2016-10-26", refused).stream]
    assert name not in facts(after)
    assert name in facts([*story.stream, *Story("G").tell("2016-10-26", accepted).stream])


def test_a_handover_that_was_called_off_keeps_only_its_plan() -> None:
    story = seed_story().tell(
        "2016-11-01", HandoverCancelled(handover="mali-2016", reason="Not safe.")
    )
    names = {name for name in facts(story.stream) if name.startswith("handover.")}

    assert {name.split(".")[2] for name in names} == {"plan", "cancelled"}


def test_naming_some_beneficiaries_only_tells_part_of_the_split() -> None:
    grant = opened(
        beneficiaries=(Beneficiary(id="a", name="Alpha"), Beneficiary(id="b", name="Beta"))
    )
    story = other_story(grant, {"cars": (PICK_UPS, 4, None)}, to=["a"])
    name = "handover.h.beneficiary.a.name"
    assert not facts(story.stream)[name].public

    stream = [
        item.model_copy(update={"public": (*item.public, "beneficiaries")}) for item in story.stream
    ]
    assert facts(stream)[name].public
    assert not facts(stream)["handover.h.split.a.cars"].public
    assert "handover.h.beneficiary.b.name" not in facts(stream)


def test_a_dot_in_a_slug_does_not_divide_a_name() -> None:
    story = other_story(opened(), {"a.b": (PICK_UPS, 2, None)}, to=["police"])

    assert facts(story.stream)["handover.h.lot.a_b.count"].value == 2


def test_counts_and_sums_name_every_event_that_contributes() -> None:
    known = facts(seed_story().stream)

    assert known["lot.vehicles.bids"].value == 2
    assert len(known["lot.vehicles.bids"].events) == 2
    assert str(known["money.balance"].value) == "USD 77,777.78"
    assert {event.type for event in known["money.balance"].events} == {
        "contribution-received",
        "payment-made",
    }


def test_the_donors_of_a_handover_are_those_whose_lots_it_holds() -> None:
    known = facts(burkina().stream)

    assert known.ids("handover.h.donor.*.name") == ["sweden", "germany"]
    assert known.public().ids("handover.h.donor.*.name") == ["sweden", "germany"]


def test_what_is_taken_back_of_all_leaves_the_rest_public() -> None:
    story = seed_story()
    opening = story.stream[0]
    story.stream[0] = opening.model_copy(update={"public": ("all",)})
    withheld = FieldsWithheld(event=1, kind="grant-opened", fields=("recipient",))
    public = facts(story.tell("2016-11-20", withheld).stream).public()

    assert "recipient.name" not in public
    assert {"agency.name", "grant.reference", "grant.date"} <= set(public)
