"""A sentence from a small template, whose look-ups of facts are recorded as its provenance."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from grants.documents import wording
from grants.documents.tree import Sentence
from grants.facts import Facts, Value, part


class AbsentError(LookupError):
    """A template asked for a fact that is absent or restricted; its sentence is left out."""


class Lookup:
    """The facts as a template sees them; it remembers each one that it gave out.

    Names may hold `{handover}` and the like, which stand for the subject in `scope`.
    """

    def __init__(
        self, facts: Facts, scope: Mapping[str, str], pieces: Mapping[str, str] | None = None
    ) -> None:
        self._facts = facts
        self._scope = {name: part(value) for name, value in scope.items()}
        self._pieces = pieces or {}
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
        outer = self._scope
        try:
            found = []
            for item in self._facts.ids(self._full(pattern, {})):
                self._scope = {**outer, "item": item}
                found.append(self.fill(self._pieces[piece]))
            return found
        finally:
            self._scope = outer

    def goods(self, *, headline: bool = False, opening: bool = False) -> str:
        """What a handover holds, lot by lot: 20 pick-up vehicles and 30 radios."""
        counted = []
        for lot in self._facts.ids(self._full("handover.{handover}.lot.*.count", {})):
            count = self.the("handover.{handover}.lot.{lot}.count", lot=lot)
            counted.append((int(str(count)), self._noun(lot, int(str(count)), headline=headline)))
        if not counted:
            raise AbsentError(self._full("handover.{handover}.lot.*.count", {}))
        return wording.quantities(counted, opening=opening)

    def _noun(self, lot: str, count: int, *, headline: bool) -> str:
        if count == 1:
            return str(self.the("lot.{lot}.goods.singular", lot=lot))
        short = headline and self.has("lot.{lot}.goods.short", lot=lot)
        return str(self.the(f"lot.{{lot}}.goods.{'short' if short else 'plural'}", lot=lot))

    def fill(self, template: str) -> str:
        """The template's text. Raises AbsentError."""
        return _compiled(template).render(
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


def sentence(
    template: str, facts: Facts, *, pieces: Mapping[str, str] | None = None, **scope: str
) -> Sentence | None:
    """The template's sentence with the facts that it looked up; None where one is absent."""
    lookup = Lookup(facts, scope, pieces)
    try:
        text = wording.tidy(lookup.fill(template))
    except AbsentError:
        return None
    return Sentence(text, tuple(lookup.used)) if text else None


def fixed(text: str) -> Sentence:
    """The engine's own words, which state no fact."""
    return Sentence(text)


_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters.update(
    alphabetical=wording.alphabetical,
    articled=wording.articled,
    bare=wording.bare,
    bodies=wording.bodies,
    capital=wording.capital,
    day=wording.day,
    definite=wording.definite,
    listed=wording.listed,
    method=wording.method,
    money=wording.money,
    number=wording.number,
    opening=wording.opening,
    stopped=wording.stopped,
)


@lru_cache(maxsize=256)
def _compiled(template: str) -> Template:
    return _ENVIRONMENT.from_string(template)
