"""A sentence from a small template, whose look-ups of facts are recorded as its provenance."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

from jinja2 import StrictUndefined
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from grants.documents.asking import asked
from grants.documents.plain import tidy
from grants.documents.tree import Sentence
from grants.facts import Facts, Name, Value, named, part

_COUNT: Final = named("handover.{handover}.lot.{lot}.count")
_SINGULAR: Final = named("lot.{lot}.goods.singular")
_PLURAL: Final = named("lot.{lot}.goods.plural")
_SHORT: Final = named("lot.{lot}.goods.short")
_GOODS: Final = (_COUNT, _SINGULAR, _PLURAL, _SHORT)
"""What is asked for where goods are counted."""


class Tongue:
    """What a language brings to its templates: filters, and how it counts goods."""

    def __init__(
        self,
        code: str,
        *,
        filters: Mapping[str, Callable[..., object]],
        quantities: "Quantities",
    ) -> None:
        self.code = code
        self.quantities = quantities
        self.environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.environment.filters.update(filters)


class Quantities(Protocol):
    """Counts with their nouns, as a list in a sentence."""

    def __call__(self, goods: Sequence[tuple[int, str]], *, headline: bool = False) -> str:
        """The list; a `headline` has room for a few."""


class Template:
    """The text of a sentence with its look-ups, and the smaller templates that it fills for each.

    Raises UnknownFactError, or TemplateFaultError, where it asks for what there is not.
    """

    def __init__(self, tongue: Tongue, text: str, **pieces: "Template") -> None:
        self.tongue = tongue
        self.text = text
        self.pieces = pieces
        own = asked(tongue.environment, text, pieces, _GOODS)
        self.names: frozenset[Name] = own.union(*(piece.names for piece in pieces.values()))
        """The names of the facts that it can ask for."""

    @cached_property
    def compiled(self) -> Compiled:
        """Ready to be filled; made when it is first needed."""
        return self.tongue.environment.from_string(self.text)


class AbsentError(LookupError):
    """A template asked for a fact that is absent or restricted; its sentence is left out."""


class Lookup:
    """The facts as a template sees them; it remembers each one that it gave out.

    Names may hold `{handover}` and the like, which stand for the subject in `scope`.
    """

    def __init__(self, template: Template, facts: Facts, scope: Mapping[str, str]) -> None:
        self._template = template
        self._facts = facts
        self._scope = {name: part(value) for name, value in scope.items()}
        self.used: dict[str, None] = {}

    def the(self, name: str, **more: str) -> Value:
        """The value of a fact. Raises AbsentError."""
        full = self._full(name, more)
        if full not in self._facts:
            raise AbsentError(full)
        self.used[full] = None
        return self._facts[full].value

    def has(self, name: str, **more: str) -> bool:
        """Whether there is such a fact."""
        return self._full(name, more) in self._facts

    def cite(self, *names: str) -> str:
        """Name facts that support the sentence without being printed in it."""
        found = [self._full(name, {}) for name in names]
        self.used.update(dict.fromkeys(name for name in found if name in self._facts))
        return ""

    def values(self, pattern: str) -> list[Value]:
        """The values of all facts of a pattern, in order."""
        names = [fact.name for fact in self._facts.matching(self._full(pattern, {}))]
        return [self.the(name) for name in names]

    def each(self, pattern: str, piece: str) -> list[str]:
        """A piece, a smaller template, for each fact of a pattern, whose `*` becomes `{item}`."""
        outer, pieces = self._scope, self._template.pieces
        try:
            found = []
            for item in self._facts.ids(self._full(pattern, {})):
                self._scope = {**outer, "item": item}
                found.append(self._filled(pieces[piece]))
            return found
        finally:
            self._scope = outer

    def goods(self, *, headline: bool = False) -> str:
        """What a handover holds, in the order of its lots: 20 pick-up vehicles and 30 radios."""
        counted = []
        for lot in self._facts.ids(_COUNT.any(handover=self._scope["handover"])):
            count = int(str(self.the(_COUNT.pattern, lot=lot)))
            counted.append((count, self._noun(lot, count, headline=headline)))
        if not counted:
            raise AbsentError(_COUNT.pattern)
        return self._template.tongue.quantities(counted, headline=headline)

    def _noun(self, lot: str, count: int, *, headline: bool) -> str:
        if count == 1:
            return str(self.the(_SINGULAR.pattern, lot=lot))
        short = headline and self.has(_SHORT.pattern, lot=lot)
        return str(self.the((_SHORT if short else _PLURAL).pattern, lot=lot))

    def fill(self) -> str:
        """The template's text. Raises AbsentError."""
        return tidy(self._filled(self._template))

    def _filled(self, template: Template) -> str:
        return template.compiled.render(
            the=self.the,
            has=self.has,
            cite=self.cite,
            values=self.values,
            each=self.each,
            goods=self.goods,
            **self._scope,
        )

    def _full(self, name: str, more: Mapping[str, str]) -> str:
        return name.format(**{**self._scope, **more})


def sentence(template: Template, facts: Facts, **scope: str) -> Sentence | None:
    """The template's sentence with the facts that it looked up; None where one is absent."""
    lookup = Lookup(template, facts, scope)
    try:
        text = lookup.fill()
    except AbsentError:
        return None
    return Sentence(text, tuple(lookup.used)) if text else None


def fixed(text: str) -> Sentence:
    """The engine's own words, which state no fact."""
    return Sentence(text)
