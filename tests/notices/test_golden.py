"""The mail that brings the draft of the release, byte for byte and part by part."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.notices.golden import FILE, mail
from tests.reference import reference_contents

COMMAND = (
    "grants reporting clear-release UNODC-JPN-MLI-2016-01 --by moussa.diarra"
    " --document press-release/1"
)


@pytest.fixture(scope="module")
def message() -> EmailMessage:
    found = message_from_bytes(FILE.read_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


def test_the_mail_is_the_golden_one() -> None:
    assert mail() == FILE.read_bytes()


def test_it_says_whose_turn_it_is(message: EmailMessage) -> None:
    assert message["To"] == "moussa.diarra@example.org"
    assert message["Subject"] == (
        "[UNODC-JPN-MLI-2016-01] Document drafted (press-release/1): your turn"
    )


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_release_can_be_read_in_each_part(message: EmailMessage, kind: str) -> None:
    said = " ".join(part(message, kind).split())

    for sentence in (
        "UNODC delivers 10 vehicles to Malian law enforcement authorities",
        "This activity was financed by Japan",
        "we can defeat terrorism.",
        "For more information:",
    ):
        assert sentence in said


def test_each_part_brings_the_command_and_the_link(message: EmailMessage) -> None:
    assert f"\n      {COMMAND}\n" in part(message, "plain")
    assert "--document" in part(message, "html")
    for kind in ("plain", "html"):
        assert "https://temporal.example.org/namespaces/default/workflows/" in part(message, kind)


def test_the_files_are_attached_as_the_archive_holds_them(message: EmailMessage) -> None:
    brought = {
        item.get_filename(): item.get_payload(decode=True) for item in message.iter_attachments()
    }

    kept = {
        uri.rpartition("/")[2]: content
        for uri, content in reference_contents().items()
        if "/press-release/1/" in uri and not uri.endswith(".json")
    }
    assert brought == kept
