"""What an import asks of rooms further right: who judges which award.

A room registers a function of a season when the app is ready; it answers with an award's slug, a name and
an address for each judge.
"""

from collections.abc import Callable, Iterable

from nominations.matching import match_key

JudgesOf = Callable[..., Iterable[tuple[str, str, str | None]]]

_finders: list[JudgesOf] = []


def knows_judges(find: JudgesOf) -> JudgesOf:
    """Register how a room further right knows the judges of a season's awards."""
    if find not in _finders:
        _finders.append(find)
    return find


def judges_of(season) -> dict[str, frozenset[str]]:
    """Return by the award's slug how its judges are known: by address, and by name as names are compared."""
    found: dict[str, set[str]] = {}
    for find in _finders:
        for award, name, address in find(season):
            found.setdefault(award, set()).update(known_by(name, address))
    return {award: frozenset(known) for award, known in found.items()}


def known_by(name: str, address: str | None) -> set[str]:
    """Return how somebody is recognised in a row: by the address, and by the name as names are compared."""
    return {(address or "").lower(), match_key(name)} - {""}
