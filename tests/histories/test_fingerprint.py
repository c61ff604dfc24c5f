"""Nobody changes what a running grant goes by and forgets to say so."""

from pathlib import Path

from tests.histories.fingerprint import ROOT, fingerprint, kept, meaning, sources
from workflows import BUILD_ID

MEND = (
    f"What a replay goes by has changed since build {BUILD_ID} was recorded. Raise BUILD_ID in "
    "workflows/__init__.py, record the histories anew with `python -m tests.histories.record`, "
    "and say in the CHANGELOG's Replay section what running grants would feel."
)
RULE = '''
"""The rules."""
# why
LIMIT = 3
"""In days."""
def late(days):
    """Whether it is."""
    return days > LIMIT
'''


def test_the_rules_and_workflows_are_those_that_this_build_was_recorded_with() -> None:
    assert kept().get(BUILD_ID) == fingerprint(sources()), MEND


def test_the_newest_build_stands_last_and_the_changelog_tells_of_it() -> None:
    _, _, told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("### Replay")

    assert list(kept())[-1] == BUILD_ID
    assert f"Build {BUILD_ID}" in told


def test_rules_and_workflows_are_among_the_sources() -> None:
    names = {file.name for file in sources()}

    assert {"grant.py", "decide.py", "envelope.py", "messages.py"} <= names


def test_what_is_only_told_to_people_changes_nothing() -> None:
    bare = "LIMIT=3\ndef late(days): return (days>LIMIT)"

    assert meaning(RULE) == meaning(bare)


def test_every_other_word_changes_it(tmp_path: Path) -> None:
    changes = ("3", "4"), ("days >", "days >="), ("LIMIT", "BOUND"), ("return", "yield")
    said = {meaning(RULE), *(meaning(RULE.replace(one, other)) for one, other in changes)}
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text(RULE)
    other.write_text(RULE)

    assert len(said) == 1 + len(changes)
    assert fingerprint([one], tmp_path) != fingerprint([other], tmp_path)
