"""Rows that repeat one another or a nomination that the season holds: found by keys, never by comparing all pairs.

A nominee whom the season knows is that person, however the row spells the name. Between rows of one file the same
spelling is the same person; another spelling of the same name is a possible match, which only a person may confirm.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from kit.text import clean_line
from nominations.importing.context import Context, NominationFacts
from nominations.importing.people import full_key, short_key
from nominations.matching import is_likely_same, match_key, team_key

MOST_NAMED = 20


@dataclass(frozen=True)
class Candidate:
    """A row as far as it may repeat another."""

    number: int
    key: str
    award: str | None
    kind: str
    name: str
    email: str
    nominator: str
    reason: str

    @cached_property
    def match(self) -> str:
        """The form of the nominee's name that is compared."""
        return _match(self.name, self.kind == "team")

    @cached_property
    def spelling(self) -> str:
        """The name as it was typed, but for case."""
        return clean_line(self.name).casefold()


def _match(name: str, is_team: bool) -> str:
    return f"team {team_key(name)}" if is_team else match_key(name)


def nominator_key(name: str, email: str) -> str:
    """Return what tells one nominator from another: the address, else the name; nothing when neither is known."""
    return email.strip().lower() or match_key(name)


@dataclass
class Duplicates:
    """What the rows of one file repeat. `codes` of a row by its number."""

    context: Context
    candidates: list[Candidate]
    codes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self):
        self._held: dict[tuple, list[NominationFacts]] = defaultdict(list)
        for nomination in self.context.nominations:
            self._held[nomination.award, _match(nomination.nominee, nomination.is_team)].append(nomination)
        rows = self._without_repeats()
        self._keys = self._short_keys(rows)
        groups: dict[tuple, list[Candidate]] = defaultdict(list)
        for row in rows:
            if row.award and row.match.strip():
                groups[row.award, row.match].append(row)
        for group, members in groups.items():
            self._settle(members, self._held.get(group, []))
        self._same_address(rows)

    def _without_repeats(self) -> list[Candidate]:
        """Return the rows that are not the same form sent again; of those that are, say which row they repeat."""
        first: dict[tuple, Candidate] = {}
        rows = []
        for row in self.candidates:
            said = " ".join(row.reason.split()).casefold()
            same = (row.award, row.match, row.nominator, said)
            if said and row.match.strip() and same in first:
                self.codes[row.number].append(f"duplicate_submission:{first[same].key}")
                continue
            first[same] = row
            rows.append(row)
        return rows

    def _short_keys(self, rows: Iterable[Candidate]) -> dict[str, str]:
        """Return what each nominee is called in a code: the short key, or the whole name where two would share it."""
        named = {n.nominee: (_match(n.nominee, n.is_team), n.nominee, "person") for n in self.context.nominations}
        people = {match: (name, kind) for match, name, kind in named.values()}
        people |= {row.match: (row.name, row.kind) for row in rows}
        short = {match: short_key(name, kind) for match, (name, kind) in people.items()}
        shared = defaultdict(set)
        for match, key in short.items():
            shared[key].add(match)
        return {
            match: key if key and len(shared[key]) == 1 else full_key(people[match][0]) for match, key in short.items()
        }

    def _settle(self, rows: list[Candidate], held: list[NominationFacts]) -> None:
        if rows[0].kind == "team":
            self._settle_teams(rows, held)
        else:
            self._settle_people(rows, held)
        self._same_nominator(rows, held)

    def _settle_people(self, rows: list[Candidate], held: list[NominationFacts]) -> None:
        seen: set[str] = set()
        spellings: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            spellings[row.spelling].append(row.key)
        for place, row in enumerate(rows):
            if held or row.spelling in seen:
                self.codes[row.number].append(f"duplicate_nominee:{self._keys[row.match]}")
                if held and "&" in row.name and not any("&" in nomination.nominee for nomination in held):
                    self.codes[row.number].append("html_ampersand_ok")
            elif len(spellings) > 1 and not (place == 0 and row.email):
                # The first row is the one that others are held against, once an address says who is meant.
                self._may_be(row, "person", [o.key for o in rows[: MOST_NAMED * 2] if o.spelling != row.spelling])
            seen.add(row.spelling)

    def _settle_teams(self, rows: list[Candidate], held: list[NominationFacts]) -> None:
        names = list(dict.fromkeys(row.name for row in rows))[: MOST_NAMED * 2]
        alike = {name: {name} for name in names}
        for first, second in combinations(names, 2):
            if is_likely_same(first, second, team=True):
                alike[first].add(second)
                alike[second].add(first)
        for row in rows:
            others = [
                other.key
                for other in rows[: MOST_NAMED * 2]
                if other.number != row.number and other.name in alike.get(row.name, ())
            ]
            if not others:
                others = [
                    nomination.reference
                    for nomination in held
                    if nominator_key(nomination.nominator, nomination.nominator_email) != row.nominator
                    and is_likely_same(nomination.nominee, row.name, team=True)
                ]
            self._may_be(row, "team", others)

    def _same_nominator(self, rows: list[Candidate], held: list[NominationFacts]) -> None:
        """R3: one nomination for each nominator, nominee and award."""
        before = {nominator_key(n.nominator, n.nominator_email): n.reference for n in reversed(held)}
        for row in rows:
            if not row.nominator:
                continue
            if row.nominator in before:
                self.codes[row.number].append(f"already_nominated_by_same_person:{before[row.nominator]}")
            else:
                before[row.nominator] = row.key

    def _same_address(self, rows: list[Candidate]) -> None:
        """One address under two names that share a part, in one award, may be one person."""
        by_address: dict[tuple, list[Candidate]] = defaultdict(list)
        for row in rows:
            if row.award and row.email and row.kind == "person" and row.email != row.nominator:
                by_address[row.award, row.email].append(row)
        for same in by_address.values():
            for row in same[1 : MOST_NAMED * 2]:
                told = any(code.startswith(("possible_same", "duplicate_nominee")) for code in self.codes[row.number])
                others = [
                    other.key
                    for other in same[:MOST_NAMED]
                    if other.match != row.match and set(other.match.split()) & set(row.match.split())
                ]
                if not told:
                    self._may_be(row, "person", others)

    def _may_be(self, row: Candidate, what: str, others: list[str]) -> None:
        if others:
            self.codes[row.number].append(f"possible_same_{what}:{','.join(others[:MOST_NAMED])}")
