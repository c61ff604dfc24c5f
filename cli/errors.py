"""What ends a command early: one plain sentence on standard error, and an exit code.

CommandLineError
  MistakeError      the asker has to change something: exit code 2
  TroubleError      something on our side is down or broken: exit code 1
"""

from typing import Final

import rich_click as click

OURS: Final = 1
MISTAKE: Final = 2
STOPPED: Final = 130


class CommandLineError(Exception):
    """The command cannot go on."""

    code = OURS

    def show(self) -> None:
        """Say why, on standard error."""
        click.echo(f"Error: {self}", err=True)


class MistakeError(CommandLineError):
    """The asker has to change something; the sentence says what."""

    code = MISTAKE


class TroubleError(CommandLineError):
    """Something on our side is down or broken; the sentence says what to do."""
