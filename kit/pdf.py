"""Documents as tagged PDF that a screen reader reads (PDF/UA-1), set by typst from our own templates.

What is put into a document goes in as data and never as typst's own language, so that no text can run, format or
fetch anything. A template reads nothing outside its own folder, and nothing from the network.
"""

import json
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "pdf"
STANDARD = "ua-1"
LONGEST = 50  # seconds: a step of a job ends within a minute
_CHILD = Path(__file__).resolve().parent / "pdf_child.py"
UNTIMED = datetime(2000, 1, 1, tzinfo=UTC)
UNBROKEN = 40  # characters without a place to break: more, and a line might leave the page

# typst fetches packages by themselves; nothing of ours asks for one.
_PACKAGE = re.compile(r"[\"'`]@[\w-]+/")
_QUOTED = re.compile(r"[`\"“].*[`\"”]|(?<=panicked with: ).*")
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")
_LONG = re.compile(rf"\S{{{UNBROKEN},}}")
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_PICTURES = range(0x1F000, 0x20000)
_SKIN = range(0x1F3FB, 0x1F400)
_BREAK = "\u200b"


class PdfError(Exception):
    """A document could not be set; the words are for whoever runs this, and hold nothing of its text."""


class MissingGlyphs(PdfError):
    """The fonts have no shape for some characters of the text, so they would be left out without a word."""

    def __init__(self, characters: Iterable[str]):
        self.characters = sorted(set(characters))
        named = ", ".join(f"U+{ord(c):04X}" for c in self.characters[:10])
        super().__init__(f"The fonts have no shape for {named}{' and others' if len(self.characters) > 10 else ''}.")


def compile_pdf(template: str | Path, data: dict, *, fonts: Path = FONTS, at: datetime = UNTIMED) -> bytes:
    """Return the document that a template makes of `data`; the same again for the same.

    `template` is the name of one in `templates/pdf`, or a path; it reads nothing outside its folder. `data` holds
    texts (through `printable`), numbers, lists and dicts; the template finds it as `json(bytes(sys.inputs.data))`,
    and the names of the fonts as `json(bytes(sys.inputs.fonts))`. `at` is the document's date. Raises MissingGlyphs
    for text that the fonts cannot show, PdfError where the template fails, warns, or makes what is not PDF/UA-1.
    """
    path = (TEMPLATES / template).resolve()
    if not path.is_file():
        raise PdfError(f"There is no template {path.name}.")
    if any(_PACKAGE.search(file.read_text(encoding="utf-8")) for file in path.parent.rglob("*.typ")):
        raise PdfError("A template asks for a package from the network.")
    if missing := missing_characters(_texts(data), fonts):
        raise MissingGlyphs(missing)
    asked = {"template": str(path), "fonts": str(fonts), "standard": STANDARD, "at": at.isoformat(), "data": data}
    try:
        # Nothing of the environment goes along: it holds passwords, and no template needs any of it.
        done = subprocess.run(  # noqa: S603 - our own program, no word of the data in its arguments
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=LONGEST,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"The template {path.name} took longer than {LONGEST} seconds.") from None
    if done.returncode:
        raise PdfError(f"The template {path.name} failed: {_last_line(done.stderr)}")
    return done.stdout


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    # What stands in quotes may be somebody's words, and this goes to a log.
    return _QUOTED.sub("…", lines[-1])[:300] if lines else "it said nothing, so it may have run out of memory."


def pages_of(document: bytes) -> int:
    """Return how many pages a document of ours has; it says so in its metadata."""
    told = _PAGES.search(document)
    return int(told.group(1)) if told else 0


def printable(text: str) -> str:
    """Return `text` as a page can show it.

    Control characters go; a picture character that the fonts lack is told by its name in brackets; a word too long
    for a line gets invisible places to break. What still cannot be shown, `missing_characters` tells.
    """
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) != "Cc")
    named = _name_pictures(kept) if any(ord(c) in _PICTURES for c in kept) else kept
    return _LONG.sub(lambda word: _with_breaks(word.group()), named)


def printable_in(value):
    """Return data with every text of it as a page can show it; keys are our own words."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_in(held) for key, held in value.items()}
    return [printable_in(held) for held in value] if isinstance(value, list) else value


def missing_characters(texts: Iterable[str], fonts: Path = FONTS) -> set[str]:
    """Return the characters of `texts` that none of the fonts in a folder has a shape for."""
    wanted = {c for c in set().union(*texts) if _needs_shape(c)}
    return {c for c in wanted if ord(c) not in shapes(fonts)}


@cache
def shapes(fonts: Path = FONTS) -> frozenset[int]:
    """Return the code points that the fonts in a folder have a shape for."""
    return frozenset().union(*(_characters(file.read_bytes()) for file in sorted(fonts.glob("*.[ot]tf"))))


def _texts(data) -> Iterable[str]:
    """Give every text in a structure; keys are our own words."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _needs_shape(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in {"Cf", "Zs", "Zl", "Zp"} and character not in "\n\t" and ord(character) not in _SELECTORS


def _name_pictures(text: str) -> str:
    """Put the names of picture characters that the fonts lack in their place; shades of skin go."""
    known, pieces = shapes(), []
    for c in text:
        if ord(c) in _SKIN:
            continue
        name = unicodedata.name(c, "") if ord(c) in _PICTURES and ord(c) not in known else ""
        pieces.append(f"[{name.lower()}]" if name else c)
    return "".join(pieces)


def _with_breaks(word: str) -> str:
    return _BREAK.join(word[i : i + UNBROKEN // 2] for i in range(0, len(word), UNBROKEN // 2))


def _characters(font: bytes) -> set[int]:
    """Read the table of a font that leads from characters to shapes.

    The format is OpenType's "cmap": subtables of format 4 (ranges up to U+FFFF) and 12 (ranges beyond).
    """
    tables = struct.unpack(">H", font[4:6])[0]
    places = (struct.unpack(">4sIII", font[12 + 16 * i : 28 + 16 * i]) for i in range(tables))
    start = next(offset for tag, _sum, offset, _length in places if tag == b"cmap")
    count = struct.unpack(">H", font[start + 2 : start + 4])[0]
    found: set[int] = set()
    for i in range(count):
        at = start + struct.unpack(">I", font[start + 8 + 8 * i : start + 12 + 8 * i])[0]
        kind = struct.unpack(">H", font[at : at + 2])[0]
        if kind == 4:
            found |= _of_format_4(font, at)
        elif kind == 12:
            groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
            for first, last, glyph in struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first + (glyph == 0), last + 1))
    return found


def _of_format_4(font: bytes, at: int) -> set[int]:
    doubled = struct.unpack(">H", font[at + 6 : at + 8])[0]

    def column(number: int, kind: str, gap: int = 0) -> tuple[int, ...]:
        begin = at + 14 + number * doubled + gap
        return struct.unpack(f">{doubled // 2}{kind}", font[begin : begin + doubled])

    ends, starts, deltas, offsets = column(0, "H"), column(1, "H", 2), column(2, "h", 2), column(3, "H", 2)
    ranges_at = at + 16 + 3 * doubled
    found: set[int] = set()
    for i, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                place = ranges_at + 2 * i + offset + 2 * (code - first)
                glyph = struct.unpack(">H", font[place : place + 2])[0]
            if glyph:
                found.add(code)
    return found
