"""Identifiers found in a text, for whoever wants to see what the screening sees."""

import json as to_json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from nominations.identifiers import KIND_WORDS
from nominations.screening import Finding, screen

LONGEST = 2_000_000


class Command(BaseCommand):
    """Find what may identify a person in a text file; nothing is stored and nothing leaves this computer."""

    help = (
        "Find what may identify a person in a text: NHS numbers, postcodes, dates of birth, names and more. "
        "Offsets count characters from 0. Example: manage.py screen story.txt --known names.txt --json"
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the text, the names that belong in it, and the form of the answer."""
        parser.add_argument("file", help="a text file in UTF-8, or - for standard input")
        parser.add_argument("--known", metavar="FILE", help="a text file of names that are not flagged, one a line")
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")

    def handle(self, *args, file: str, known: str | None, json: bool, **options):
        """Print each finding, or say why the text cannot be read."""
        text = _read(file)
        names = [line.strip() for line in _read(known).splitlines() if line.strip()] if known else []
        found = screen(text, known=names)
        if json:
            self.stdout.write(to_json.dumps([_as_data(text, f) for f in found], ensure_ascii=False, indent=2))
            return
        for finding in found:
            self.stdout.write(_as_sentence(text, finding))
        self.stdout.write(_summary(found))


def _as_data(text: str, finding: Finding) -> dict:
    """A child's name is a person's name to other programs; that it is a child's is for the reviewer."""
    return {
        "type": "person_name" if finding.kind == "child_name" else finding.kind,
        "start": finding.start,
        "end": finding.end,
        "text": text[finding.start : finding.end],
        "certainty": finding.certainty,
        "why": finding.why,
        "detail": finding.detail,
    }


def _as_sentence(text: str, finding: Finding) -> str:
    line = text.count("\n", 0, finding.start) + 1
    phrase = " ".join(text[finding.start : finding.end].split())
    return f"Line {line}: {KIND_WORDS[finding.kind]} ({finding.certainty}): “{phrase}”. {finding.why}"


def _summary(found: list[Finding]) -> str:
    if not found:
        return "Nothing found. A person must still read the text."
    certain = sum(1 for finding in found if finding.is_certain)
    return f"{len(found)} found: {certain} certain, {len(found) - certain} likely."


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read(LONGEST + 1) if file == "-" else _bytes_of(Path(file))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror or error}.", returncode=2) from None
    if len(content) > LONGEST:
        raise CommandError(f"{file} is longer than {LONGEST:,} bytes.", returncode=2)
    try:
        return content.decode("utf-8-sig") if content.startswith(b"\xef\xbb\xbf") else content.decode("utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not a text file in UTF-8.", returncode=2) from None


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(LONGEST + 1)
