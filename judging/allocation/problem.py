"""What is asked and what is answered, checked before anything is dealt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]  # entry, judge


class Unsound(ValueError):
    """The problem contradicts itself; the sentence says where."""


@dataclass(frozen=True)
class EntryNeed:
    """An entry and how many judges should read it."""

    id: str
    readers: int


@dataclass(frozen=True)
class JudgeLimit:
    """A judge and how many entries they can read; None where nothing limits them."""

    id: str
    max: int | None = None


@dataclass(frozen=True)
class Problem:
    """Entries, judges, and which pairs may not, must, or already do meet.

    `groups` maps the id of an entry or a judge to a name; no judge reads an entry of their own group.
    `current` are pairs that judges were sent already: they move only where nothing else helps.
    """

    entries: tuple[EntryNeed, ...]
    judges: tuple[JudgeLimit, ...]
    forbidden: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    current: frozenset[Pair] = frozenset()
    groups: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self):
        entries, judges = {e.id for e in self.entries}, {j.id for j in self.judges}
        if len(entries) < len(self.entries) or len(judges) < len(self.judges):
            raise Unsound("Each entry and each judge may be named once only.")
        if any(e.readers < 0 for e in self.entries) or any(j.max is not None and j.max < 0 for j in self.judges):
            raise Unsound("Readers and limits must be 0 or more.")
        for name in ("forbidden", "fixed", "current"):
            for entry, judge in sorted(getattr(self, name)):
                if entry not in entries or judge not in judges:
                    raise Unsound(f"The pair {entry}, {judge} in “{name}” names something that is not listed.")
        if bad := sorted(self.fixed & self.forbidden):
            raise Unsound(f"The pair {bad[0][0]}, {bad[0][1]} is both fixed and forbidden.")


@dataclass(frozen=True)
class Shortage:
    """An entry that cannot have all its readers, how many are missing, and why."""

    entry: str
    missing: int
    because: str


@dataclass(frozen=True)
class Answer:
    """Who reads what.

    `components` is the number of groups of judges that share no entry with one another. `overlap` is between 0
    and 1: how well judges can be compared, 1 when every two of them share equally many entries. `moved` counts
    the `current` pairs that were given up.
    """

    pairs: tuple[Pair, ...]
    short: tuple[Shortage, ...]
    loads: Mapping[str, int]
    components: int
    overlap: float
    moved: int

    def as_json(self) -> dict:
        """Return the answer in the format that `manage.py allocate --json` prints."""
        return {
            "pairs": [list(pair) for pair in self.pairs],
            "short": [{"entry": s.entry, "missing": s.missing, "because": s.because} for s in self.short],
            "loads": dict(self.loads),
            "components": self.components,
            "overlap": round(self.overlap, 4),
            "moved": self.moved,
        }


def problem_from_json(data) -> Problem:
    """Read a problem in the format of `manage.py allocate`; raises Unsound with what is wrong with it."""
    if not isinstance(data, dict):
        raise Unsound("The file must hold one object with entries and judges.")
    try:
        return Problem(
            entries=tuple(EntryNeed(str(e["id"]), _whole(e["readers"])) for e in data["entries"]),
            judges=tuple(JudgeLimit(str(j["id"]), _limit(j.get("max"))) for j in data["judges"]),
            forbidden=_pairs(data, "forbidden"),
            fixed=_pairs(data, "fixed"),
            current=_pairs(data, "current"),
            groups={str(k): str(v) for k, v in (data.get("groups") or {}).items()},
            seed=_whole(data.get("seed", 0)),
        )
    except KeyError as missing:
        raise Unsound(f"{missing.args[0]} is missing.") from missing
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, Unsound):
            raise
        raise Unsound("The file does not have the expected form: see manage.py allocate --help.") from error


def _whole(value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unsound(f"{value!r} is not a whole number.")
    return value


def _limit(value) -> int | None:
    return None if value is None else _whole(value)


def _pairs(data, name) -> frozenset[Pair]:
    return frozenset((str(entry), str(judge)) for entry, judge in data.get(name) or [])
