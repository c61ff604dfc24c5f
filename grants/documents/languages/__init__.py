"""The languages that documents are written in: one package and one line in this table for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grants.documents.languages.en import donor_report, press_release, wording
from grants.documents.languages.texts import ReleaseTexts, ReportTexts, Wording


@dataclass(frozen=True)
class Language:
    """How a language is written, and how each kind of document reads in it."""

    wording: Wording
    release: ReleaseTexts
    report: ReportTexts


LANGUAGES: Final[Mapping[str, Language]] = {
    "en": Language(
        wording=wording, release=press_release.RELEASE, report=donor_report.DONOR_REPORT
    ),
}
"""By the language's code."""

DEFAULT: Final = "en"
"""What a document is written in where nobody asks for another language."""
