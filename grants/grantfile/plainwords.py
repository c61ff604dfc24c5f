"""What pydantic finds, said in plain words: what is wrong, and how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from grants.domain.commands import BY_TYPE
from grants.grantfile.faults import SAID, Fault, Place, near, quoted
from grants.grantfile.yamltree import Tree

Fields = Mapping[str, FieldInfo]

_FEW_NAMES: Final = 8


_LIST: Final = ("tuple_type", "list_type")


def translated(
    error: ValidationError, tree: Tree, fields: Callable[[Place], Fields], *, under: Place = ()
) -> Iterator[Fault]:
    """What pydantic found, each with its line, in the words of the file's writer."""
    found = error.errors(include_url=False)
    plain = {item["loc"][:-1] for item in found if item["type"] not in _LIST}
    for item in found:
        place = (*under, *item["loc"])
        if item["type"] in _LIST and item["loc"][:-1] in plain:
            # where one value or a list may stand, one value was meant
            continue
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
    hint = f" ({' '.join(said_there.rstrip('.').split())})" if said_there else ""
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
    r"^[+-](0[0-9]|1[0-4]):[0-5][0-9]$": (
        "is not an offset from UTC",
        "write hours and minutes, as in +03:00",
    ),
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
    if kind == SAID:
        return context["says"], context["mend"]
    if value is None or value == "":
        return "is empty", "write its value, or take the field out if it may be left out"
    if kind in ("enum", "literal_error"):
        names = _names(context["expected"])
        few = f"one of {', '.join(names)}" if len(names) <= _FEW_NAMES else "known here"
        return f"{quoted(value)} is not {few}", near(str(value), names)
    if kind == "value_error":
        return _spoken(str(context["error"]), value)
    if kind in ("too_short", "too_long") and isinstance(value, str):
        kind = f"string_{kind}"
    found = _WORDS.get(kind) or _WORDS.get(kind.split("_")[0])
    if kind == "string_pattern_mismatch":
        found = _PATTERNS.get(context["pattern"])
    if found is None:
        return f"{quoted(value)} will not do", item["msg"]
    return f"{quoted(value)} {found[0]}", found[1].format_map(context)


_TOO_LARGE: Final = re.compile(r"[A-Z]{3} \d{16,}(\.\d*)?")
"""Money that would be an amount if it were smaller."""


def _spoken(text: str, value: object) -> tuple[str, str]:
    says, colon, mend = text.partition(": ")
    if colon:
        return says, mend
    if "amount" in text and _TOO_LARGE.fullmatch(str(value).replace(",", "")):
        return f"{quoted(value)} is too large", "write at most 15 digits before the point"
    noun = "an amount" if "amount" in text else "what belongs here"
    return f"{quoted(value)} is not {noun}", text
