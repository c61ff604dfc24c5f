"""The grant file: how a person writes a grant and its story, and how it becomes messages."""

import operator
from collections.abc import Iterator
from copy import copy
from datetime import datetime
from functools import partial, reduce
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    create_model,
)

from grants.domain.administration.commands import OpenGrant
from grants.domain.commands import BY_TYPE, SENT
from grants.domain.disclosure import fields_that
from grants.domain.envelope import ALL
from grants.domain.messages import Command, type_of
from grants.domain.model import Evidence, Model, Moment, Reference, Salt, Slug, Text
from grants.domain.procurement.content import Offer, Opening
from grants.grantfile.faults import Fault, GrantFileError
from grants.grantfile.fields import Known, Source, When, groups, known_actor, known_zone, listed
from grants.grantfile.plainwords import complaints, siblings, translated
from grants.grantfile.steps import OPENING_KEY, keys_of, odd_keys, out_of_order, strangers
from grants.grantfile.story import GrantFile, Step, message_from, shifted
from grants.grantfile.yamltree import Tree, read

__all__ = ["GrantFile", "GrantFileError", "Step", "load", "schema", "shifted", "template"]


def _public(command: type[Command]) -> Any:
    """The type of `public`: names that have an effect on what the command records."""
    names = fields_that(command) - {ALL, "on"}
    one: Any = Literal[(ALL, "on", *sorted(names))]
    return Annotated[
        tuple[one, ...],
        BeforeValidator(listed, json_schema_input_type=one | tuple[one, ...]),
    ]


class _Sent(Model):
    on: When
    """When it happened: 2016-10-25T10:00, or 2016-10-25 for 09:00, in the file's time_zone."""
    by: Annotated[Slug, AfterValidator(known_actor)]
    """Who did it: the short name of one of the people."""
    evidence: Annotated[
        tuple[Source, ...],
        BeforeValidator(listed, json_schema_input_type=str | tuple[Source, ...]),
    ] = ()
    """Names from `sources`, or documents with uri, sha256 and title."""
    public: tuple[Text, ...] = ()


class _Opened(_Sent):
    """Who opened the grant, when, and on what evidence."""

    public: _public(OpenGrant) = ()  # type: ignore[valid-type]
    """Fields of the opening that may be published, beside those under the file's `public`."""


class _Step(_Sent):
    do: Text
    """What is asked or given: a command's name."""
    key: Text | None = Field(default=None, max_length=200)
    """Names the sending; without it, made from command, subject and number."""


_OF_STEP: Final = (Text, Field(description="The key of the earlier step whose event it is about."))
_IN_STORY: Final[dict[str, dict[str, Any]]] = {
    "receive-bid": {
        "commitment": None,
        "envelope": None,
        "offer": (Offer, Field(description="The bid in the clear; the sender seals it.")),
        "salt": (Salt | None, Field(None, description="Else drawn by lot.")),
    },
    "open-bids": {
        "openings": (
            tuple[Opening, ...] | None,
            Field(None, description="The content of each bid that counts; else from the archive."),
        )
    },
    "resolve-irregularity": {"event": None, "step": _OF_STEP},
    "disclose": {"event": None, "kind": None, "step": _OF_STEP},
    "withhold": {"event": None, "kind": None, "step": _OF_STEP},
}
"""Fields that a story writes otherwise than the command; None for those that it leaves out."""


def _written(kind: Any) -> Any:
    """A field's type with its moments as a file writes them."""
    if kind in (datetime, Moment):
        return When
    parts = get_args(kind)
    return reduce(operator.or_, map(_written, parts)) if type(None) in parts else kind


def _fields(command: type[Command]) -> dict[str, Any]:
    own = {
        name: (_written(field.annotation), copy(field))
        for name, field in command.model_fields.items()
        if name != "type"
    }
    written = {**own, **_IN_STORY.get(type_of(command), {})}
    return {name: field for name, field in written.items() if field is not None}


def _step_model(name: str, command: type[Command]) -> type[_Step]:
    own: dict[str, Any] = {
        "do": (Literal[name], Field(description="The command.")),
        "public": (_public(command), Field((), description="What may be published, or all.")),
    }
    fields = {**_fields(command), **own}
    return create_model(command.__name__, __base__=_Step, __doc__=command.__doc__, **fields)


_STEPS: Final = {name: _step_model(name, command) for name, command in SENT.items()}
_AnyStep: Any = Annotated[reduce(operator.or_, _STEPS.values()), Field(discriminator="do")]


class _Head(Model):
    reference: Reference
    """The name of the grant, such as UNODC-JPN-MLI-2016-01."""
    opened: _Opened
    """Who opened the grant, when, and on what evidence."""
    time_zone: Annotated[Text, AfterValidator(known_zone)] = "UTC"
    """For dates without an offset: Africa/Bamako."""
    public: _public(OpenGrant) = ()  # type: ignore[valid-type]
    """Fields of the opening that may be published; what is not named is restricted."""
    sources: dict[Slug, Evidence] = Field(default_factory=dict)
    """Documents that the story names as evidence, each under a short name."""
    story: tuple[_AnyStep, ...] = ()
    """What happened then, in the order of the dates."""


_FILE: Final = create_model(
    "GrantFile", __base__=_Head, __doc__="A grant and its story.", **_fields(OpenGrant)
)
_siblings: Final = partial(siblings, model=_FILE, steps=_STEPS)


def load(path: Path | str) -> GrantFile:
    """A grant file, checked. Raises GrantFileError with every fault found."""
    tree = read(Path(path))
    known = Known.of(tree.data)
    found = [*tree.faults, *out_of_order(tree, known), *odd_keys(tree), *strangers(tree)]
    try:
        content: Any = _FILE.model_validate(tree.data, context=known)
    except ValidationError as error:
        found.extend(translated(error, tree, _siblings))
    if found:
        raise GrantFileError(found)
    keys = keys_of(groups(tree.data, "story"))
    story = tuple(_step(step, key) for step, key in zip(content.story, keys, strict=True))
    public = tuple(dict.fromkeys((*content.public, *content.opened.public)))
    opening = content.opened.model_copy(update={"public": public})
    opens = _given(content, OpenGrant)
    if found := [
        *complaints(tree, _siblings, (), OpenGrant, opens),
        *_of_steps(tree, story),
    ]:
        raise GrantFileError(found)
    message = message_from(opening, key=OPENING_KEY, command=OpenGrant.model_validate(opens))
    return GrantFile(content.reference, message, story)


def _of_steps(tree: Tree, steps: tuple[Step, ...]) -> Iterator[Fault]:
    for number, step in enumerate(steps):
        if step.complete:
            at = ("story", number, step.do)
            yield from complaints(tree, _siblings, at, BY_TYPE[step.do], step.content)


def _given(model: BaseModel, command: type[Command]) -> dict[str, Any]:
    return {
        name: getattr(model, name)
        for name in command.model_fields
        if name != "type" and name in model.model_fields_set
    }


def _step(step: Any, key: str) -> Step:
    given: dict[str, Any] = {
        name: getattr(step, name) for name in ("by", "on", "evidence", "public", "do")
    }
    given |= {name: getattr(step, name, None) for name in ("offer", "salt", "step")}
    given["about"] = given.pop("step")
    return Step(key=key, content=_given(step, BY_TYPE[step.do]), **given)


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the grant file, for editors."""
    found = _FILE.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def template() -> str:
    """A commented grant file that a stranger can fill in."""
    return Path(__file__).with_name("template.yaml").read_text(encoding="utf-8")
