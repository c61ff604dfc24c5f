"""Notices as mail: to a mail server, or as files in a folder."""

import asyncio
import hashlib
import re
from base64 import encodebytes
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.policy import Compat32, default
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Final

import aiosmtplib
import idna

from grants.adapters.files import create, names
from grants.ports import (
    NobodyReachedError,
    Notice,
    PermanentFailureError,
    Traces,
)
from grants.settings import Settings


class _AsSet(Compat32):
    """Headers are written as they were set: one line each, or folded where they were made.

    The library would parse every header again, which took ten times the work of writing the mail.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """See Policy."""
        return f"{name}: {value}\r\n".encode("ascii", "surrogateescape")


_POLICY: Final = _AsSet(linesep="\r\n")
_REFUSED: Final = 500
"""From here on, a reply of SMTP is for good (RFC 5321, 4.2.1)."""
_TIMEOUT: Final = 15
"""Seconds for each step of the conversation with the mail server."""
_WHOLE: Final = 20
"""Seconds for the conversation: what tells many people has a limit of its own."""
_PARTING: Final = 0.1
"""Seconds in which asyncio takes leave of an encrypted connection; without them it stays open."""


def compose(notice: Notice, sender: str) -> bytes:
    """The mail of a notice: the same notice and sender, the same bytes.

    Its Message-ID is made from the key and the sender's domain. It is seven bits, but for a mailbox
    whose own name is beyond ASCII, whose header is UTF-8 (RFC 6532). Raises PermanentFailureError
    where the recipient is not one mail address.
    """
    known = _sender(sender)
    name = notice.message_id
    message = Message(_POLICY)
    message["From"] = known.header
    message["To"] = _recipient(notice).encode().decode("ascii", "surrogateescape")
    message["Subject"] = _unbroken(notice.subject)
    message["Date"] = format_datetime(notice.written)
    message["Message-ID"] = f"<{name}@{known.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["MIME-Version"] = "1.0"
    body = [_said("plain", notice.text), _said("html", notice.html)]
    if brought := [_part(item.media_type, item.content, item.name) for item in notice.attachments]:
        said = _filled(Message(_POLICY), "alternative", f"=_{name}_1", body)
        _filled(message, "mixed", f"=_{name}_0", [said, *brought])
    else:
        _filled(message, "alternative", f"=_{name}_0", body)
    return message.as_bytes()


def _said(kind: str, text: str) -> Message:
    return _part(f"text/{kind}; charset=utf-8", text.replace("\n", "\r\n").encode())


def _part(media_type: str, content: bytes, name: str | None = None) -> Message:
    part = Message(_POLICY)
    part["Content-Type"] = media_type
    part["Content-Transfer-Encoding"] = "base64"
    if name is not None:
        part.add_header("Content-Disposition", "attachment", filename=name)
    part.set_payload(encodebytes(content).decode())
    return part


def _filled(message: Message, kind: str, boundary: str, parts: Sequence[Message]) -> Message:
    """Parts in one; the boundary is one that no content can hold, since base64 has no `_`."""
    message["Content-Type"] = f'multipart/{kind};\r\n boundary="{boundary}"'
    for part in parts:
        message.attach(part)
    return message


def _unbroken(text: str) -> str:
    """A header of one logical line: what cannot be printed could begin another."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, header_name="Subject").encode(linesep="\r\n")


@dataclass(frozen=True)
class _Sender:
    header: str
    address: str
    domain: str


@lru_cache
def _sender(said: str) -> _Sender:
    name, address = parseaddr(said)
    return _Sender(formataddr((name, address)), address, address.rpartition("@")[2])


def _recipient(notice: Notice) -> str:
    """The address as mail servers know it."""
    address = _address(notice.recipient)
    if address is None:
        message = f"{notice.key}: the recipient is not a mail address: correct the appointment."
        raise PermanentFailureError(message)
    return address


@lru_cache
def _address(said: str) -> str | None:
    """One address, its domain in letters and digits (A-labels, RFC 5890); None for anything else.

    The library's grammar is of RFC 5322, so that an x stands in for a letter beyond ASCII.
    """
    local, _, domain = said.rpartition("@")
    stand_in = "".join(char if char.isascii() else "x" for char in local)
    try:
        known = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
        plain = Address(addr_spec=f"{stand_in}@{known}")
    except (MessageError, ValueError, IndexError):
        return None
    if not (local and plain.username and plain.domain == known and local.isprintable()):
        return None
    return plain.addr_spec if local.isascii() else f"{local}@{known}"


class FolderNotifier:
    """Writes a notice as an .eml file: a repeat leaves the file as it is, or writes the same."""

    prompt = True

    def __init__(
        self, folder: Path, sender: str, write: Callable[[Path, bytes], object] = create
    ) -> None:
        """Mails go to a folder, written as `write` writes a file."""
        self._folder = folder
        self._sender = sender
        self._write = write

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        path = self._folder / _file_name(notice.key)
        self._write(path, compose(notice, self._sender))

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
        recipient = _recipient(notice)
        try:
            asyncio.run(self._deliver(message, recipient))
        except aiosmtplib.SMTPRecipientsRefused as error:
            _settle(notice, [refused.code for refused in error.recipients], error)
        except aiosmtplib.SMTPDataError as error:
            _settle(notice, [error.code], error)
        except aiosmtplib.SMTPNotSupported:
            if recipient.isascii():
                raise
            said = f"{notice.key}: the mail server takes no mailbox beyond ASCII (SMTPUTF8)."
            raise PermanentFailureError(said) from None

    def erase(self, traces: Traces) -> None:
        """See Notifier: what a mail server has taken is not ours any more."""

    async def _deliver(self, message: bytes, recipient: str) -> None:
        settings = self._settings
        server = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=_TIMEOUT,
        )
        sender = _sender(settings.mail_from).address
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        try:
            async with asyncio.timeout(_WHOLE):
                await self._introduce(server)
                await server.sendmail(sender, [recipient], message, mail_options=options)
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
