"""Every form that was ever released is read, and today's form writes what it wrote before.

`python -m tests.domain.test_stored_forms` writes the files of forms that have none yet.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from grants.domain.envelope import UPCASTS, Envelope, read
from grants.domain.events import EVENTS
from tests.domain.examples import examples

RELEASED = Path(__file__).with_name("released")
FILES = sorted(RELEASED.glob("*.json"))
TODAY = {str(event.model_fields["type"].default): event.version for event in EVENTS}


def path_of(kind: str, version: int) -> Path:
    return RELEASED / f"{kind}.v{version}.json"


def stored(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def written(envelope: Envelope) -> dict[str, Any]:
    return envelope.model_dump(mode="json")


def test_the_folder_of_released_forms_is_not_empty() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_released_form_is_read_as_todays_event(path: Path) -> None:
    form = stored(path)

    envelope = read(form)

    assert path == path_of(form["type"], form["version"])
    assert (envelope.type, envelope.version) == (form["type"], TODAY[form["type"]])
    assert envelope.data.type == form["type"]
    assert read(written(envelope)) == envelope


@pytest.mark.parametrize("kind", sorted(TODAY))
def test_every_version_of_every_event_is_released(kind: str) -> None:
    for version in range(1, TODAY[kind] + 1):
        assert path_of(kind, version).exists(), (
            f"{kind} has no released form of version {version}: "
            f"run python -m tests.domain.test_stored_forms and keep the new file for ever"
        )


@pytest.mark.parametrize("kind", sorted(TODAY))
def test_todays_form_writes_what_it_wrote_when_it_was_released(kind: str) -> None:
    form = stored(path_of(kind, TODAY[kind]))

    assert written(read(form)) == form, (
        f"{kind} is stored in another form than version {TODAY[kind]} was released in: give it "
        f"version {TODAY[kind] + 1}, add an upcast for ({kind!r}, {TODAY[kind]}) to UPCASTS in "
        f"grants/domain/envelope.py, and keep the released file as it is"
    )


def test_every_upcast_leads_from_a_released_form_to_the_next_version() -> None:
    assert all(1 <= version < TODAY[kind] for kind, version in UPCASTS)
    assert all((kind, old) in UPCASTS for kind in TODAY for old in range(1, TODAY[kind]))


@pytest.mark.parametrize("envelope", examples(), ids=lambda envelope: envelope.type)
def test_what_is_told_today_has_the_fields_of_its_released_form(envelope: Envelope) -> None:
    form = stored(path_of(envelope.type, envelope.version))

    assert set(written(envelope)) == set(form)
    assert set(written(envelope)["data"]) == set(form["data"])


def release() -> None:
    """Write the forms that have no file yet; never touches one that has."""
    for envelope in examples():
        path = path_of(envelope.type, envelope.version)
        if not path.exists():
            text = json.dumps(written(envelope), indent=2, ensure_ascii=False)
            path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    release()
