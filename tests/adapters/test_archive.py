"""The archive's promise: what is kept under a name stays as it is, and inside the root."""

import hashlib
import multiprocessing
from pathlib import Path

import pytest

from grants.adapters.archive import FolderArchive
from grants.ports import Archive, PermanentFailureError

NAME = "UNODC-JPN-MLI-2016-01/reports/final.md"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return FolderArchive(tmp_path / "archive")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_got_by_name_and_by_uri(archive: Archive) -> None:
    evidence = archive.put(NAME, b"report")

    assert evidence.uri == f"archive:{NAME}"
    assert evidence.sha256 == hashlib.sha256(b"report").hexdigest()
    assert archive.get(NAME) == archive.get(evidence.uri) == b"report"


def test_the_same_content_again_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    once = archive.put(NAME, b"report")

    assert archive.put(NAME, b"report") == once
    assert files(tmp_path) == [f"archive/{NAME}"]


def test_other_content_under_the_same_name_is_refused(archive: Archive, tmp_path: Path) -> None:
    archive.put(NAME, b"report")

    with pytest.raises(PermanentFailureError, match="other content"):
        archive.put(NAME, b"another")

    assert archive.get(NAME) == b"report"
    assert files(tmp_path) == [f"archive/{NAME}"]


@pytest.mark.parametrize("name", ["nothing/here.md", "archive:nothing", NAME + "/below", "REF"])
def test_what_is_not_there_cannot_be_got(archive: Archive, name: str) -> None:
    archive.put(NAME, b"report")
    archive.put("REF/x", b"")

    with pytest.raises(PermanentFailureError, match="holds nothing"):
        archive.get(name)


@pytest.mark.parametrize("name", [NAME + "/below", "UNODC-JPN-MLI-2016-01"])
def test_a_name_cannot_be_document_and_folder(archive: Archive, name: str) -> None:
    archive.put(NAME, b"report")

    with pytest.raises(PermanentFailureError):
        archive.put(name, b"report")


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/.hidden", "a\\b", "a\0b", " a"],
)
def test_a_name_does_not_lead_out(archive: Archive, tmp_path: Path, name: str) -> None:
    with pytest.raises(PermanentFailureError, match="not a name"):
        archive.put(name, b"x")
    with pytest.raises(PermanentFailureError, match="not a name"):
        archive.get(name)

    assert files(tmp_path) == []


def test_a_link_does_not_lead_out(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    archive.put("x", b"")
    (tmp_path / "archive" / "way").symlink_to(tmp_path)

    with pytest.raises(PermanentFailureError, match="not a name"):
        archive.get("way/secret")


def test_names_may_have_accents_and_spaces(archive: Archive) -> None:
    evidence = archive.put("REF/evidence/Procès-verbal n° 3.pdf", b"pdf")

    assert archive.get(evidence.uri) == b"pdf"


def put(root: Path, content: bytes) -> None:
    FolderArchive(root).put(NAME, content)


def test_of_processes_that_put_at_once_one_is_believed(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    contents = [b"one" * 100_000, b"two" * 100_000]
    processes = [spawn.Process(target=put, args=(tmp_path, content)) for content in contents]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert sorted(process.exitcode or 0 for process in processes) == [0, 1]
    assert FolderArchive(tmp_path).get(NAME) in contents
    assert files(tmp_path) == [NAME]
