"""The steps of a story as they stand in the file: their keys and their order."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from pydantic_core import PydanticCustomError

from grants.domain.parties import RECIPIENT
from grants.grantfile.faults import Fault, Place, near, quoted
from grants.grantfile.fields import Known, dated, groups, is_group
from grants.grantfile.yamltree import Tree

OPENING_KEY: Final = "open"
"""The key of the message that opens the grant."""
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9.-]*")
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


def strangers(tree: Tree) -> Iterator[Fault]:
    """Donors and beneficiaries of steps that the opening does not name: none is added later."""
    donors, beneficiaries = (
        [str(item.get("id")) for item in groups(tree.data, name)]
        for name in ("donors", "beneficiaries")
    )
    for number, step in enumerate(groups(tree.data, "story")):
        at: Place = ("story", number)
        if _is_stranger(step.get("donor"), donors):
            yield _stranger(tree, (*at, "donor"), step["donor"], "donors", donors)
        for place, share in enumerate(groups(step, "shares")):
            name, named = share.get("beneficiary"), beneficiaries or [RECIPIENT]
            if _is_stranger(name, named):
                where = (*at, "shares", place, "beneficiary")
                yield _stranger(tree, where, name, "beneficiaries", named)


def _is_stranger(name: object, names: list[str]) -> bool:
    """Whether a short name is not among those; what is no short name is told elsewhere."""
    return isinstance(name, str) and _SLUG.fullmatch(name) is not None and name not in names


def _stranger(tree: Tree, at: Place, name: object, kind: str, names: list[str]) -> Fault:
    return tree.fault(at, f"{quoted(name)} is not among the {kind}", near(str(name), names))


def out_of_order(tree: Tree, known: Known) -> Iterator[Fault]:
    """Steps that stand below a later one."""
    opened, story = tree.data.get("opened"), groups(tree.data, "story")
    latest: datetime | None = None
    for number, step in enumerate([opened if is_group(opened) else {}, *story]):
        try:
            on = dated(step.get("on"), known.zone)
        except PydanticCustomError:
            continue
        if latest is not None and on < latest:
            says = f"{quoted(step['on'])} is earlier than what stands above it"
            mend = "put the steps in the order of their dates"
            yield tree.fault(("story", number - 1, "on"), says, mend)
        latest = on if latest is None else max(latest, on)
