"""A real Chromium for the tests: a page, the accessibility checker, and pictures.

The fixtures are there for every test; import the functions: `from tests.browser import axe, overflow, shot`.
"""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests/vendor/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 1280)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


# Milliseconds: a page may be slow to come while other tests keep both cores busy.
WAITS = 20_000
expect.set_options(timeout=WAITS)


def chromium_path() -> str | None:
    """Return where Chromium lies, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def commend_browser(playwright):
    """One browser for the whole run."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def commend_page(commend_browser):
    """A page of a person of its own: no cookies of another test. Fails if a script of the page failed."""
    context = commend_browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/London"
    )
    page = context.new_page()
    page.set_default_timeout(WAITS)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_breach(line) else None)
    yield page
    context.close()
    assert faults == []


def _is_breach(line) -> bool:
    """Is this line of the console about something that the Content-Security-Policy stopped?"""
    return line.type == "error" and "Content Security Policy" in line.text


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def axe(page) -> list[str]:
    """Return what WCAG 2.2 A and AA find wrong with the page as it stands, one line a fault; [] is what you want."""
    if not page.evaluate("() => typeof window.axe === 'object'"):
        # Not as a script element: the policy of our own pages would refuse it.
        page.evaluate(_axe_source())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
        ".then(r => r.violations.map(v => v.nodes.map(n => [v.id, v.help, n.target.join(' '), n.html.slice(0, 160)])))",
        STANDARDS,
    )
    return [f"{rule}: {words} at {target} {html}" for group in found for rule, words, target, html in group]


def overflow(page, width: int = 320) -> list[str]:
    """Return the elements that make the page scroll sideways at `width` pixels; [] is what you want."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    found = page.evaluate(
        "w => document.documentElement.scrollWidth <= w ? [] : [...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.commend-scroll'))"
        ".map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 40)).slice(0, 5)"
        ".concat(['page is ' + document.documentElement.scrollWidth + ' wide'])",
        width,
    )
    page.set_viewport_size(before)
    return found


def shot(page, name: str) -> list[Path]:
    """Save pictures of the whole page at 320 and 1280 pixels and return where they are.

    They go to the folder in COMMEND_SHOTS, and with COMMEND_WRITE_IMAGES=1 to docs/images too.
    """
    folders = [Path(os.environ.get("COMMEND_SHOTS", "/tmp/commend-shots"))]
    if os.environ.get("COMMEND_WRITE_IMAGES") == "1":
        folders.append(ROOT / "docs/images")
    before, written = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # Hiding the caret leaves empty style attributes behind, which the page's policy refuses once one is copied.
        picture = page.screenshot(full_page=True, caret="initial")
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}-{width}.png"
            path.write_bytes(picture)
            written.append(path)
    page.set_viewport_size(before)
    return written
