"""Which facts a template asks for, found by reading it when its module is imported."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import Final

from jinja2 import Environment, nodes

from grants.facts import VOCABULARY, Name

_NAMES: Final = {"the": slice(1), "has": slice(1), "values": slice(1), "each": slice(1)}
_CITE: Final = "cite"
_GOODS: Final = "goods"
FUNCTIONS: Final = frozenset((*_NAMES, _CITE, _GOODS))
"""What a template may call."""

_SCOPE: Final = frozenset(
    (
        "item",
        "where",
        *(place for name in VOCABULARY.values() for place in name.places),
    )
)
"""What a template may be given beside the facts."""


class TemplateFaultError(Exception):
    """A template calls, filters or uses what there is not; its module cannot be imported."""


def asked(
    environment: Environment, source: str, pieces: Collection[str], goods: Collection[Name]
) -> frozenset[Name]:
    """The names of the facts that a template asks for; those of `goods` where it counts goods.

    Raises UnknownFactError where one is not declared, and TemplateFaultError.
    """
    tree = environment.parse(source)
    _be_known(environment, tree, source)
    variables: dict[str, list[nodes.Node]] = {}
    for assign in tree.find_all(nodes.Assign):
        if isinstance(assign.target, nodes.Name):
            variables.setdefault(assign.target.name, []).append(assign.node)
    found: set[Name] = set()
    for call in tree.find_all(nodes.Call):
        function = call.node.name if isinstance(call.node, nodes.Name) else ""
        if function == _GOODS:
            found.update(goods)
        for argument in call.args if function == _CITE else call.args[_NAMES.get(function, _NONE)]:
            found.update(VOCABULARY.asked(text) for text in _texts(argument, variables))
        if function == "each":
            _be_a_piece(call, pieces, source)
    return frozenset(found)


_NONE: Final = slice(0)


def _be_known(environment: Environment, tree: nodes.Template, source: str) -> None:
    used = {
        "function": {
            call.node.name if isinstance(call.node, nodes.Name) else "of its own"
            for call in tree.find_all(nodes.Call)
        }
        - FUNCTIONS,
        "filter": {item.name for item in tree.find_all(nodes.Filter)} - {*environment.filters},
        "variable": _named(tree, "load") - _named(tree, "store") - FUNCTIONS - _SCOPE,
    }
    for what, names in used.items():
        if names:
            message = f"There is no {what} {', '.join(sorted(names))} for a template: {source}"
            raise TemplateFaultError(message)


def _named(tree: nodes.Template, use: str) -> set[str]:
    return {name.name for name in tree.find_all(nodes.Name) if name.ctx == use}


def _be_a_piece(call: nodes.Call, pieces: Collection[str], source: str) -> None:
    piece = call.args[1]
    if not (isinstance(piece, nodes.Const) and piece.value in pieces):
        message = f"A piece that is filled for each fact is not given: {source}"
        raise TemplateFaultError(message)


def _texts(node: nodes.Node, variables: dict[str, list[nodes.Node]]) -> Iterator[str]:
    """What an argument can be; `*` stands for what is only known when it is filled."""
    match node:
        case nodes.Const(value=str(text)):
            yield text
        case nodes.Concat(nodes=parts):
            for texts in product(*(list(_texts(part, variables)) for part in parts)):
                yield "".join(texts)
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from _texts(first, variables)
            if second is not None:
                yield from _texts(second, variables)
        case nodes.Name(name=name) if name in variables:
            for value in variables[name]:
                yield from _texts(value, variables)
        case _:
            yield "*"
