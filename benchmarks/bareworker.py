"""The controls' worker: `python -m benchmarks.bareworker ADDRESS FOLDER`, until it is ended."""

import asyncio
import json
import logging
import os
import sqlite3
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import BARE_QUEUE, CONTROLS

THREADS: Final = 8
CACHED: Final = 1000
"""Threads and cached workflows are as many as the engine's worker has."""
READY: Final = "ready"


class Outside:
    """A file of events, each commit on disk before it is answered, and a folder of notices."""

    def __init__(self, folder: Path) -> None:
        """Make both in a folder."""
        self._file = folder / "bare.db"
        self._notices = folder / "bare-notices"
        self._notices.mkdir(parents=True, exist_ok=True)
        self._own = threading.local()
        self._connection().execute("CREATE TABLE IF NOT EXISTS events (data TEXT NOT NULL)")

    @activity.defn
    def record(self, batch: list[dict[str, Any]]) -> int:
        """Insert events in one transaction."""
        rows = [(json.dumps(event),) for event in batch]
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events VALUES (?)", rows)
        connection.execute("COMMIT")
        return len(rows)

    @activity.defn
    def notify(self, batch: list[dict[str, Any]]) -> int:
        """Write one notice about each event."""
        for event in batch:
            (self._notices / f"{uuid.uuid4()}.eml").write_text(str(event.get("key")))
        return len(batch)

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            connection = sqlite3.connect(self._file, isolation_level=None, timeout=30)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._own.connection = connection
        held: sqlite3.Connection = self._own.connection
        return held


async def work(address: str, folder: Path) -> None:
    """Work for ever; says on stdout when it is ready."""
    outside = Outside(folder)
    client = await Client.connect(address)
    worker = Worker(
        client,
        task_queue=BARE_QUEUE,
        workflows=CONTROLS,
        activities=[outside.record, outside.notify],
        activity_executor=ThreadPoolExecutor(THREADS),
        max_concurrent_activities=THREADS,
        max_cached_workflows=CACHED,
    )
    async with worker:
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    try:
        asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
    except KeyboardInterrupt:
        os._exit(0)
