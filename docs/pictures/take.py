"""Takes the pictures of the README: the grant's page in the real Web UI, and the press release.

`.venv/bin/python docs/pictures/take.py` (with `--chromium PATH` where Chromium is elsewhere). It
plays the reference story on a server and worker of its own, up to the scheduled ceremony for the
page and to its end for the release.
"""

# ruff: noqa: INP001 (a script, beside what it makes)
import argparse
import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

HERE: Final = Path(__file__).parent
STORY: Final = HERE.parents[1] / "examples" / "unodc-mali-2016.yaml"
REFERENCE: Final = "UNODC-JPN-MLI-2016-01"
OTHER: Final = "UNODC-JPN-MLI-2016-02"
NEXT_STEP: Final = "\n  - do: pay-invoice"
"""Where the story breaks off for the grant's page."""
WIDTH: Final = 1400
MENU: Final = 256
"""Pixels of the Web UI's menu at the left, which is left out."""
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
SHELL: Final = {key: value for key, value in os.environ.items() if not key.startswith("TEMPORAL_")}


@contextmanager
def house(home: Path) -> Iterator[str]:
    """Server, worker and Web UI while the context lasts; gives the Web UI's address."""
    with (home / "dev.log").open("wb") as log:
        dev = subprocess.Popen(  # noqa: S603 (our own program)
            [program(), "dev"],
            env=SHELL | {"GRANTS_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert dev.stdout is not None  # noqa: S101 (asked for above)
        found = next(line for line in dev.stdout if line.startswith("Web UI:"))
        yield found.split()[2].removesuffix("/namespaces/default/workflows")
    finally:
        for process in [*psutil.Process(dev.pid).children(), dev]:
            process.terminate()
        dev.communicate(timeout=30)


def program() -> str:
    """The command line beside this Python."""
    return str(Path(sys.executable).with_name("grants"))


def grants(home: Path, *arguments: str) -> None:
    """Call it."""
    environment = SHELL | {"GRANTS_HOME": str(home)}
    subprocess.run([program(), *arguments], env=environment, check=True)  # noqa: S603 (our own)


def played(home: Path) -> Path:
    """Play the story to the ceremony and, under another name, to its end; the release's file."""
    story = STORY.read_text()
    half, whole = home / "half.yaml", home / "whole.yaml"
    half.write_text(story.partition(NEXT_STEP)[0])
    whole.write_text(story.replace(REFERENCE, OTHER))
    grants(home, "play", str(half))
    grants(home, "play", str(whole))
    grants(home, "documents", OTHER, "--out", str(home / "out"))
    return next((home / "out").rglob("press-release.en.html"))


def take_grant(browser: Browser, ui: str) -> None:
    """The grant's page: who must do what, the last events, and below them the timeline."""
    page = browser.new_page(viewport={"width": MENU + WIDTH, "height": 2600})
    page.goto(f"{ui}/namespaces/default/workflows/grant%2F{REFERENCE}")
    main = page.get_by_role("main")
    timeline = page.locator("#event-history-timeline-graph")
    rows = timeline.get_by_role("button")
    rows.filter(has_text="ceremony scheduled").first.wait_for()
    first = main.get_by_role("heading", name="Timeline")
    last = rows.filter(has_text=re.compile("record.*order issued", re.IGNORECASE)).first
    lower = cut(page, first, last, above=16, below=8)
    main.get_by_role("tab", name="User Metadata").click()
    details = page.frame_locator("#user-metadata-current-details")
    end = details.get_by_text("None yet.")
    end.wait_for()
    page.frame_locator("#user-metadata-details").get_by_text("Office Central").wait_for()
    upper = cut(page, main.get_by_role("heading", level=1), end, above=12, below=30)
    stack(browser, [upper, lower], HERE / "web-ui.png")


def cut(page: Page, first: Locator, last: Locator, *, above: int, below: int) -> bytes:
    """The page without its menu, from one element down to another, with so many pixels around."""
    top, bottom = first.bounding_box(), last.bounding_box()
    if top is None or bottom is None:
        message = f"{first} or {last} is not on the page"
        raise ValueError(message)
    begin, end = top["y"] - above, bottom["y"] + bottom["height"] + below
    clip: FloatRect = {"x": MENU, "y": begin, "width": WIDTH, "height": end - begin}
    return page.screenshot(clip=clip)


def stack(browser: Browser, pictures: list[bytes], file: Path) -> None:
    """One picture of several, one below the other."""
    images = [base64.b64encode(picture).decode() for picture in pictures]
    tags = [f'<img style="display: block" src="data:image/png;base64,{each}">' for each in images]
    page = browser.new_page(viewport={"width": WIDTH, "height": 100})
    page.set_content(f'<body style="margin: 0">{"".join(tags)}</body>')
    page.screenshot(path=file, full_page=True)


def take_release(browser: Browser, release: Path) -> None:
    """The upper part of the rendered press release, down to the quotations."""
    narrow = 900
    page = browser.new_page(
        viewport={"width": narrow, "height": 1500}, device_scale_factor=WIDTH / narrow
    )
    page.goto(release.as_uri())
    box = page.get_by_text("Minister Traoré affirmed").bounding_box()
    if box is None:
        message = f"{release} quotes no minister"
        raise ValueError(message)
    height = box["y"] + box["height"] + 14
    page.screenshot(
        path=HERE / "press-release.png", clip={"x": 0, "y": 0, "width": narrow, "height": height}
    )


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Take the pictures of the README.")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser's path")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="grants-pictures-") as folder,
        house(Path(folder)) as ui,
    ):
        release = played(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=asked.chromium, args=QUIET)
            take_grant(browser, ui)
            take_release(browser, release)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
