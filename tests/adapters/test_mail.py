"""Notices as mail, against a real mail server on loopback and a real folder."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from grants.adapters.files import jot
from grants.adapters.mail import FolderNotifier, SmtpNotifier, compose
from grants.ports import Attachment, NobodyReachedError, Notice, PermanentFailureError
from grants.settings import Settings

SENDER = "Grants <grants@example.org>"
KEY = "UNODC-JPN-MLI-2016-01/12/finance.officer"
WRITTEN = datetime(2016, 10, 25, 10, 0, tzinfo=UTC)
ENTRY = Attachment(
    "due.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR\r\n"
)
DRAFT = Attachment("press-release.en.md", "text/markdown; charset=utf-8", "# Été\n".encode())
NOTICE = Notice(
    key=KEY,
    recipient="awa.traore@example.org",
    subject="À vous : payer la facture n° 12",
    text="Bonjour,\n\nla facture attend. 納品済み\n.\nFrom the engine\n" + "long " * 400 + "\n",
    html="<p>Bonjour, la facture attend. 納品済み</p>\n",
    written=WRITTEN,
    attachments=(ENTRY, DRAFT),
)


def notice(**changes: Any) -> Notice:
    return replace(NOTICE, **changes)


class Inbox:
    """A mail server's mind: what it has taken, and how it answers."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.to_recipient = ["250 OK"]
        self.to_content = ["250 OK"]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._next(self.to_recipient)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self._next(self.to_content)
        if answer.startswith("250") and isinstance(envelope.content, bytes):
            self.taken.append(parsed(envelope.content))
        return answer

    @staticmethod
    def _next(answers: list[str]) -> str:
        return answers.pop(0) if len(answers) > 1 else answers[0]


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=POLICY)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    with serving(inbox) as port:
        yield port


@pytest.fixture
def notifier(port: int) -> SmtpNotifier:
    return SmtpNotifier(
        Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_from=SENDER)
    )


def body(message: EmailMessage) -> str:
    return part(message, "plain")


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


def test_a_notice_arrives_once_as_it_was_written(inbox: Inbox, notifier: SmtpNotifier) -> None:
    notifier.send(NOTICE)

    (mail,) = inbox.taken
    assert (mail["From"], mail["To"]) == (SENDER, NOTICE.recipient)
    assert mail["Subject"] == NOTICE.subject
    assert (body(mail), part(mail, "html")) == (NOTICE.text, NOTICE.html)
    assert [
        (item.get_filename(), item.get_content_type(), item.get_payload(decode=True))
        for item in mail.iter_attachments()
    ] == [
        ("due.ics", "text/calendar", ENTRY.content),
        ("press-release.en.md", "text/markdown", DRAFT.content),
    ]


def test_a_calendar_entry_says_that_it_is_published() -> None:
    entry = next(parsed(compose(NOTICE, SENDER)).iter_attachments())

    assert dict(entry["Content-Type"].params) == {"method": "PUBLISH", "charset": "utf-8"}


def test_a_repeat_bears_the_same_message_id(inbox: Inbox, notifier: SmtpNotifier) -> None:
    notifier.send(NOTICE)
    notifier.send(NOTICE)

    first, second = inbox.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")


def test_every_key_has_a_message_id_of_its_own() -> None:
    other = notice(key="G-1/1/a")

    one, another = parsed(compose(NOTICE, SENDER)), parsed(compose(other, SENDER))
    assert one["Message-ID"] != another["Message-ID"]


def test_a_recipient_refused_for_good_is_a_permanent_failure(
    inbox: Inbox, notifier: SmtpNotifier
) -> None:
    inbox.to_recipient = ["550 5.1.1 no such user"]

    with pytest.raises(PermanentFailureError, match="550") as refusal:
        notifier.send(NOTICE)

    assert KEY in str(refusal.value)
    assert NOTICE.recipient not in str(refusal.value)


