"""What a season knows that an import must be held against."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Limits:
    """How many words a reason may have before somebody must look at it."""

    most: int = 300
    short_below: int = 40
    too_short_below: int = 15


@dataclass(frozen=True)
class AwardFacts:
    """One award of the season: who it is for, who may put somebody forward, and what else people call it."""

    key: str
    name: str
    nominee_type: str = "either"
    pool: str = ""
    self_nomination: bool = False
    who_may_nominate: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NominationFacts:
    """A nomination that the season already holds, as far as a row may repeat it."""

    reference: str
    award: str
    nominee: str
    nominee_email: str = ""
    nominator: str = ""
    nominator_email: str = ""
    is_team: bool = False


@dataclass(frozen=True)
class Context:
    """The season as an import sees it.

    Addresses and domains are in lower case; awards are named by their key (the slug). `judges` (of each award) and
    `reviewers` are known by address and by name (as `match_key` writes it), since a row often gives only one of them.
    `own_names` are what the organisation is called; `other_employers` the names of organisations known to be others,
    as `team_key` writes them.
    """

    awards: tuple[AwardFacts, ...]
    opens: datetime | None = None
    closes: datetime | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    limits: Limits = Limits()
    nominations: tuple[NominationFacts, ...] = ()
    judges: dict[str, frozenset[str]] = field(default_factory=dict)
    reviewers: frozenset[str] = frozenset()
    own_names: tuple[str, ...] = ()
    own_domains: frozenset[str] = frozenset()
    other_employers: frozenset[str] = frozenset()

    def award(self, key: str | None) -> AwardFacts | None:
        """Return the award of this key, if the season has it."""
        return next((award for award in self.awards if award.key == key), None)
