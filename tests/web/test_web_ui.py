"""What a programme officer sees in the real Temporal Web UI, and what nobody may see there."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from grants.grantfile.file import load
from tests.web.conftest import OPEN, RENEWED, STORY, WHOLE, House

pytestmark = [pytest.mark.timeout(300)]


def open_tab(page: Page, house: House, reference: str, tab: str = "Timeline") -> None:
    page.goto(house.link(reference))
    choose(page, tab)


def choose(page: Page, tab: str) -> None:
    page.get_by_role("main").get_by_role("tab", name=tab).click()


def panel(page: Page, name: str) -> FrameLocator:
    """Summary, details and current details are each rendered in a frame of its own."""
    return page.frame_locator(f"#user-metadata-{name}")


def labels(page: Page) -> Locator:
    return page.locator("#event-history-timeline-graph").get_by_role("button")


def find(page: Page, house: House, query: str) -> Locator:
    """The rows of the list of workflows that a query finds."""
    page.goto(f"{house.ui}/namespaces/default/workflows?query={quote(query)}")
    return page.get_by_role("main").get_by_role("row").filter(has=page.get_by_role("link"))


def secrets() -> set[str]:
    """Every sum, person and supplier of the story: all of them are restricted there."""
    text = STORY.read_text()
    sums = {number for _, number in re.findall(r"(USD|JPY) ?([\d,.]*\d)", text)}
    people = re.findall(r"(?:given|family): ([^,}]+)", text)
    actors = re.findall(r"actor: (\S+)", text)
    suppliers = re.findall(r"supplier: (.+?) \(", text)
    plain = {number.replace(",", "") for number in sums}
    grouped = {f"{int(number):,}" for number in plain if number.isdigit()}
    return {*sums, *plain, *grouped, *people, *actors, *suppliers}


def assert_keeps_secrets(text: str) -> None:
    assert text.strip()
    words = {secret for secret in secrets() if re.search(rf"\b{re.escape(secret)}\b", text)}
    assert words == set()


def test_the_secrets_that_are_looked_for_are_the_storys_own() -> None:
    known = secrets()

    assert {"349,000", "349000", "55,000,000", "Keita", "amina.keita"} <= known
    assert "Sahara Motors SARL" in known


def test_the_printed_link_opens_the_page_of_the_grant(page: Page, house: House) -> None:
    page.goto(house.link(OPEN))

    expect(page).to_have_url(re.compile(rf"/workflows/grant%2F{OPEN}/[0-9a-f-]{{36}}/timeline"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"grant/{OPEN}")
    expect(page.get_by_role("main").get_by_role("status").first).to_have_text("Running")


def test_the_printed_link_opens_the_latest_run_of_a_long_grant(page: Page, house: House) -> None:
    page.goto(house.link(RENEWED))

    expect(page.get_by_role("main").get_by_role("status").first).to_have_text("Running")
    expect(page.get_by_role("main").get_by_text("Execution Start")).to_be_visible()
    choose(page, "User Metadata")
    expect(panel(page, "current-details").get_by_text("ceremony scheduled")).to_be_visible()


def test_the_summary_says_from_whom_to_whom(page: Page, house: House) -> None:
    open_tab(page, house, OPEN, "User Metadata")

    line = "Japan → UNODC → Mali: Vehicles for Malian law enforcement authorities"
    expect(panel(page, "summary").get_by_text(line)).to_be_visible()


def test_the_details_name_the_parties(page: Page, house: House) -> None:
    open_tab(page, house, OPEN, "User Metadata")

    parties = panel(page, "details").get_by_role("listitem")
    expect(parties.filter(has_text="Donor:")).to_contain_text("Japan")
    expect(parties.filter(has_text="Recipient:")).to_contain_text("Ministry of Internal Security")
    expect(parties.filter(has_text="For:")).to_contain_text("Office Central des Stupéfiants")


def test_the_current_details_say_who_must_do_what_by_when(page: Page, house: House) -> None:
    open_tab(page, house, OPEN, "User Metadata")

    current = panel(page, "current-details")
    expect(current.get_by_text("Where it stands:")).to_be_visible()
    expect(current.get_by_role("heading", name="Who must do what")).to_be_visible()
    row = current.get_by_role("row").filter(has_text="Pay the invoice")
    expect(row).to_contain_text("Finance officer")
    expect(row).to_contain_text("October 2016")
    expect(current.get_by_role("heading", name="Documents")).to_be_visible()


def test_the_current_details_list_the_last_five_events(page: Page, house: House) -> None:
    open_tab(page, house, OPEN, "User Metadata")

    events = panel(page, "current-details").get_by_role("listitem").filter(has_text="2016:")
    expect(events).to_have_count(5)
    expect(events.first).to_contain_text("ceremony scheduled")


def test_a_closed_grant_says_how_it_ended_and_what_was_published(page: Page, house: House) -> None:
    open_tab(page, house, WHOLE, "User Metadata")

    current = panel(page, "current-details")
    expect(current.get_by_text("closed on 20 January 2017")).to_be_visible()
    release = current.get_by_role("listitem").filter(has_text="press-release")
    expect(release).to_contain_text("published")


def test_the_timeline_speaks_the_words_of_the_trade(page: Page, house: House) -> None:
    open_tab(page, house, OPEN)

    timeline = labels(page)
    approved = timeline.filter(
        has_text=re.compile(r"record and tell.*award approved", re.IGNORECASE)
    )
    expect(approved).to_be_visible()
    recorded = timeline.filter(
        has_text=re.compile(r"^\W*record.*ceremony scheduled", re.IGNORECASE)
    )
    expect(recorded).to_be_visible()
    expect(timeline.filter(has_text=re.compile(r"^\W*approve-award"))).to_be_visible()


def test_the_document_workflows_are_related_to_their_grant(page: Page, house: House) -> None:
    open_tab(page, house, WHOLE, "Relationships")

    child = page.get_by_role("link", name=f"grant/{WHOLE}/document/press-release/1")
    expect(child).to_be_visible()
    child.click()
    expect(page.get_by_role("main").get_by_text("DocumentWorkflow").first).to_be_visible()


def test_a_grant_carries_what_it_is_found_by(page: Page, house: House) -> None:
    open_tab(page, house, OPEN, "Search Attributes")

    shown = page.get_by_role("main")
    expect(shown).to_contain_text(f'"GrantReference": "{OPEN}"')
    expect(shown).to_contain_text('"GrantAgency": "UNODC"')
    expect(shown).to_contain_text('"GrantCountry": "ML"')
    expect(shown).to_contain_text(re.compile(r'"GrantDonor": \[\s*"japan"'))
    expect(shown).to_contain_text(re.compile(r'"GrantStage": \[\s*"procurement",\s*"delivery"'))
    # in back entry nothing falls due by the wall clock
    expect(shown).not_to_contain_text('"GrantDueAt"')


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"GrantReference = '{WHOLE}'", {WHOLE}),
        (f"GrantStage = 'delivery' AND GrantReference != '{RENEWED}'", {OPEN}),
        ("GrantStage = 'closed'", {WHOLE}),
        ("GrantDonor = 'japan' AND ExecutionStatus = 'Running'", {OPEN, RENEWED}),
    ],
)
def test_grants_are_found_by_their_attributes(
    page: Page, house: House, query: str, found: set[str]
) -> None:
    rows = find(page, house, query)

    expect(rows).to_have_count(len(found))
    for reference in found:
        expect(rows.filter(has_text=f"grant/{reference}")).to_have_count(1)


def test_every_command_is_offered_with_its_meaning(page: Page, house: House) -> None:
    open_tab(page, house, OPEN)
    page.get_by_role("button", name="More Actions").click()
    page.get_by_role("menuitem", name="Send an Update").click()
    page.get_by_role("button", name="Select an Update").click()

    choices = page.get_by_role("option")
    approve = choices.filter(has_text="approve-award")
    expect(approve).to_be_attached()
    expect(approve).to_contain_text(re.compile("approve-award\\s+\\w+"))


@pytest.mark.parametrize("reference", [OPEN, WHOLE])
def test_no_restricted_sum_or_name_is_on_the_grants_page(
    page: Page, house: House, reference: str
) -> None:
    open_tab(page, house, reference)
    expect(labels(page).filter(has_text="grant opened")).to_be_visible()
    assert_keeps_secrets("\n".join(labels(page).all_text_contents()))

    choose(page, "User Metadata")
    for name in ("summary", "details", "current-details"):
        body = panel(page, name).locator("body")
        expect(body).to_contain_text(re.compile(r"\w"))
        assert_keeps_secrets(body.inner_text())

    choose(page, "Search Attributes")
    expect(page.get_by_role("main")).to_contain_text('"GrantReference"')
    assert_keeps_secrets(page.get_by_role("main").inner_text())


def test_no_restricted_sum_or_name_is_in_the_list(page: Page, house: House) -> None:
    rows = find(page, house, "GrantCountry = 'ML'")

    expect(rows.filter(has_text="Running")).to_have_count(2)
    assert_keeps_secrets("\n".join(rows.all_inner_texts()))


def test_the_story_is_the_reference_story() -> None:
    assert load(Path(STORY)).reference == "UNODC-JPN-MLI-2016-01"
