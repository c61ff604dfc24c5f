"""Tests that the reference story's documents are the golden files, to the byte."""

import pytest

from tests.documents.golden import GOLDEN, NAMES, drafted


@pytest.mark.parametrize("name", NAMES)
def test_a_document_of_the_reference_story_is_the_golden_file(name: str) -> None:
    renew = "if the change is meant, run `python -m tests.documents.golden` and read the difference"

    assert drafted()[name] == (GOLDEN / name).read_bytes(), renew


def test_every_file_of_a_document_has_its_golden_file() -> None:
    assert sorted(drafted()) == sorted(NAMES) == sorted(file.name for file in GOLDEN.iterdir())
