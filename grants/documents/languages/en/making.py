"""English sentences from templates: the wording that they may use."""

from typing import Final

from grants.documents.languages.en import wording
from grants.documents.templates import Template, Tongue

ENGLISH: Final = Tongue(
    code="en",
    quantities=wording.quantities,
    filters={
        "alphabetical": wording.alphabetical,
        "articled": wording.articled,
        "bare": wording.bare,
        "bodies": wording.bodies,
        "capital": wording.capital,
        "day": wording.day,
        "definite": wording.definite,
        "listed": wording.listed,
        "method": wording.method,
        "money": wording.money,
        "number": wording.number,
        "opening": wording.opening,
        "stopped": wording.stopped,
    },
)


def template(text: str, **pieces: Template) -> Template:
    """A template in English. Raises UnknownFactError and TemplateFaultError."""
    return Template(ENGLISH, text, **pieces)
