"""Notices as mail: to a mail server, or as files in a folder."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

import aiosmtplib
import idna

from grants.adapters.files import create, names
from grants.ports import (
    Attachment,
    NobodyReachedError,
    Notice,
    PermanentFailureError,
    Traces,
)
from grants.settings import Settings

_POLICY: Final = SMTP.clone(cte_type="7bit")
"""Any mail server takes seven bits."""
_BEYOND_ASCII: Final = SMTP.clone(utf8=True)
"""For a mailbox whose own name is beyond ASCII: its headers are UTF-8 (RFC 6532)."""
_REFUSED: Final = 500
"""From here on, a reply of SMTP is for good (RFC 5321, 4.2.1)."""
_TIMEOUT: Final = 15
"""Seconds for each step of the conversation with the mail server."""
_WHOLE: Final = 20
"""Seconds for the conversation: what tells many people has a limit of its own."""
_PARTING: Final = 0.1
"""Seconds in which asyncio takes leave of an encrypted connection; without them it stays open."""


def compose(notice: Notice, sender: str) -> EmailMessage:
    """The mail of a notice: the same notice and sender, the same bytes.

    Its Message-ID is made from the key and the sender's domain. Raises PermanentFailureError where
    the recipient is not one mail address.
    """
    recipient = _recipient(notice)
    message = EmailMessage(_BEYOND_ASCII if _is_beyond_ascii(recipient) else _POLICY)
    message["From"] = sender
    _address(message, recipient)
    message["Subject"] = _one_line(notice.subject)
    message["Date"] = format_datetime(notice.written)
    name = hashlib.sha256(notice.key.encode()).hexdigest()
    message["Message-ID"] = f"<{name}@{message['From'].addresses[0].domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text, cte="base64")
    message.add_alternative(notice.html, subtype="html", cte="base64")
    for attachment in notice.attachments:
        _attach(message, attachment)
    _bound(message, name)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, *said = attachment.media_type.split(";")
    main, _, sub = kind.strip().partition("/")
    pairs = (item.strip().partition("=") for item in said)
    params: dict[str, Any] = {name: value for name, _, value in pairs}
    message.add_attachment(
        attachment.content, maintype=main, subtype=sub, filename=attachment.name, params=params
    )


def _bound(message: EmailMessage, name: str) -> None:
    """Give every multipart a boundary of its own that no content can hold.

    Without this the library draws one by lot. All contents are in base64, which has no `_`.
    """
    parts: list[MIMEPart] = [
        part for part in message.walk() if isinstance(part, MIMEPart) and part.is_multipart()
    ]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{name[:40]}_{number}")


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _recipient(notice: Notice) -> tuple[str, str]:
    """Local part and domain, the domain as mail servers know it (A-labels, RFC 5890)."""
    local, _, domain = notice.recipient.rpartition("@")
    try:
        known = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
        plain = Address(addr_spec=f"{_stand_in(local)}@{known}")
        sound = bool(local and plain.username and plain.domain == known) and local.isprintable()
    except (MessageError, ValueError, IndexError):
        sound = False
    if not sound:
        message = f"{notice.key}: the recipient is not a mail address: correct the appointment."
        raise PermanentFailureError(message)
    return (local if not local.isascii() else plain.username), known


def _stand_in(local: str) -> str:
    """A local part whose letters beyond ASCII are an x: the library's grammar is of RFC 5322."""
    return "".join(char if char.isascii() else "x" for char in local)


def _is_beyond_ascii(recipient: tuple[str, str]) -> bool:
    return not recipient[0].isascii()


def _address(message: EmailMessage, recipient: tuple[str, str]) -> None:
    local, domain = recipient
    if local.isascii():
        message["To"] = Address(username=local, domain=domain)
    else:
        message["To"] = f"{local}@{domain}"


class FolderNotifier:
    """Writes a notice as an .eml file, once: a repeat leaves the file as it is."""

    prompt = True

    def __init__(self, folder: Path, sender: str, *, durable: bool = True) -> None:
        self._folder = folder
        self._sender = sender
        self._durable = durable

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        message = compose(notice, self._sender)
        path = self._folder / _file_name(notice.key)
        create(path, message.as_bytes(), durable=self._durable)

    def erase(self, traces: Traces) -> None:
        """See Notifier."""
        theirs = re.compile(rf"_{re.escape(traces.person)}-[0-9a-f]{{8}}\.eml")
        for path in self._folder.glob(f"{traces.reference}_[0-9]*.eml"):
            if theirs.search(path.name) or _says(path, traces.words):
                path.unlink()


def _says(path: Path, words: Sequence[str]) -> bool:
    """Whether a mail holds one of the words: in its head, its text, or what it brings."""
    message = message_from_bytes(path.read_bytes(), policy=default)
    said = [str(value) for value in message.values()]
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            said.append(content.decode("utf-8", "replace"))
    return any(names(text, words) for text in said)


def _file_name(key: str) -> str:
    """Readable, and different for every key."""
    readable = re.sub(r"[^A-Za-z0-9.-]+", "_", key)[:150]
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.eml"


class SmtpNotifier:
    """Hands a notice to the mail server of the settings; a repeat bears the same Message-ID."""

    prompt = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, notice: Notice) -> None:
        """See Notifier. Call it in a thread that has no event loop.

        Raises PermanentFailureError where the server refuses the recipient or the mail for good,
        or takes no mailbox beyond ASCII; NobodyReachedError where it does not come to a recipient:
        the server is away, does not know us, or offers no encryption.
        """
        message = compose(notice, self._settings.mail_from)
        try:
            asyncio.run(self._deliver(message, "@".join(_recipient(notice))))
        except aiosmtplib.SMTPRecipientsRefused as error:
            _settle(notice, [refused.code for refused in error.recipients], error)
        except aiosmtplib.SMTPDataError as error:
            _settle(notice, [error.code], error)
        except aiosmtplib.SMTPNotSupported:
            if message.policy is not _BEYOND_ASCII:
                raise
            said = f"{notice.key}: the mail server takes no mailbox beyond ASCII (SMTPUTF8)."
            raise PermanentFailureError(said) from None

    def erase(self, traces: Traces) -> None:
        """See Notifier: what a mail server has taken is not ours any more."""

    async def _deliver(self, message: EmailMessage, recipient: str) -> None:
        settings = self._settings
        server = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=_TIMEOUT,
        )
        sender = message["From"].addresses[0].addr_spec
        options = ["SMTPUTF8"] if message.policy is _BEYOND_ASCII else []
        try:
            async with asyncio.timeout(_WHOLE):
                await self._introduce(server)
                await server.sendmail(sender, [recipient], message.as_bytes(), mail_options=options)
        except aiosmtplib.SMTPSenderRefused as error:
            raise NobodyReachedError(str(error)) from error
        finally:
            await self._leave(server)

    @staticmethod
    async def _leave(server: aiosmtplib.SMTP) -> None:
        """Take leave. The mail is taken by now: what goes wrong here is nobody's concern."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await server.quit(timeout=1)
        server.close()
        await asyncio.sleep(_PARTING)

    async def _introduce(self, server: aiosmtplib.SMTP) -> None:
        """Connect and log in. What goes wrong here would go wrong for every notice."""
        settings = self._settings
        try:
            await server.connect()
            if settings.smtp_user:
                await server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NobodyReachedError(str(error)) from error


def _settle(notice: Notice, codes: list[int], error: aiosmtplib.SMTPException) -> None:
    if all(code >= _REFUSED for code in codes):
        message = f"{notice.key}: the mail server refuses it for good ({codes[0]})."
        raise PermanentFailureError(message) from None
    raise error
