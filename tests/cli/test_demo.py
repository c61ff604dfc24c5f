"""The demo: one command, a real server, the whole story, and the way to what stands behind it."""

from tests.cli.conftest import House


def test_the_demo_tells_the_story_and_leaves(empty: House) -> None:
    out = empty.home / "out"

    first = empty.call("demo", "--exit", "--out", out)
    second = empty.call("demo", "--out", out)

    assert first.code == second.code == 0, first.err
    lines = first.out.splitlines()
    assert "The story is told" in lines
    assert "  Grant          UNODC-JPN-MLI-2016-01" in lines
    assert "  Handed over    10 units" in lines
    assert any("/workflows/grant%2FUNODC-JPN-MLI-2016-01" in line for line in lines)
    assert "(0 commands sent now)" in second.out
    assert not set("┃│┏") & set(first.out)
    release = out / "UNODC-JPN-MLI-2016-01" / "press-release.en.md"
    assert f"  grants why {release}:1" in lines
    assert empty.call("why", f"{release}:1").code == 0
    assert empty.call("verify").code == 0


def test_the_demo_uses_its_own_server_whatever_the_settings_name(empty: House) -> None:
    found = empty.call("demo", "--exit", TEMPORAL_ADDRESS="127.0.0.1:1")

    assert found.code == 0, found.err
