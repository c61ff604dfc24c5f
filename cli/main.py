"""The entry point: names every command, loads only the one that is called, and keeps exit codes."""

import contextlib
import importlib
import os
import sys
from typing import Final, NoReturn

import rich_click as click
from click.exceptions import Exit

from cli.codes import MISTAKE, OURS, STOPPED
from cli.groups import Group
from cli.privacy import shut
from cli.terminal import block, say
from client.errors import ClientError, MistakeError

STANDARD_ERROR: Final = 2
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "demo": ("cli.embedded:demo", "Run the reference story on a server of its own."),
    "dev": ("cli.embedded:dev", "Keep a server, its Web UI and a worker up."),
    "new": ("cli.files:new", "Write a commented grant file to fill in."),
    "schema": ("cli.files:schema", "Print the grant file's JSON Schema."),
    "start": ("cli.files:start", "Check a grant file and start its grant."),
    "play": ("cli.files:play", "Start a grant and send its whole story."),
    "admin": ("cli.stages:admin", "People, policy, disclosure, irregularities, closing."),
    "agreement": ("cli.stages:agreement", "Pledges, agreements and the money that comes in."),
    "procurement": ("cli.stages:procurement", "Lots, bids, awards, orders, goods and payments."),
    "delivery": ("cli.stages:delivery", "Allocation, ceremony, custody and title."),
    "reporting": ("cli.stages:reporting", "Drafts, clearance, publication, donor reports."),
    "list": ("cli.reading:list_grants", "The portfolio: every grant and where it stands."),
    "show": ("cli.reading:show", "One grant: as it is, as it was, as it was known."),
    "todo": ("cli.todo:todo", "Who must do what by when, with the command to type."),
    "watch": ("cli.watching:watch", "Follow one grant live."),
    "timeline": ("cli.timeline:timeline", "Every event of one grant, or one in full."),
    "disclose": ("cli.disclosing:disclose", "Say later what may be published of an event."),
    "erase": ("cli.disclosing:erase", "Take a person's names, addresses and words out."),
    "documents": ("cli.papers:documents", "What has been drafted for a grant."),
    "draft": ("cli.papers:draft", "Have a document drafted now."),
    "why": ("cli.explaining:why", "What justifies a sentence of a document."),
    "export": ("cli.papers:export", "IATI, OCDS or CloudEvents, for publication."),
    "verify": ("cli.verifying:verify", "Check contents, chains, log and rules of the journal."),
    "log": ("cli.log:log", "The log's key and signed head; proofs for outsiders."),
    "rebuild": ("cli.log:rebuild", "Make anew what is kept beside the events."),
    "resume": ("cli.resuming:resume", "Start a grant again from its stream."),
}

GROUPS: Final = [
    {"name": "See it work", "commands": ["demo", "dev"]},
    {"name": "Begin", "commands": ["new", "schema", "start", "play"]},
    {
        "name": "Act",
        "commands": [
            "agreement",
            "procurement",
            "delivery",
            "reporting",
            "admin",
            "disclose",
            "erase",
        ],
    },
    {"name": "Look", "commands": ["list", "show", "todo", "watch", "timeline"]},
    {"name": "Papers", "commands": ["documents", "draft", "why", "export"]},
    {"name": "Keep", "commands": ["verify", "log", "rebuild", "resume"]},
]


