"""A YAML file as its writer sees it: the line of every field, and what is wrong, in plain words."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Self, TypeGuard, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from grants.domain.commands import BY_TYPE
from grants.domain.errors import DomainError
from grants.domain.model import Evidence

Place = tuple[str | int, ...]
"""Where a field stands: names of fields, and numbers of entries counted from 0."""
Fields = Mapping[str, FieldInfo]

OPENING_KEY: Final = "open"
"""The key of the message that opens the grant."""

_SAID: Final = "said"
_NULL: Final = "tag:yaml.org,2002:null"
_MOST_FIELDS: Final = 100_000
_LONGEST_QUOTE: Final = 60
_FEW_NAMES: Final = 8
_MOST_NAMES: Final = 40


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where, what, and how to mend it."""

    line: int
    """Counted from 1; 0 where the file as a whole is meant."""
    path: str
    """The field, entries counted from 1: story[7].amount."""
    says: str
    mend: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else ""
        return ": ".join(part for part in (where, self.path, self.says, self.mend) if part)


class GrantFileError(DomainError):
    """A grant file cannot be used; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def said(says: str, mend: str) -> PydanticCustomError:
    """What a validator raises to speak for itself."""
    return PydanticCustomError(_SAID, "{says}: {mend}", {"says": says, "mend": mend})


def near(name: str, names: Collection[str]) -> str:
    """The mend for a name that is not among `names`."""
    plain = {item.lower(): item for item in names}
    close = difflib.get_close_matches(name.lower(), plain, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(repr(plain[item]) for item in close)}?"
    few = 0 < len(names) <= _MOST_NAMES
    return f"use one of: {', '.join(names)}" if few else "check its spelling, or leave it out"


def quoted(value: object) -> str:
    """A value as its writer knows it, short enough for one line."""
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    text = " ".join(str(value).split())
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return f"'{cut}'"


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
        if len(self.lines) > _MOST_FIELDS:
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
    text = _text(path)
    tree = Tree()
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        tree.data = None if root is None else tree.grow(root, ())
    except YAMLError as error:
        raise GrantFileError(list(_tabs(text)) or [_syntax(error, text)]) from None
    except RecursionError:
        says = "the file is nested without end"
        raise GrantFileError([Fault(0, "", says, "take out its anchors (& and *)")]) from None
    mend = "write a template with `grants new FILE` and fill it in"
    if tree.data is None:
        raise GrantFileError([Fault(0, "", f"{path} is empty", mend)])
    if not isinstance(tree.data, dict):
        raise GrantFileError([Fault(1, "", "the file does not begin with a field", mend)])
    return tree


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        fault = Fault(0, "", f"there is no file {path}", "check the name and the folder")
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


def translated(
    error: ValidationError, tree: Tree, fields: Callable[[Place], Fields], *, under: Place = ()
) -> Iterator[Fault]:
    """What pydantic found, each with its line, in the words of the file's writer."""
    for item in error.errors(include_url=False):
        place = (*under, *item["loc"])
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue
        if item["type"] == "missing":
            name = str(place[-1])
            yield tree.fault(place[:-1], *_missing(name, fields(place)), absent=name)
        elif item["type"] == "union_tag_not_found":
            mend = "write a command's name, as in do: sign-agreement"
            yield tree.fault(place, "is missing", mend, absent="do")
        elif item["type"] == "union_tag_invalid":
            yield tree.fault((*place, "do"), *_command(item["ctx"]))
        elif item["type"] == "extra_forbidden":
            names = list(fields(place))
            yield tree.fault(place, "there is no such field here", near(str(place[-1]), names))
        else:
            yield tree.fault(place, *words(item))


