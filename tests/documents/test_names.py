"""Tests that a misspelt name of a fact or field fails where its module is imported, everywhere."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from grants.documents.asking import TemplateFaultError
from grants.documents.languages.en.making import template
from grants.facts import VOCABULARY, UnknownFactError, facts, named
from tests.documents.builders import seed_story
from tests.documents.shapes import burkina, two_guests

MODULES: Final = (
    "grants.documents.check",
    "grants.documents.donor_report",
    "grants.documents.exports.cloudevents",
    "grants.documents.exports.disclosure",
    "grants.documents.exports.iati_fields",
    "grants.documents.exports.ocds_fields",
    "grants.documents.languages.en.donor_report",
    "grants.documents.languages.en.press_release",
    "grants.documents.leaks",
    "grants.documents.press_release",
    "grants.documents.templates",
    "grants.facts.conclusions",
    "grants.facts.readers.delivery",
    "grants.facts.readers.procurement",
    "grants.facts.readers.reporting",
)
LOOKED_UP: Final = re.compile(
    r"""(?<=["'])[a-z*](?:[\w*-]|\{+\w+\}+)*\.(?:[\w.*-]|\{+\w+\}+)*(?=["'])"""  # a name
    r"""|(?<=~ ["'])[\w.-]+(?=["'])"""  # how it goes on
    r"""|(?<=field\(["'])\w+(?=["'])"""  # a field that an export reads
    r"""|(?<=_ends\()["\w, -]+(?=\))"""  # how names end
)
SILENT: Final = (ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
DECLARES: Final = re.compile(r"\b(?:concluded|stated|of_model|_person|_quote)\(")
WORD: Final = re.compile(r"[a-z][a-z_-]*")


def is_silent(statement: ast.stmt, text: str) -> bool:
    """Whether a statement looks nothing up as it runs: it imports, defines or declares."""
    return isinstance(statement, SILENT) or DECLARES.search(text) is not None


def misspelt(source: str) -> Iterator[tuple[str, str]]:
    """Each statement with one word of one name misspelt: the name, and the statement."""
    for statement in ast.parse(source).body:
        text = ast.get_source_segment(source, statement) or ""
        for name in () if is_silent(statement, text) else LOOKED_UP.finditer(text):
            for word in WORD.finditer(name[0]):
                end = name.start() + word.end()
                yield f"{name[0]}: {word[0]}", f"{text[:end]}x{text[end:]}"


def is_refused(module: ModuleType, statement: str) -> bool:
    """Whether a statement of a module fails as the module is imported."""
    try:
        exec(compile(statement, module.__name__, "exec"), dict(vars(module)))  # noqa: S102
    except (LookupError, NameError, TemplateFaultError):
        return True
    return False


@pytest.mark.parametrize("name", MODULES)
def test_a_misspelt_name_fails_at_import(name: str) -> None:
    module = importlib.import_module(name)
    wrong = list(misspelt(Path(str(module.__file__)).read_text(encoding="utf-8")))

    assert wrong
    assert [what for what, statement in wrong if not is_refused(module, statement)] == []


def test_no_name_is_looked_up_within_a_function() -> None:
    """There a slip would show only when it runs: constants stand at the module's head."""
    for name in (name for name in MODULES if name.startswith("grants.documents.")):
        source = Path(str(importlib.import_module(name).__file__)).read_text(encoding="utf-8")
        inside = [
            found[0]
            for statement in ast.parse(source).body
            if isinstance(statement, SILENT)
            for found in LOOKED_UP.finditer(ast.get_source_segment(source, statement) or "")
        ]
        assert inside == [], name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{{ the("lot.{lot}.award.prize") }}', "did you mean lot.{lot}.award.price?"),
        ('{{ the("lot.{lto}.award.price") }}', "lot.{lto}.award.price"),
        ('{% set of = "handover.{handover}." %}{{ the(of ~ "dait") }}', "handover.{handover}.dait"),
        ('{{ the("agency.name" if has("agency.shrt") else "agency.nmae") }}', "agency."),
        ('{{ values("lot.award.*") }}', r"lot.award.\*"),
        ("{{ the(given) }}", "variable given"),
        ('{{ teh("agency.name") }}', "function teh"),
        ('{{ the("agency.name") | dya }}', "filter dya"),
        ('{{ each("lot.*.title", "piece") | listed }}', "piece"),
    ],
)
def test_a_template_that_asks_for_what_there_is_not_is_refused(text: str, says: str) -> None:
    with pytest.raises((UnknownFactError, TemplateFaultError), match=says):
        template(text)


def test_a_template_names_the_facts_that_it_can_ask_for() -> None:
    made = template(
        '{% set donor = the("lot.{item}.donor") %}{{ the("donor." ~ donor ~ ".name") }}'
        '{% if has("agency.office") %}{{ goods() }}{% endif %}'
    )

    assert {name.pattern for name in made.names} == {
        "agency.office",
        "donor.{donor}.name",
        "handover.{handover}.lot.{lot}.count",
        "lot.{lot}.donor",
        "lot.{lot}.goods.plural",
        "lot.{lot}.goods.short",
        "lot.{lot}.goods.singular",
    }


def test_every_fact_that_a_stream_says_is_declared_with_the_events_behind_it() -> None:
    for story in (seed_story(), burkina(), two_guests()):
        for fact in facts(story.stream).values():
            (name,) = (name for name in VOCABULARY.values() if name.names(fact.name))
            assert {event for event, _ in name.sources} & {event.type for event in fact.events}


def test_every_name_says_what_it_means_and_what_it_is_drawn_from() -> None:
    for name in VOCABULARY.values():
        assert name.meaning.strip()
        assert name.sources, name.pattern


def test_a_name_that_is_not_declared_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownFactError, match=r"did you mean money\.balance\?"):
        named("money.balanse")
