"""What rooms further right add to the public pages, without this room knowing them.

A room registers a function when the app is ready: a link for a season's page (its results, once they are
public), the work that waits for a signed-in person on the front page, or how the awards are judged.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PageLink:
    """A link that a season's page shows prominently."""

    text: str
    url: str


@dataclass(frozen=True)
class Work:
    """Something that waits for a person: a title that links, one line about it, and a word for how it stands."""

    title: str
    url: str
    hint: str = ""
    status: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Way:
    """How one or several awards are judged at one stage: a heading, and sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """How one award is judged at one stage: what counts for how much (names with hundredths), and sentences."""

    heading: str
    criteria: tuple[tuple[str, int], ...] = ()
    sentences: tuple[str, ...] = ()


_links: list[Callable] = []
_work: list[Callable] = []
_methods: list[Callable] = []
_stages: list[Callable] = []


def adds_links(function: Callable[..., dict[int, PageLink]]) -> Callable:
    """Register a function of seasons and the moment that answers with a link for some, by the season's number."""
    _links.append(function)
    return function


def offers_work(function: Callable[..., Iterable[Work]]) -> Callable:
    """Register a function of a person and the moment that answers with what waits for them."""
    _work.append(function)
    return function


def tells_method(function: Callable[..., list[Way]]) -> Callable:
    """Register a function of a season that answers with how its awards are judged."""
    _methods.append(function)
    return function


def tells_stages(function: Callable[..., dict[int, list[Stage]]]) -> Callable:
    """Register a function of a season that answers with the stages of its awards, by the award's number."""
    _stages.append(function)
    return function


def stages_of(season) -> dict[int, list[Stage]]:
    """Return how each award of a season is judged, stage by stage; an award that nothing is settled of is not in it."""
    found: dict[int, list[Stage]] = {}
    for function in _stages:
        for award, stages in function(season).items():
            found.setdefault(award, []).extend(stages)
    return found


def ways_of(season) -> list[Way]:
    """Return how the awards of a season are judged, as far as it is settled."""
    return [way for function in _methods for way in function(season)]


def links_of(seasons, now) -> dict[int, list[PageLink]]:
    """Return the links for the pages of `seasons` at `now`, by the season's number."""
    found: dict[int, list[PageLink]] = {season.pk: [] for season in seasons}
    for function in _links:
        for number, link in function(seasons, now).items():
            found[number].append(link)
    return found


def work_for(person, now) -> list[Work]:
    """Return what waits for `person` at `now`."""
    return [work for function in _work for work in function(person, now)]
