"""A YAML file as its writer sees it: every scalar as it is written, the line of every field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from grants.grantfile.faults import Fault, GrantFileError, Place
from grants.grantfile.reading import MOST_FIELDS, UnfitError, text_of

_NULL: Final = "tag:yaml.org,2002:null"
_THOUSANDS: Final = re.compile(r"[0-9]{3}(\.[0-9]+)?")
"""What is left of an amount with commas where YAML reads the comma: {amount: USD 250,000}."""
_UNQUOTED: Final = (
    "the comma before it ends a value here",
    "put an amount with commas in quotes",
)


@dataclass
class Tree:
    """What a YAML file holds: every scalar as it is written, and the line of every field."""

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: Place, says: str, mend: str, *, absent: str = "") -> Fault:
        """A fault at the nearest field that the file has; `absent` is a field that it lacks."""
        found: Place = ()
        for part in place:
            found = (*found, part) if (*found, part) in self.lines else found
        path = _spelled((*found, absent) if absent else found)
        return Fault(self.lines[found], path, says, mend)

    def grow(self, node: Node, place: Place) -> Any:
        """The data of `node`, noting the lines of what is in it."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if len(self.lines) > MOST_FIELDS:
            raise RecursionError
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, SequenceNode):
            return [self.grow(item, (*place, number)) for number, item in enumerate(node.value)]
        return None if node.tag == _NULL else node.value

    def _pairs(self, node: MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            name = str(key.value) if isinstance(key, ScalarNode) else "?"
            line = key.start_mark.line + 1
            if node.flow_style and value.tag == _NULL and _THOUSANDS.fullmatch(name):
                self.faults.append(Fault(line, _spelled((*place, name)), *_UNQUOTED))
                continue
            if (first := self.lines.get((*place, name))) is not None:
                says = f"stands here and on line {first}"
                self.faults.append(
                    Fault(line, _spelled((*place, name)), says, "keep one of the two")
                )
                continue
            self.lines[(*place, name)] = line
            yield name, self.grow(value, (*place, name))


def _spelled(place: Place) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


def read(path: Path) -> Tree:
    """The tree of a file that holds a group of fields. Raises GrantFileError."""
    tree = parsed(_text(path))
    mend = "write a template with `grants new FILE` and fill it in"
    if tree.data is None:
        raise GrantFileError([Fault(0, "", f"{path} is empty", mend)])
    if not isinstance(tree.data, dict):
        raise GrantFileError([Fault(1, "", "the file does not begin with a field", mend)])
    return tree


def parsed(text: str) -> Tree:
    """The tree of a YAML text. Raises GrantFileError."""
    tree = Tree()
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        tree.data = None if root is None else tree.grow(root, ())
    except YAMLError as error:
        raise GrantFileError(list(_tabs(text)) or [_syntax(error, text)]) from None
    except RecursionError:
        says = "the file is nested without end"
        raise GrantFileError([Fault(0, "", says, "take out its anchors (& and *)")]) from None
    return tree


def _text(path: Path) -> str:
    try:
        content = text_of(path)
    except FileNotFoundError:
        fault = Fault(0, "", f"there is no file {path}", "check the name and the folder")
    except UnfitError as error:
        fault = Fault(0, "", error.says, error.mend)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        fault = Fault(0, "", f"{path} cannot be read ({reason})", "name a file that you may read")
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            fault = Fault(line, "", "a character is not UTF-8", "save the file as UTF-8")
    raise GrantFileError([fault])


def _tabs(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            yield Fault(number, "", "the line is indented by a tab", "indent by spaces")


_SYNTAX: Final = (
    (r"mapping values are not allowed", "put a text that holds a colon in quotes; check indents"),
    (r"expected <block end>", "indent it like the lines that it belongs with; check the quotes"),
    (r"could not find expected ':'", "write a colon and a space after the field's name"),
    (r"expected ',' or '[\]}]'", "close the bracket, and put commas between its entries"),
    (r"unexpected end of stream", "close the quote that is opened here"),
    (r"cannot start any token", "put the text in quotes: it begins with a special character"),
    (r"another document", "keep one grant to a file: take out the line ---"),
    (r"undefined alias", "put the text in quotes: it begins with *"),
    (r"escape character", "use single quotes, or write the backslash twice"),
)


def _syntax(error: YAMLError, text: str) -> Fault:
    says = "this is not well-formed YAML"
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return Fault(line, "", "a character may not stand in a text file", "delete it")
    opened = error.context_mark if "unexpected end" in str(error.problem) else None
    line = (opened or error.problem_mark).line + 1
    mends = (mend for pattern, mend in _SYNTAX if re.search(pattern, str(error.problem)))
    return Fault(line, "", says, next(mends, "check indents, colons and quotes here and above"))