def test_a_mail_refused_for_good_is_a_permanent_failure(
    inbox: Inbox, notifier: SmtpNotifier
) -> None:
    inbox.to_content = ["552 5.3.4 too large"]

    with pytest.raises(PermanentFailureError, match="552"):
        notifier.send(NOTICE)


def test_a_recipient_refused_for_now_gets_the_mail_on_the_next_try(
    inbox: Inbox, notifier: SmtpNotifier
) -> None:
    inbox.to_recipient = ["451 4.7.1 greylisted", "250 OK"]

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        notifier.send(NOTICE)
    notifier.send(NOTICE)

    assert len(inbox.taken) == 1


def test_a_mail_refused_for_now_gets_through_on_the_next_try(
    inbox: Inbox, notifier: SmtpNotifier
) -> None:
    inbox.to_content = ["452 4.3.1 disk full", "250 OK"]

    with pytest.raises(aiosmtplib.SMTPDataError):
        notifier.send(NOTICE)
    notifier.send(NOTICE)

    assert len(inbox.taken) == 1


def test_a_server_that_is_away_may_come_back() -> None:
    away = SmtpNotifier(Settings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none"))

    with pytest.raises(NobodyReachedError):
        away.send(NOTICE)


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    inbox: Inbox, port: int
) -> None:
    careful = SmtpNotifier(Settings(smtp_host="127.0.0.1", smtp_port=port))

    with pytest.raises(NobodyReachedError):
        careful.send(NOTICE)

    assert inbox.taken == []


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
    signed = builder.add_extension(here, critical=False).sign(key, SHA256())
    path = folder / "server.pem"
    form, unlocked = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, form, unlocked))
    return path


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A mail server's encryption, with a certificate that this machine trusts."""
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context


@pytest.mark.parametrize(
    ("security", "option"), [("starttls", "tls_context"), ("tls", "ssl_context")]
)
def test_a_notice_travels_encrypted_to_a_server_that_is_known(
    inbox: Inbox,
    known: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    *,
    security: Literal["starttls", "tls"],
    option: str,
) -> None:
    with serving(inbox, **{option: known}) as port:
        to = SmtpNotifier(Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security=security))
        to.send(NOTICE)
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(NobodyReachedError):
            to.send(NOTICE)

    assert len(inbox.taken) == 1


def test_a_wrong_password_may_be_mended(inbox: Inbox, known: ssl.SSLContext) -> None:
    def authenticate(*about: Any) -> AuthResult:
        return AuthResult(success=about[-1].password == b"right", handled=False)

    with serving(inbox, tls_context=known, authenticator=authenticate, auth_required=True) as port:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_user="grants")
        with pytest.raises(NobodyReachedError):
            SmtpNotifier(with_password(settings, "wrong")).send(NOTICE)
        SmtpNotifier(with_password(settings, "right")).send(NOTICE)

    assert len(inbox.taken) == 1


def with_password(settings: Settings, password: str) -> Settings:
    return settings.model_copy(update={"smtp_password": SecretStr(password)})


@pytest.mark.parametrize(
    "recipient",
    [
        "awa@example.org\r\nBcc: everybody@example.org",
        "awa@example.org, other@example.org",
        "Awa <awa@example.org>",
        "nobody",
        "",
        "@example.org",
        "awa@",
        "awa@büch er.example",
        "äwa\n@example.org",
        "äwa@example.org\r\nBcc: everybody@example.org",
        "ä, other@example.org",
    ],
)
def test_a_recipient_is_one_address_and_nothing_else(recipient: str) -> None:
    with pytest.raises(PermanentFailureError, match="correct the appointment"):
        compose(notice(recipient=recipient), SENDER)


def test_the_same_notice_is_the_same_bytes() -> None:
    assert compose(NOTICE, SENDER) == compose(notice(), SENDER)


def test_a_mail_is_dated_by_what_it_tells() -> None:
    assert parsed(compose(NOTICE, SENDER))["Date"].datetime == WRITTEN


