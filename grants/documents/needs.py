"""What has to be public for a document or an export to say what it can say.

Derived from the look-ups of its templates and from the vocabulary: there is no second list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from grants.documents.check import CREDIT, DELIVERY
from grants.documents.exports import READS
from grants.documents.languages import LANGUAGES
from grants.documents.languages.texts import templates_of
from grants.documents.press_release import LOOKED_UP, press_release
from grants.domain.reporting.content import DocumentKind
from grants.facts import Fact, Facts, Name

Needs = Mapping[str, frozenset[str]]
"""By event type, the fields to be public; `on` is the day of the event."""


def _fields(names: Iterable[Name]) -> Needs:
    found: dict[str, set[str]] = {}
    for name in names:
        for event, field in name.sources:
            found.setdefault(event, set()).add(field)
    return {event: frozenset(fields) for event, fields in sorted(found.items())}


_SAID: Final = LOOKED_UP.union(
    *(
        template.names
        for language in LANGUAGES.values()
        for template in templates_of(language.release)
    )
)
_WANTED: Final[Mapping[str, Needs]] = {
    DocumentKind.PRESS_RELEASE.value: _fields(_SAID),
    DocumentKind.DONOR_REPORT.value: {},
    **{export: reads.wanted for export, reads in READS.items()},
    "cloudevents": {},
}
_NEEDED: Final[Mapping[str, Needs]] = {
    DocumentKind.PRESS_RELEASE.value: _fields((*DELIVERY, *CREDIT))
}


def wanted(kind: str) -> Needs:
    """The fields that a kind of document, or an export, says where they are public.

    Raises KeyError where there is no such kind.
    """
    return _WANTED[kind]


def needed(kind: str) -> Needs:
    """The fields without which a document of a kind does not pass its check; of most, none."""
    return _NEEDED.get(kind, {})


def withheld(facts: Facts, handover: str) -> tuple[Fact, ...]:
    """The facts that the release about a handover would state, were they public.

    Raises NothingToSayError as the release does.
    """
    open_to_all = Facts(replace(fact, public=True) for fact in facts.values())
    release = press_release(open_to_all, handover)
    names = dict.fromkeys(name for sentence in release.sentences() for name in sentence.facts)
    return tuple(facts[name] for name in names if not facts[name].public)