def siblings(place: Place, model: type[BaseModel], steps: Mapping[Any, type[BaseModel]]) -> Fields:
    """The fields that may stand at a place; `steps` are the story's models, by command."""
    for part in place[:-1]:
        if part in steps:
            model = steps[part]
        elif part in model.model_fields:
            model = _model_in(model.model_fields[str(part)].annotation) or model
    return model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def complaints(
    tree: Tree,
    fields: Callable[[Place], Fields],
    place: Place,
    model: type[BaseModel],
    content: Mapping[str, Any],
) -> Iterator[Fault]:
    """What a model says against its content, which stands at a place of the tree."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        yield from translated(error, tree, fields, under=place)


def _missing(name: str, siblings: Fields) -> tuple[str, str]:
    said_there = siblings[name].description if name in siblings else None
    meaning = said_there or MEANINGS.get(name)
    hint = f" ({' '.join(meaning.rstrip('.').split())})" if meaning else ""
    return "is missing", f"add {name}: and its value{hint}"


def _command(context: Mapping[str, Any]) -> tuple[str, str]:
    tag = str(context["tag"])
    if tag == "open-grant":
        return "the fields at the top of the file open the grant", "leave this step out"
    if tag in BY_TYPE:
        return f"{tag} is sent by the engine itself", "leave this step out"
    return f"'{tag}' is not a command", near(tag, _names(context["expected_tags"]))


def _names(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


_PATTERNS: Final = {
    r"^[a-z0-9][a-z0-9.-]*$": (
        "is not a short name",
        "use lower-case letters, digits, dots and hyphens, as in amina.keita",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": (
        "is not a reference",
        "use letters, digits, dots, hyphens and underscores, as in UNODC-JPN-MLI-2016-01",
    ),
    r"^[0-9a-f]{64}$": ("is not a sha256", "write the 64 digits that sha256sum prints"),
    r"^[A-Z]{3}$": ("is not a currency", "write its three capitals (ISO 4217), as in USD"),
    r"^[A-Z]{2}$": ("is not a country code", "write its two capitals (ISO 3166-1), as in ML"),
}

_WORDS: Final = {
    "string": ("is not a text", "write it as words on this line"),
    "string_too_short": ("is too short", "write at least {min_length} character(s)"),
    "string_too_long": ("is too long", "write at most {max_length} characters"),
    "int": ("is not a whole number", "write digits, as in 10"),
    "greater_than_equal": ("is too small", "write {ge} or more"),
    "less_than_equal": ("is too large", "write {le} or less"),
    "decimal": ("is not a number", "write digits with a point, as in 0.0085"),
    "bool": ("is neither yes nor no", "write true or false"),
    "date": ("is not a date", "write year-month-day, as in 2016-10-25"),
    "tuple": ("is not a list", "write [one, two], or a line beginning with - for each entry"),
    "too_short": ("has too few entries", "write at least {min_length}"),
    "dict": ("is not a group of fields", "write its fields below it, indented, as name: value"),
    "model": ("is not a group of fields", "write its fields below it, indented, as name: value"),
}
"""By pydantic's type of error, or its first word."""


def words(item: ErrorDetails) -> tuple[str, str]:  # noqa: PLR0911
    """What one of pydantic's errors says in plain words, and its mend."""
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "missing":
        return _missing(str(item["loc"][-1]), {})
    if kind == "extra_forbidden":
        return "there is no such field here", "check its spelling, or leave it out"
    if kind == _SAID:
        return context["says"], context["mend"]
    if value is None or value == "":
        return "is empty", "write its value, or take the field out if it may be left out"
    if kind in ("enum", "literal_error"):
        names = _names(context["expected"])
        few = f"one of {', '.join(names)}" if len(names) <= _FEW_NAMES else "known here"
        return f"{quoted(value)} is not {few}", near(str(value), names)
    if kind == "value_error":
        return _spoken(str(context["error"]), value)
    found = _WORDS.get(kind) or _WORDS.get(kind.split("_")[0])
    if kind == "string_pattern_mismatch":
        found = _PATTERNS.get(context["pattern"])
    if found is None:
        return f"{quoted(value)} will not do", item["msg"]
    return f"{quoted(value)} {found[0]}", found[1].format_map(context)


