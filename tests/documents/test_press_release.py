"""Tests of the press release: the seed's to the letter, and grants of other shapes."""

import pytest

from grants.documents.drafts import draft
from grants.documents.errors import NothingToSayError
from grants.documents.press_release import press_release
from grants.documents.tree import Caption, Dek, Quote, Title
from grants.domain.administration.events import IrregularityResolved
from grants.domain.delivery.events import CeremonyHeld, HandoverCancelled, UnitsAllocated
from grants.domain.parties import Goods, Programme
from grants.domain.reporting.content import DocumentKind, PassageKind
from grants.facts import facts
from tests.documents.builders import (
    CAPTION,
    LINKS,
    WORDS,
    Story,
    opened,
    other_story,
    seed_story,
)
from tests.documents.shapes import BURKINA, PICK_UPS, RADIOS, burkina, one_ambulance, two_guests

RELEASE = DocumentKind.PRESS_RELEASE


def texts(story: Story, handover: str = "h") -> list[str]:
    draft(RELEASE, story.stream, handover)
    return [item.text for item in press_release(facts(story.stream), handover).sentences()]


def text(story: Story, handover: str = "h") -> str:
    return "\n".join(texts(story, handover))


def test_the_seed_release_has_the_title_and_the_credit_of_the_original() -> None:
    blocks = press_release(facts(seed_story().stream), "mali-2016").blocks

    assert [block.sentence.text for block in blocks if isinstance(block, Title)] == [
        "UNODC delivers 10 vehicles to Malian law enforcement authorities"
    ]
    assert [block.sentence.text for block in blocks if isinstance(block, Dek)] == [
        "This activity was financed by Japan"
    ]


@pytest.mark.parametrize(
    "part",
    [
        (
            "its Regional Office for West and Central Africa delivered 10 off-road vehicles to the "
            "Ministry of Internal Security and Civil Protection on 25 October 2016"
        ),
        (
            "the national Police, the national Gendarmerie and the "
            '"Office Central des Stupéfiants" (Mali\'s centralized drug control institution)'
        ),
        (
            "the Minister of Internal Security and Civil Protection, HE Brigadier General Salif "
            "Traoré; Mr. Shigeru Kondo, Counsellor of the Embassy of Japan, whose government "
            "financed this operation; and Mr. Pierre LAPAQUE, UNODC Regional Representative for "
            "West and Central Africa"
        ),
        "in partnership with Malian authorities under the Sahel Programme since 2015",
        "United Nations Multidimensional Integrated Stabilization Mission in Mali (MINUSMA)",
        "to strengthen the criminal chain and provide the material and technical means",
        "These vehicles strengthen the operational capacity",
        *LINKS,
    ],
)
def test_the_seed_release_holds_what_the_original_says(part: str) -> None:
    assert part in text(seed_story(), "mali-2016")


def test_the_quotes_of_the_seed_are_word_for_word_and_attributed() -> None:
    blocks = press_release(facts(seed_story().stream), "mali-2016").blocks
    quotes = [block.sentence.text for block in blocks if isinstance(block, Quote)]

    assert quotes == [
        f'The Japanese government representative stated that "{WORDS[0]}"',
        f'Minister Traoré affirmed that "{WORDS[1]}"',
        (
            "The UNODC Regional Representative underlined that the activity took place in the "
            f'framework of "{WORDS[2]}"'
        ),
    ]
    markdown = draft(RELEASE, seed_story().stream, "mali-2016")["press-release.en.md"].decode()
    assert all(words in markdown for words in WORDS)


def test_the_caption_of_the_seed_stands_as_it_was_given() -> None:
    blocks = press_release(facts(seed_story().stream), "mali-2016").blocks

    assert [block.sentence.text for block in blocks if isinstance(block, Caption)] == [CAPTION]


def test_the_seed_release_tells_nothing_that_is_restricted() -> None:
    files = draft(RELEASE, seed_story().stream, "mali-2016")
    for content in (files["press-release.en.md"], files["press-release.en.html"]):
        for secret in ("Sahara Motors", "398", "412,345", "JTELB", "PO-4711", "HC-1", "Bamako"):
            assert secret.encode() not in content


def test_several_donors_and_lots_are_told_in_one_release() -> None:
    assert texts(burkina())[:4] == [
        "UNDP delivers 20 pick-up vehicles and 30 radios to the Ministry of Security",
        "This activity was financed by Germany and Sweden",
        "The security situation remains difficult.",
        (
            "The United Nations Development Programme (UNDP) delivered 20 pick-up vehicles and "
            "30 radios to the Ministry of Security in Burkina Faso on 2 September 2022, for the "
            "Police nationale and the Gendarmerie nationale."
        ),
    ]
    assert "The delivery was financed by Germany and Sweden." in texts(burkina())
    assert "ceremony" not in text(burkina())


def test_one_unit_for_one_beneficiary_is_in_the_singular() -> None:
    assert texts(one_ambulance()) == [
        "UNDP delivers one ambulance to the Ministry of Security",
        "This activity was financed by the European Union",
        (
            "The United Nations Development Programme (UNDP) delivered one ambulance to the "
            "Ministry of Security in Burkina Faso on 2 September 2022, for the regional hospital "
            "of Dori."
        ),
        "The delivery was financed by the European Union.",
        "The ceremony was attended by Ms. Awa Sawadogo.",
    ]


