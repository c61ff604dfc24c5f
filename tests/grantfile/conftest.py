"""Writing grant files for the tests of what they say."""

from pathlib import Path

import pytest

from tests.grantfile.files import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a grant file."""

    def _write(text: str) -> Path:
        path = tmp_path / "grant.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write
