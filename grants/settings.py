"""What can be set from outside: GRANTS_* variables; Temporal's own are TEMPORAL_*."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are kept and how people are reached."""

    model_config = SettingsConfigDict(
        env_prefix="GRANTS_", extra="forbid", use_attribute_docstrings=True
    )

    home: Path = Path(".grants")
    """Folder of the embedded server's state, the journal, the archive, keys and the outbox."""
    journal_url: str = ""
    """SQLAlchemy address of the journal; without it, SQLite in `home`."""
    smtp_host: str = ""
    """Mail server; without it, notifications are written to the outbox folder."""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = "grants@localhost"
    web_ui: str = ""
    """Address of Temporal's Web UI, as people reach it; with it, mails link to the grant's page."""
    log_format: Literal["console", "json"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def journal(self) -> str:
        """SQLAlchemy address of the journal."""
        return self.journal_url or f"sqlite:///{self.home / 'journal.db'}"

    @property
    def journal_file(self) -> Path | None:
        """The journal's file in `home`; None where the journal is named by its address."""
        return None if self.journal_url else self.home / "journal.db"

    @property
    def archive(self) -> Path:
        """Folder of documents and sealed bids."""
        return self.home / "archive"

    @property
    def outbox(self) -> Path:
        """Folder of notifications, one .eml per key."""
        return self.home / "outbox"

    @property
    def keys(self) -> Path:
        """Folder of the officers' shares of the bid keys, and of the key that signs the log."""
        return self.home / "keys"

    @property
    def checkpoint(self) -> Path:
        """File of the log's newest signed head."""
        return self.home / "checkpoint"

    @property
    def server(self) -> Path:
        """Folder of the embedded Temporal server."""
        return self.home / "temporal"

    @property
    def log(self) -> Path:
        """File of what the worker of `grants dev` logs."""
        return self.home / "dev.log"

    @property
    def security_log(self) -> Path:
        """File of refused attempts, one JSON line each."""
        return self.home / "security.log"
