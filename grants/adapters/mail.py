"""Notices as mail: to a mail server, or as files in a folder."""

import asyncio
import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Final

import aiosmtplib

from grants.adapters.files import create
from grants.ports import Notice, PermanentFailureError
from grants.settings import Settings

_POLICY: Final = SMTP.clone(cte_type="7bit")
"""Any mail server takes seven bits."""
_REFUSED: Final = 500
"""From here on, a reply of SMTP is for good (RFC 5321, 4.2.1)."""
_TIMEOUT: Final = 30
"""Seconds for each step of the conversation with the mail server."""
_PARTING: Final = 0.1
"""Seconds in which asyncio takes leave of an encrypted connection; without them it stays open."""


def compose(notice: Notice, sender: str) -> EmailMessage:
    """The mail of a notice, dated now; its Message-ID is made from the key and sender's domain.

    Raises PermanentFailureError where the recipient is not one mail address.
    """
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = _recipient(notice)
    message["Subject"] = " ".join(notice.subject.split())
    message["Date"] = formatdate(usegmt=True)
    name = hashlib.sha256(notice.key.encode()).hexdigest()
    message["Message-ID"] = f"<{name}@{message['From'].addresses[0].domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.body)
    return message


def _recipient(notice: Notice) -> Address:
    try:
        address = Address(addr_spec=notice.recipient)
    except (MessageError, ValueError, IndexError):
        address = Address()
    if not (address.username and address.domain):
        message = f"{notice.key}: the recipient is not a mail address: correct the appointment."
        raise PermanentFailureError(message)
    return address


class FolderNotifier:
    """Writes a notice as an .eml file, once: a repeat leaves the file as it is."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, notice: Notice) -> None:
        """See Notifier."""
        message = compose(notice, self._sender)
        create(self._folder / _file_name(notice.key), message.as_bytes())


def _file_name(key: str) -> str:
    """Readable, and different for every key."""
    readable = re.sub(r"[^A-Za-z0-9.-]+", "_", key)[:150]
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.eml"


class SmtpNotifier:
    """Hands a notice to the mail server of the settings; a repeat bears the same Message-ID."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, notice: Notice) -> None:
        """See Notifier. Call it in a thread that has no event loop.

        Raises PermanentFailureError where the server refuses the recipient or the mail for good;
        what else goes wrong is raised as it is, since a later try may succeed.
        """
        message = compose(notice, self._settings.mail_from)
        try:
            asyncio.run(self._deliver(message))
        except aiosmtplib.SMTPRecipientsRefused as error:
            _settle(notice, [refused.code for refused in error.recipients], error)
        except aiosmtplib.SMTPDataError as error:
            _settle(notice, [error.code], error)

    async def _deliver(self, message: EmailMessage) -> None:
        settings = self._settings
        server = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=_TIMEOUT,
        )
        try:
            async with server:
                await self._hand_over(message, server)
        finally:
            await asyncio.sleep(_PARTING)

    async def _hand_over(self, message: EmailMessage, server: aiosmtplib.SMTP) -> None:
        settings = self._settings
        if settings.smtp_user:
            await server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        await server.send_message(message)


def _settle(notice: Notice, codes: list[int], error: aiosmtplib.SMTPException) -> None:
    if all(code >= _REFUSED for code in codes):
        message = f"{notice.key}: the mail server refuses it for good ({codes[0]})."
        raise PermanentFailureError(message) from None
    raise error