def test_guests_without_titles_and_words_without_a_stop_read_naturally() -> None:
    said = texts(two_guests())

    assert said[0] == "UNDP delivers three radios to the Ministry of Security"
    assert "The ceremony was attended by Ms. Awa Sawadogo and ABE Kenji." in said
    assert 'Ms. Sawadogo said that "we thank all our partners".' in said


def test_a_series_of_numbers_follows_the_higher_one() -> None:
    story = other_story(
        opened(**BURKINA), {"cars": (PICK_UPS, 2, None), "radios": (RADIOS, 1200, None)}
    )

    assert texts(story)[0].startswith("UNDP delivers 2 pick-up vehicles and 1,200 radios")


def test_a_title_names_three_kinds_of_goods_at_most() -> None:
    lots: dict[str, tuple[Goods, int, str | None]] = {
        "gowns": (Goods(singular="gown", plural="gowns"), 197, None),
        "masks": (Goods(singular="mask", plural="masks"), 20000, None),
        "gloves": (Goods(singular="pair of gloves", plural="pairs of gloves"), 1200, None),
        "alcohol": (Goods(singular="bottle of alcohol", plural="bottles of alcohol"), 900, None),
    }
    said = texts(other_story(opened(**BURKINA), lots))

    assert said[0] == ("UNDP delivers 20,000 masks and other goods to the Ministry of Security")
    assert "delivered 197 gowns, 20,000 masks, 1,200 pairs of gloves and 900 bottles" in said[2]


def test_goods_are_named_in_the_order_in_which_their_lots_were_opened() -> None:
    story = other_story(
        opened(**BURKINA), {"radios": (RADIOS, 20, None), "cars": (PICK_UPS, 30, None)}
    )
    for place, item in enumerate(story.stream):
        if isinstance(item.data, UnitsAllocated):
            goods = dict(sorted(item.data.goods.items()))
            data = item.data.model_copy(update={"goods": goods})
            story.stream[place] = item.model_copy(update={"data": data})

    assert texts(story)[0].startswith("UNDP delivers 20 radios and 30 pick-up vehicles to")


def test_a_programme_that_bears_the_agencys_name_is_not_said_to_be_the_agencys() -> None:
    story = other_story(
        opened(programme=Programme(name="UNODC Programme for Central Asia")),
        {"r": (RADIOS, 2, None)},
    )

    assert "This activity is part of the UNODC Programme for Central Asia." in texts(story)


def test_a_grant_without_beneficiaries_names_the_recipient_alone() -> None:
    story = other_story(opened(**{**BURKINA, "beneficiaries": ()}), {"r": (RADIOS, 2, None)})

    assert texts(story)[2] == (
        "The United Nations Development Programme (UNDP) delivered two radios to the Ministry of "
        "Security in Burkina Faso on 2 September 2022."
    )


def test_a_link_has_its_address_only_where_one_is_given() -> None:
    markdown = draft(RELEASE, burkina().stream, "h")["press-release.en.md"].decode()
    assert "- [UNDP Burkina Faso](<https://www.undp.org/burkina-faso>)" in markdown

    files = draft(RELEASE, seed_story().stream, "mali-2016")
    assert b"href" not in files["press-release.en.html"].split(b"<article>")[1]
    assert b"\n- UNODC Sahel Programme\n" in files["press-release.en.md"]


def test_a_framework_that_does_not_name_the_agency_is_followed_by_its_name() -> None:
    grant = opened(programme=None)
    lead = "As part of a partnership with the authorities."
    story = other_story(
        grant, {"r": (RADIOS, 2, None)}, passages=[(PassageKind.FRAMEWORK, lead, None)]
    )

    assert (
        "As part of a partnership with the authorities, the Regional Office for West and Central "
        "Africa of the United Nations Office on Drugs and Crime (UNODC) delivered two radios to"
    ) in text(story)


def test_a_handover_that_has_not_been_delivered_gives_nothing_to_say() -> None:
    early = [item for item in seed_story().stream if item.type != "custody-transferred"]

    with pytest.raises(NothingToSayError, match="has not been delivered"):
        draft(RELEASE, early, "mali-2016")
    with pytest.raises(NothingToSayError, match="has not been delivered"):
        draft(RELEASE, seed_story().stream, "unknown")


def test_a_handover_that_was_called_off_gives_nothing_to_say() -> None:
    off = HandoverCancelled(handover="mali-2016", reason="Not safe.")

    with pytest.raises(NothingToSayError, match="called off"):
        draft(RELEASE, seed_story().tell("2016-11-01", off).stream, "mali-2016")


def test_an_undecided_ceremony_holds_the_release_back_and_a_rejected_one_is_not_told() -> None:
    story = two_guests()
    number = next(item.sequence for item in story.stream if item.type == "ceremony-held")
    held = story.stream[number - 1]
    assert isinstance(held.data, CeremonyHeld)
    odd = held.data.model_copy(update={"irregularities": ("before its date",)})
    story.stream[number - 1] = held.model_copy(update={"data": odd})
    with pytest.raises(NothingToSayError, match=f"Event {number} .* resolve it first"):
        draft(RELEASE, story.stream, "h")

    story.tell("2022-09-05", IrregularityResolved(event=number, accepted=False, reason="No."))
    assert "ceremony" not in text(story)
    assert "Sawadogo" not in text(story)


def test_the_same_stream_gives_the_same_bytes_and_no_recorded_time() -> None:
    stream = seed_story().stream
    later = [
        item.model_copy(update={"recorded_at": item.recorded_at.replace(year=2031)})
        for item in stream
    ]

    assert draft(RELEASE, stream, "mali-2016") == draft(RELEASE, later, "mali-2016")
