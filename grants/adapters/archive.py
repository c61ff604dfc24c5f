"""The archive in a folder: documents, evidence and sealed bids, by name."""

import hashlib
from pathlib import Path
from typing import Final

from grants.adapters.files import create, names, replace
from grants.domain.model import Evidence
from grants.ports import PermanentFailureError, Traces

_SCHEME: Final = "archive:"
_TOMBSTONE: Final = b"Erased: this file named a person whose data were taken out of the grant.\n"


class FolderArchive:
    """An archive whose names are paths below `root`, with slashes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, content: bytes) -> Evidence:
        """See Archive. No part of a name is empty, begins with a dot or leads out of the root."""
        if not (self._create(name, content) or self.get(name) == content):
            message = f"The archive holds other content under {name}: choose another name."
            raise PermanentFailureError(message)
        return Evidence(uri=f"{_SCHEME}{name}", sha256=hashlib.sha256(content).hexdigest())

    def get(self, name: str) -> bytes:
        """See Archive."""
        try:
            content = self._path(name.removeprefix(_SCHEME)).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            message = f"The archive holds nothing under {name}."
            raise PermanentFailureError(message) from None
        if content == _TOMBSTONE:
            message = (
                f"{name} was erased: it named a person whose data were taken out of the grant."
            )
            raise PermanentFailureError(message)
        return content

    def erase(self, traces: Traces) -> None:
        """See Archive. A draft's files say the same, so they go together."""
        kept = self._path(f"{traces.reference}/documents")
        for folder in {path.parent for path in kept.rglob("*") if path.is_file()}:
            files = [path for path in folder.iterdir() if path.is_file()]
            if any(names(path.read_text("utf-8", "replace"), traces.words) for path in files):
                for path in files:
                    replace(path, _TOMBSTONE)

    def _create(self, name: str, content: bytes) -> bool:
        try:
            return create(self._path(name), content)
        except (FileExistsError, NotADirectoryError):
            message = f"A part of {name} is a document already: choose another name."
            raise PermanentFailureError(message) from None

    def _path(self, name: str) -> Path:
        path = self._root / name
        sound = all(map(_is_sound, name.split("/")))
        if not (sound and path.resolve().is_relative_to(self._root.resolve())):
            message = f"{name!r} is not a name in the archive: write it as in REF/reports/final.md."
            raise PermanentFailureError(message)
        return path


def _is_sound(part: str) -> bool:
    plain = part.isprintable() and part == part.strip() and "\\" not in part
    return plain and part != "" and not part.startswith(".")