def _spoken(text: str, value: object) -> tuple[str, str]:
    says, colon, mend = text.partition(": ")
    if colon:
        return says, mend
    noun = "an amount" if "amount" in text else "what belongs here"
    return f"{quoted(value)} is not {noun}", text


@dataclass(frozen=True)
class Known:
    """What a file says elsewhere that one of its fields is checked against."""

    zone: tzinfo
    actors: tuple[str, ...]
    sources: dict[str, Evidence]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Whatever can be known of a file, however faulty it is."""
        appointments = (step.get("appointment") for step in groups(content, "story"))
        people = [*groups(content, "people"), *(one for one in appointments if is_group(one))]
        sources, zone = content.get("sources"), content.get("time_zone")
        return cls(
            zone=ZoneInfo(zone) if isinstance(zone, str) and zone in _zones() else UTC,
            actors=tuple(dict.fromkeys(str(person.get("actor")) for person in people)),
            sources={name: _usable(item) for name, item in sources.items()}
            if is_group(sources)
            else {},
        )


def is_group(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a group of fields."""
    return isinstance(value, dict)


def groups(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of a list; a blank one where an entry is not a group of fields."""
    entries = content.get(name)
    return [item if is_group(item) else {} for item in entries] if isinstance(entries, list) else []


def _usable(source: object) -> Evidence:
    try:
        return Evidence.model_validate(source)
    except ValidationError:
        return Evidence(uri="faulty, and said to be so where it stands")


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def moment(value: object, zone: tzinfo) -> datetime:
    """A date of the file: in `zone` where it has no offset, at 09:00 where it has no time."""
    text = str(value)
    try:
        found = datetime.fromisoformat(text if len(text) > len("2016-10-25") else f"{text}T09:00")
    except ValueError:
        mend = "write year-month-day, then perhaps T and the time, as in 2016-10-25T10:00"
        raise said(f"{quoted(value)} is not a date", mend) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def known_moment(value: object, info: ValidationInfo[Known]) -> object:
    """The moment that a field gives, in the file's time zone."""
    return None if value is None else moment(value, info.context.zone)


def known_zone(name: str) -> str:
    """A time zone of the IANA database."""
    if name not in _zones():
        raise said(f"{quoted(name)} is not a time zone", near(name, _zones()))
    return name


def known_actor(name: str, info: ValidationInfo[Known]) -> str:
    """One of the people of the file."""
    if name not in info.context.actors:
        raise said(f"{quoted(name)} is not among the people", near(name, info.context.actors))
    return name


def known_source(value: object, info: ValidationInfo[Known]) -> object:
    """The evidence that a name stands for."""
    if not isinstance(value, str):
        return value
    if value not in info.context.sources:
        raise said(f"there is no source {quoted(value)}", near(value, info.context.sources))
    return info.context.sources[value]


def listed(value: object) -> object:
    """A list, also where only its one entry is written."""
    return (value,) if isinstance(value, str) else value


_DATE: Final = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$",
    "description": "2016-10-25T10:00, perhaps with an offset; a bare date means 09:00.",
}
When = Annotated[datetime, BeforeValidator(known_moment), WithJsonSchema(_DATE)]
"""A moment as a file writes it."""
Source = Annotated[Evidence, BeforeValidator(known_source, json_schema_input_type=str | Evidence)]
"""Evidence as a file writes it: in full, or by its name."""


_SUBJECTS: Final = ("lot", "handover", "report", "document", "about", "passage", "donor")


def keys_of(story: list[dict[str, Any]]) -> Iterator[str]:
    """Keys that stay the same when steps of another command or subject come between."""
    counter = Counter[str]()
    for step in story:
        if step.get("key"):
            yield str(step["key"])
            continue
        subject = next((str(step[name]) for name in _SUBJECTS if step.get(name)), "")
        name = "/".join(part for part in ("story", str(step.get("do")), subject) if part)
        counter[name] += 1
        yield f"{name}/{counter[name]}"


