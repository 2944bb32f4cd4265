"""Which award of the season a name in the file means."""

import re
from collections.abc import Iterable

from kit.text import clean_line, fold
from nominations.importing.context import Context

_BETWEEN = re.compile(r"\s*(?:[/;|,\n]|\band\b|&|\bor\b)\s*", re.IGNORECASE)
_EMPTY_WORDS = frozenset(
    [
        "the", "a", "an", "of", "for", "and", "award", "awards", "prize", "category", "year",
    ]
)  # fmt: skip


def guess_awards(names: Iterable[str], context: Context) -> dict[str, str | None]:
    """Return for each name as typed the key of the award that it means, or None when nobody can tell."""
    return {name: award_of(name, context) for name in names}


def award_of(name: str, context: Context) -> str | None:
    """Return the key of the award that a name means: its own name, another one, or words that only it has."""
    typed = _plain(name)
    if not typed:
        return None
    for wanted in (
        lambda award: typed == _plain(award.name),
        lambda award: typed in {_plain(alias) for alias in award.aliases} | {_plain(award.key)},
        lambda award: len(typed) > 2 and _plain(award.name).startswith(typed),
        lambda award: _has_all_words(typed, award.name),
    ):
        found = [award.key for award in context.awards if wanted(award)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def awards_in(name: str, context: Context) -> list[str]:
    """Return the keys of the awards that a name lists, when it lists more than one and means none as a whole."""
    if award_of(name, context):
        return []
    found = {award_of(part, context) for part in _BETWEEN.split(clean_line(name)) if part}
    found |= {
        award.key for award in context.awards if len(_plain(award.name)) > 4 and _plain(award.name) in _plain(name)
    }
    listed = [award.key for award in context.awards if award.key in found]
    return listed if len(listed) > 1 else []


def is_own_name(name: str, context: Context, key: str) -> bool:
    """Say whether a name is the award's own, to the letter."""
    award = context.award(key)
    return award is not None and name == award.name


def is_own_name_but_for_case(name: str, context: Context, key: str) -> bool:
    """Say whether a name is the award's own, but for case, spaces, accents or marks."""
    award = context.award(key)
    return award is not None and _plain(name) == _plain(award.name)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(name.replace("-", " "))))


def _has_all_words(typed: str, name: str) -> bool:
    words = [word for word in typed.split() if word not in _EMPTY_WORDS]
    return bool(words) and set(words) <= set(_plain(name).split())
