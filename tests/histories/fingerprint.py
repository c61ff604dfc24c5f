"""The fingerprint of all that a replay goes by: what the rules and the workflows do, word by word.

Comments, docstrings and layout are no part of it: a running grant does not feel them.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from workflows import BUILD_ID

ROOT: Final = Path(__file__).parents[2]
FILE: Final = Path(__file__).with_name("fingerprint.json")
"""Each build's fingerprint, the newest last."""
SOURCES: Final = ("grants/domain", "workflows")


def sources() -> list[Path]:
    """The files that a replay goes by."""
    return sorted(file for folder in SOURCES for file in (ROOT / folder).rglob("*.py"))


def fingerprint(files: Iterable[Path], root: Path = ROOT) -> str:
    """A sha256 over what files of Python say, and where they stand."""
    said = ((file.relative_to(root).as_posix(), meaning(file.read_text("utf-8"))) for file in files)
    return hashlib.sha256(json.dumps(list(said)).encode()).hexdigest()


def meaning(source: str) -> str:
    """What a module says to the machine, the same under every version of Python that we run on."""
    return "".join(_said(ast.parse(source)))


def _said(node: object) -> Iterator[str]:
    match node:
        case ast.AST():
            yield f"({type(node).__name__}"
            for name, value in ast.iter_fields(node):
                # later versions of Python know more fields, and leave them empty
                if value is not None and value != []:
                    yield f" {name}="
                    yield from _said(_told(node) if name == "body" else value)
            yield ")"
        case list():
            for item in node:
                yield from _said(item)
        case _:
            yield repr(node)


def _told(node: ast.AST) -> object:
    """A body without what is only told to people: strings that stand for themselves."""
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return body
    return [item for item in body if not _is_remark(item)]


def _is_remark(item: object) -> bool:
    return (
        isinstance(item, ast.Expr)
        and isinstance(item.value, ast.Constant)
        and isinstance(item.value.value, str)
    )


def kept() -> dict[str, str]:
    """The fingerprints of all builds, as they were recorded."""
    found: dict[str, str] = json.loads(FILE.read_text("utf-8"))
    return found


def keep() -> None:
    """Note today's fingerprint for today's build."""
    builds = {**(kept() if FILE.exists() else {}), BUILD_ID: fingerprint(sources())}
    FILE.write_text(json.dumps(builds, indent=1) + "\n", encoding="utf-8")