class Commands(Group):
    """A group that knows its commands by name and help, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A stand-in that carries the help text: enough to list it."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return click.RichCommand(name=cmd_name, help=COMMANDS[cmd_name][1])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The real command, imported now."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in COMMANDS:
            module, _, attribute = COMMANDS[name][0].partition(":")
            command = getattr(importlib.import_module(module), attribute)
        return name, command, rest


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.rich_config(help_config={"command_groups": {"grants": GROUPS}, "show_arguments": True})
@click.version_option(package_name="grants")
def grants() -> None:
    """Carry a donor's grant from pledge to press release.

    One log holds the whole life of a grant; every sentence that is published can name the event
    that justifies it. Begin with `grants demo`.
    """


def _run(arguments: list[str]) -> int:
    """The exit code of a command, whatever becomes of it."""
    try:
        return _called(arguments)
    except ClientError as error:
        block(f"Error: {error}", err=True)
        return MISTAKE if isinstance(error, MistakeError) else OURS
    except click.ClickException as error:
        block(_usage(error), err=True)
        return MISTAKE
    except (click.Abort, KeyboardInterrupt, EOFError):
        say("Stopped.")
        return STOPPED
    except Exception as error:  # noqa: BLE001
        return _broken(error)


def _broken(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):
        return _unread()
    if isinstance(error, OSError):
        say(f"Error: {_out_of_order(error)}")
        return OURS
    return _unexpected(error)


def _called(arguments: list[str]) -> int:
    if "_GRANTS_COMPLETE" in os.environ:
        grants.main(args=arguments, prog_name="grants")
    try:
        with grants.make_context("grants", arguments) as context:
            grants.invoke(context)
    except Exit as leaving:
        return int(leaving.exit_code)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else OURS
    return 0


def _usage(error: click.ClickException) -> str:
    """A wrong call in one sentence, and where to read how it is made."""
    said = " ".join(error.format_message().split())
    if isinstance(error, click.MissingParameter) and error.param and error.param.name == "by":
        said += " Name who sends it, or set GRANTS_BY."
    said = said if said.endswith((".", "?")) else f"{said}."
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = f" See: {context.command_path} --help" if context else ""
    return f"Error: {said}{where}"


def _unread() -> int:
    """Whoever read our output has left, as `head` does: there is nobody to tell, and no fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 0


def _out_of_order(error: OSError) -> str:
    """What the system refused, in a sentence; without a file's name it was the output."""
    reason = (error.strerror or str(error) or "unknown reason").lower()
    if error.filename is None:
        return f"The output cannot be written: {reason}. Send it elsewhere."
    return f"{error.filename} cannot be used: {reason}. See GRANTS_HOME."


def _unexpected(error: Exception) -> int:
    """What nobody foresaw: one sentence for the user, the traceback only where it is asked for."""
    if os.environ.get("GRANTS_LOG_LEVEL") == "DEBUG":
        sys.excepthook(type(error), error, error.__traceback__)
    said = next(iter(str(error).strip().splitlines()), "no reason given")
    if type(error).__module__.startswith("sqlalchemy."):
        message = f"The journal cannot be used: {said}. See GRANTS_HOME and GRANTS_JOURNAL_URL."
    else:
        message = (
            f"{type(error).__name__}: {said}. This is ours to mend; "
            "GRANTS_LOG_LEVEL=DEBUG shows where it happened."
        )
    block(f"Error: {message}", err=True)
    return OURS


def _open() -> bool:
    """Whether there is an output. What is closed is opened on nothing: else a file gets its number.

    A command that has nowhere to show its answer does not begin.
    """
    closed = sys.stdout is None
    while (number := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        os.set_inheritable(number, True)  # noqa: FBT003 - the system takes it by place
    os.close(number)
    for name, file in (("stdin", 0), ("stdout", 1), ("stderr", STANDARD_ERROR)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(file, "r" if name == "stdin" else "w"))
    if closed:
        say("Error: The standard output is closed. Send it to a file, or to /dev/null.")
    return not closed


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run, flush, and leave at once.

    The Temporal SDK's threads sometimes abort a short process while the interpreter ends
    (temporalio/sdk-python#300), after all work is done; leaving by `os._exit` keeps the exit code.
    """
    shut()
    code = _run(sys.argv[1:] if arguments is None else arguments) if _open() else MISTAKE
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            continue
        except OSError as error:
            code = code or OURS
            with contextlib.suppress(OSError):
                say(f"Error: {_out_of_order(error)}")
    os._exit(code)


if __name__ == "__main__":
    main()
