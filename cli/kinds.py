"""Kinds of fields: what a command's annotation means for the option that is made from it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

from grants.domain.model import Model
from grants.domain.money import Money


def bare(kind: Any) -> Any:
    """An annotation without its constraints, and without None."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    others = [part for part in get_args(kind) if part is not type(None)]
    optional = type(None) in get_args(kind) and len(others) == 1
    return bare(others[0]) if optional else kind


def is_list(kind: Any) -> bool:
    """Whether the option may be repeated: a list of plain values."""
    found = bare(kind)
    return get_origin(found) is tuple and is_plain(get_args(found)[0])


def is_plain(kind: Any) -> bool:
    """Whether a value, or each of a list, is written as one word or text."""
    found = bare(kind)
    if get_origin(found) is tuple:
        return is_plain(get_args(found)[0])
    if get_origin(found) in (dict, list):
        return False
    return not (isinstance(found, type) and issubclass(found, Model))


def is_moment(kind: Any) -> bool:
    """Whether it is a date with its time."""
    return bare(kind) is datetime


def metavar(kind: Any) -> str:
    """What stands for the value in the help."""
    found = bare(kind)
    if get_origin(found) is tuple and is_plain(found):
        return metavar(get_args(found)[0])
    if get_origin(found) is Literal:
        return "|".join(map(str, get_args(found)))
    if isinstance(found, type) and issubclass(found, StrEnum):
        return "|".join(found)
    names = {int: "N", bool: "true|false", datetime: "WHEN", date: "DATE", Money: "MONEY"}
    return names.get(found, "TEXT" if is_plain(found) else "YAML")


def shape(kind: Any) -> str:
    """How a nested value is written, with its fields: [{bid: …, compliant: …, reason: …}]."""
    found = bare(kind)
    if get_origin(found) is tuple:
        return f"[{shape(get_args(found)[0])}]"
    if isinstance(found, type) and issubclass(found, Model):
        return f"{{{', '.join(f'{name}: …' for name in found.model_fields)}}}"
    return "…"
