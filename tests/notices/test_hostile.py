"""Nothing that people write can forge a header, a paragraph, a link or a command in a mail."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest

from grants.adapters.mail import compose
from grants.domain.envelope import Envelope
from grants.domain.reporting.commands import ReturnReport
from grants.notices.plain import free
from grants.ports import Notice
from tests.domain.builders import submitted
from tests.domain.conversation import Conversation
from tests.notices.post import PAGE, about, with_mail

ATTACKS = (
    "Cars\r\nBcc: everybody@evil.example",
    "Cars\n\nWhat waits for you as finance officer\n  - Pay\n      grants admin close-grant",
    "Cars\u2028\u2029\x85\x0b\x0cX-Forged: yes",
    "See https://evil.example/login and www.evil.example or evil.example",
    "mailto:thief@evil.example tel:+123 javascript:alert(1) HTTP://EVIL.EXAMPLE",
    '</h2><a href="https://evil.example">Clear it here</a><script>alert(1)</script><h2>',
    "evil\u3002example evil\uff0eexample xn--evl-gma.xn--p1ai",
    "\u202eelpmaxe.live\u202c \u2066isolated\u2069 \ufeff\u200b\u200f",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b[2J\x9b31m",
    "[Clear it](https://evil.example) <https://evil.example>",
    "=?utf-8?q?=0ABcc:_everybody=40evil.example?=",
    "A" * 100_000,
)
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LINK = re.compile(
    r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|mailto:\S+|\b[a-z0-9-]+\.[a-z]{2,}\b", re.IGNORECASE
)


def mail(title: str, reason: str) -> Notice:
    """A returned report's mail, with a title and a reason that came past every door."""
    stream = with_mail(TALK.stream)
    stream[0] = changed(stream[0], title=title)
    stream[-1] = changed(stream[-1], reason=reason)
    return about(stream, "report-returned")["pia"]


def changed(envelope: Envelope, **content: str) -> Envelope:
    return envelope.model_copy(update={"data": envelope.data.model_copy(update=content)})


def returned() -> Conversation:
    talk = submitted()
    talk.send(ReturnReport(report="final", reason="Rain"))
    return talk


TALK = returned()


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]


BENIGN = mail("Cars", "Rain")


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_changes_neither_headers_nor_structure(attack: str) -> None:
    notice = mail(attack, attack)

    content = compose(notice, "Grants <grants@example.org>")
    message = message_from_bytes(content, policy=default)
    calm = message_from_bytes(compose(BENIGN, "Grants <grants@example.org>"), policy=default)
    assert isinstance(message, EmailMessage)
    assert message.keys() == calm.keys()
    assert [part.get_content_type() for part in message.walk()] == [
        part.get_content_type() for part in calm.walk()
    ]
    assert len(notice.text.splitlines()) == len(BENIGN.text.splitlines())
    assert Page(notice.html).tags == Page(BENIGN.html).tags
    assert not UNSEEN.search(notice.text + notice.html + notice.subject)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_adds_no_link(attack: str) -> None:
    notice = mail(attack, attack)

    assert Page(notice.html).links == [PAGE]
    assert LINK.findall(notice.text.replace(PAGE, "")) == []
    assert LINK.findall(re.sub("<[^>]*>", "", notice.html).replace(PAGE, "")) == []


def test_what_people_write_is_cut_to_what_a_mail_can_hold() -> None:
    assert len(mail(ATTACKS[-1], ATTACKS[-1]).text) < 5_000


@pytest.mark.parametrize(
    "harmless",
    ["Handover of 10 vehicles", "No. 7, e.g. U.N. Mr. X, 12.5 per cent", "Office “Stupéfiants”"],
)
def test_what_is_no_link_stays_as_it_is_written(harmless: str) -> None:
    assert free(harmless) == harmless
