"""What rooms further right add to the nominee's page, without this room knowing them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nominations.models import Entry


@dataclass(frozen=True)
class NomineePart:
    """A part of the nominee's page: a heading, a sentence, and a page of its own behind a link."""

    heading: str
    sentence: str
    link_text: str
    url: str


_parts: list[Callable[[Entry, datetime], NomineePart | None]] = []


def adds_to_nominee_page(function: Callable[[Entry, datetime], NomineePart | None]) -> Callable:
    """Register a function of an entry and the moment that answers with a part of its nominee's page, or None."""
    _parts.append(function)
    return function


def parts_of(entry: Entry, now: datetime) -> list[NomineePart]:
    """Return what other rooms have to say to the nominee of `entry` at `now`."""
    return [part for function in _parts if (part := function(entry, now)) is not None]
