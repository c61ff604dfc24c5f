"""The languages that documents are written in: one package and one line in this table for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grants.documents.languages.en import donor_report, press_release
from grants.documents.languages.texts import ReleaseTexts, ReportTexts


@dataclass(frozen=True)
class Language:
    """How each kind of document reads in a language."""

    release: ReleaseTexts
    report: ReportTexts


LANGUAGES: Final[Mapping[str, Language]] = {
    "en": Language(release=press_release.RELEASE, report=donor_report.DONOR_REPORT),
}
"""By the language's code."""

DEFAULT: Final = "en"
"""What a document is written in where nobody asks for another language."""