def test_no_content_can_end_its_own_part() -> None:
    boundary = parsed(compose(NOTICE, SENDER)).get_boundary()
    forged = f"\n--{boundary}\nContent-Type: text/html\n\n<b>forged</b>\n--{boundary}--\n"

    again = parsed(compose(notice(text=forged, html=forged), SENDER))

    assert again.get_boundary() == boundary
    assert [item.get_content_type() for item in again.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "text/markdown",
    ]


def test_a_domain_beyond_ascii_is_reached_by_its_name_of_letters_and_digits(
    inbox: Inbox, notifier: SmtpNotifier
) -> None:
    notifier.send(notice(recipient="awa@bücher.example"))

    (mail,) = inbox.taken
    assert mail["To"] == "awa@xn--bcher-kva.example"


def test_a_mailbox_beyond_ascii_is_reached_where_the_server_can(inbox: Inbox) -> None:
    with serving(inbox, enable_SMTPUTF8=True) as port:
        to_port(port).send(notice(recipient="äwa@bücher.example"))

    (mail,) = inbox.taken
    assert mail["To"] == "äwa@xn--bcher-kva.example"
    assert body(mail) == NOTICE.text


def test_a_mailbox_beyond_ascii_is_refused_for_good_where_the_server_cannot(inbox: Inbox) -> None:
    with serving(inbox, enable_SMTPUTF8=False) as port:
        with pytest.raises(PermanentFailureError, match="SMTPUTF8"):
            to_port(port).send(notice(recipient="äwa@example.org"))
        to_port(port).send(NOTICE)

    assert len(inbox.taken) == 1


def to_port(port: int) -> SmtpNotifier:
    return SmtpNotifier(
        Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_from=SENDER)
    )


def test_a_subject_cannot_bring_in_a_header() -> None:
    subject = "Hello\r\nBcc: everybody@example.org\n\nbody\u2028X: y"

    mail = parsed(compose(notice(subject=subject), SENDER))

    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert mail["Subject"] == "Hello Bcc: everybody@example.org body X: y"


def test_a_mail_is_seven_bits_and_says_that_a_machine_wrote_it() -> None:
    content = compose(NOTICE, SENDER)

    mail = parsed(content)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert [line for line in content.split(b"\r\n") if b"\n" in line or b"\r" in line] == []
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.tzinfo is not None


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "home" / "outbox"


def test_a_notice_in_a_folder_is_a_mail_that_can_be_opened(outbox: Path) -> None:
    FolderNotifier(outbox, SENDER).send(NOTICE)

    (path,) = outbox.iterdir()
    mail = parsed(path.read_bytes())
    assert path.name.startswith("UNODC-JPN-MLI-2016-01_12_finance.officer-")
    assert path.suffix == ".eml"
    assert (mail["Subject"], body(mail)) == (NOTICE.subject, NOTICE.text)
    assert path.read_bytes() == compose(NOTICE, SENDER)


def test_a_repeat_leaves_the_file_in_the_folder_alone(outbox: Path) -> None:
    notifier = FolderNotifier(outbox, SENDER)
    notifier.send(NOTICE)
    (path,) = outbox.iterdir()
    before = (path.read_bytes(), path.stat())

    notifier.send(NOTICE)

    assert list(outbox.iterdir()) == [path]
    assert (path.read_bytes(), path.stat()) == before


def test_keys_that_look_alike_have_files_of_their_own(outbox: Path) -> None:
    notifier = FolderNotifier(outbox, SENDER)
    for key in ("a/b", "a_b", "../b", "x" * 500):
        notifier.send(notice(key=key))

    assert len(list(outbox.iterdir())) == 4
    assert list(outbox.parent.iterdir()) == [outbox]


def test_what_can_be_made_again_is_made_whole_by_a_repeat(outbox: Path) -> None:
    notifier = FolderNotifier(outbox, SENDER, jot)
    notifier.send(NOTICE)
    (path,) = outbox.iterdir()
    path.write_bytes(b"half of i")

    notifier.send(NOTICE)

    assert path.read_bytes() == compose(NOTICE, SENDER)
