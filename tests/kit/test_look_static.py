"""What is served with every page: nothing that belongs to GOV.UK alone, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
OURS = [path for path in STATIC if path.name != "htmx.min.js"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAIL = "notifications"  # letters carry their few styles themselves: no policy applies to them
# Kept by its judge and opened without Commend: it brings its few styles along, under a policy of its own.
FILES = ("judging/pack.html", "judging/decision_pack.html", "announcements/certificates_file.html")
KEPT_AS_FILES = {ROOT / "templates" / name for name in FILES}
PAGES = [
    path for path in TEMPLATES if MAIL not in path.relative_to(ROOT / "templates").parts and path not in KEPT_AS_FILES
]

FORBIDDEN = {
    "its typeface": r"gds.?transport|@font-face",
    "its crown, crest or arms": r"\bcrown\b|-crown|crest|royal.?arms",
    "its header": r"govuk-header\b|govuk-header__",
    "its footer": r"govuk-footer",
    "its logo": r"govuk-logo|logotype",
    "its colours": r"#1d70b8|#1a65a6|#003078|#00703c",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_belongs_to_govuk_alone(what):
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in [*OURS, *TEMPLATES]
        for hit in re.finditer(FORBIDDEN[what], path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert found == []


def test_the_policy_finds_nothing_inline_in_a_page():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [f"{path.relative_to(ROOT)}: {hit}" for path in PAGES for hit in inline.findall(path.read_text("utf-8"))]

    assert found == []


def test_nothing_is_fetched_from_elsewhere():
    elsewhere = re.compile(r"""(?:src|href)=["'](?:https?:)?//[^"']+|url\(\s*["']?(?:https?:)?//[^)]+|@import[^;]+""")
    wanted = re.compile(r"<(?:script|link|img|iframe)[^>]*>|url\([^)]*\)|@import[^;]*")
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in [*PAGES, *(path for path in STATIC if path.suffix == ".css")]
        for piece in wanted.findall(path.read_text("utf-8"))
        for hit in elsewhere.finditer(piece)
    ]

    assert found == []


def test_the_stylesheet_uses_system_letters_and_one_brand_colour():
    sheet = (ROOT / "static/css/commend.css").read_text(encoding="utf-8")

    assert sorted(set(re.findall(r"font-family:([^;}]+)", sheet))) == [
        "arial,sans-serif",
        "inherit",
        "sans-serif",
        "ui-monospace,menlo,consolas,monospace",
    ]
    assert re.findall(r"--govuk-brand-colour: ?([^;}]+)", sheet) == ["#00594f"]


def test_pages_are_light():
    sizes = {path.name: path.stat().st_size for path in STATIC}

    assert {name for name, size in sizes.items() if size > 130_000} == set()


def test_no_map_file_is_asked_for():
    found = [path.name for path in STATIC if "sourceMappingURL" in path.read_text(encoding="utf-8")]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_can_be_read(path):
    assert get_template(str(path.relative_to(ROOT / "templates")))