def odd_keys(tree: Tree) -> Iterator[Fault]:
    """Keys that stand twice, and steps that are named but unknown."""
    seen = [OPENING_KEY]
    story = groups(tree.data, "story")
    for number, (step, key) in enumerate(zip(story, keys_of(story), strict=True)):
        if key in seen:
            says = f"{quoted(key)} is the key of another step"
            yield tree.fault(("story", number, "key"), says, "give this step a key of its own")
        if (named := step.get("step")) is not None and str(named) not in seen:
            says = f"{quoted(named)} is not the key of an earlier step"
            yield tree.fault(("story", number, "step"), says, near(str(named), seen))
        seen.append(key)


def out_of_order(tree: Tree, known: Known) -> Iterator[Fault]:
    """Steps that stand below a later one."""
    opened, story = tree.data.get("opened"), groups(tree.data, "story")
    latest: datetime | None = None
    for number, step in enumerate([opened if is_group(opened) else {}, *story]):
        try:
            on = moment(step.get("on"), known.zone)
        except PydanticCustomError:
            continue
        if latest is not None and on < latest:
            says = f"{quoted(step['on'])} is earlier than what stands above it"
            mend = "put the steps in the order of their dates"
            yield tree.fault(("story", number - 1, "on"), says, mend)
        latest = on if latest is None else max(latest, on)


_MEANINGS: Final = """
agency = The organization that carries the grant out; appointment = Who is appointed to which
role, from when; beneficiaries = The services that the goods are for; beneficiary = The id of one
of the beneficiaries; bid = The bid's short name, your own choice; ceremony = Whether there is a
ceremony and true unless you say false; compliant = Whether the bid meets the requirements: true
or false; country = Where the goods go; deliver_by = The last day for delivery; deputy_of = The
short name of the person whose deputy this is; document = The document's name, as in
press-release/1; donor = The id of one of the donors; donors = Who pays; due = The day on which
it is due; email = Where notifications go; family = Family name, as the person writes it;
family_first = Whether the family name comes first; findings = What was found about each opened
bid; given = Given name; goods = What is bought; guests = Who is invited; handover = The
handover's short name, your own choice; holidays = Days on which the agency does not work; iati =
Organization identifier for IATI, such as XM-DAC-701; id = Short name, your own choice;
instalments = The payments that the agreement promises; invited = Names of the bidders invited;
invoice = The invoice's number; kind = Which kind; lot = The lot's short name, your own choice;
method = How bids are invited: rfq, itb or rfp; methods = The methods allowed, for what value,
and how long bids stay open; name = The name as it is printed; openings = The content of each
sealed bid; passage = The passage's short name, your own choice; people = Who may act, each with
a role; person = The person's short name, your own choice; place = Where; pledges = What each
donor says it will give; plural = In the plural: off-road vehicles; policy = Thresholds, rates,
working days and lead times; price = For the whole lot; programme = The agency's programme that
the grant belongs to; quantity = How many; reason = Why; receiver = Who receives; recipient = The
authority that receives the goods; recommended = The bid that is recommended; remarks = What was
said; report = The report's short name, your own choice; role = The part that the person plays;
salt = At least 16 characters drawn by lot; sha256 = What sha256sum prints for the document;
shares = What each beneficiary gets; signatories = Who signed; since = The first day; singular =
In the singular: off-road vehicle; source = Where it comes from; starts = When it begins;
supplier = The bidder's name; text = The words, as they are to be printed; title = What it is
called; units = Serial numbers of the units; version = The name of this version
"""
MEANINGS: Final = {
    name: f"{meaning}."
    for name, _, meaning in (
        item.strip().partition(" = ") for item in " ".join(_MEANINGS.split()).split(";")
    )
}
"""What a field is, where its model does not say."""


def describe(properties: Mapping[str, dict[str, Any]]) -> None:
    """Give each field of a JSON Schema that says nothing of itself its meaning."""
    for name, shape in properties.items():
        if name in MEANINGS:
            shape.setdefault("description", MEANINGS[name])
