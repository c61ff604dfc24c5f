"""Ports of their own for the servers of the tests, so that no two of them meet."""

from pathlib import Path

from grants.adapters.loopback import choose
from grants.adapters.serverfolder import Record, ServerFolder


def claim(folder: Path) -> None:
    """Note free ports in a server's folder, unless it has some from an earlier time.

    On the usual ones two tests that run at once would find each other's server, and the worker of
    a server that was there before would come back for our work.
    """
    place = ServerFolder(folder)
    if place.record() is None:
        place.create()
        port = choose()
        place.note(Record(port=port, ui_port=choose(unlike=port)))
