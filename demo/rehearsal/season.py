"""The season of a rehearsal: synthetic people, played stage by stage through the real services."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from demo.playing import catch_up
from demo.rehearsal import deeds
from demo.sink import read_sink
from kit import clock
from notifications.models import Message
from notifications.states import MessageState
from records.integrity import breaches

BEGIN = datetime(2027, 1, 4, 9, 30, tzinfo=ZoneInfo("Europe/London"))
WAITING = [MessageState.QUEUED, MessageState.FAILED_FOR_NOW, MessageState.SENDING]
ON_PAPER = [MessageState.SENT, MessageState.DELIVERED]


@dataclass
class Rehearsal:
    """A season being rehearsed: its size, its chance, its clock and how long each stage took."""

    entries: int
    judges: int
    seed: int
    at: datetime = BEGIN
    stages: list[dict] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self):
        self.chance = random.Random(self.seed)  # noqa: S311 - the same seed plays the same season

    @contextmanager
    def stage(self, name: str, *, days: float = 0) -> Iterator[None]:
        """Let `days` pass, then play what is inside at that moment; beat and worker catch up afterwards."""
        begun = time.monotonic()
        self.pass_days(days)
        with clock.set_to(self.at):
            yield
        self.tick()
        self.stages.append({"name": name, "seconds": round(time.monotonic() - begun, 3)})

    def pass_days(self, days: float) -> None:
        """Move the clock, one morning at a time, so that reminders leave when they should."""
        end = self.at + timedelta(days=days)
        while self.at.date() < end.date():
            self.at = (self.at + timedelta(days=1)).replace(hour=9, minute=1)
            self.tick()
        self.at = max(self.at, end)

    def tick(self) -> None:
        """Do what beat and worker would do at this moment."""
        catch_up(self.at)


def rehearse(*, entries: int, judges: int, seed: int) -> dict:
    """Play a season from its first draft to its announcement and return the report.

    The report holds seed, sizes, seconds a stage, messages by kind, how many were sent, sent twice or lost, and
    "ok" or the breaches of the invariants.
    """
    play = Rehearsal(entries, judges, seed)
    with play.stage("Set up"):
        cast = deeds.set_up(play)
    with play.stage("Nominate", days=1):
        deeds.nominate(play, cast)
    with play.stage("Review", days=3):
        deeds.review(play, cast)
    with play.stage("Endorse and choose", days=2):
        deeds.endorse_and_choose(play, cast)
    with play.stage("Seat judges and declare", days=deeds.DECLARE_AFTER):
        deeds.declare(play, cast)
    with play.stage("Score", days=deeds.SCORE_AFTER):
        deeds.score(play, cast)
    with play.stage("Close and shortlist", days=deeds.SHORTLIST_AFTER):
        deeds.shortlist(play, cast)
    with play.stage("Decide", days=deeds.DECIDE_AFTER):
        deeds.decide(play, cast)
    with play.stage("Announce", days=deeds.ANNOUNCE_AFTER):
        deeds.announce(play, cast)
    with play.stage("Last messages", days=4):
        pass
    return report(play)


def report(play: Rehearsal) -> dict:
    """Count what was said, compare the outbox with what the sink received, and ask every invariant."""
    heard = Counter(line["id"] for line in read_sink(settings.MAIL_SINK))
    sent = Message.objects.filter(state__in=ON_PAPER).count()
    with clock.set_to(play.at):
        waiting = Message.objects.filter(state__in=WAITING, due_at__lte=play.at).count()
        found = list(breaches())
    return {
        "seed": play.seed,
        "entries": play.entries,
        "judges": play.judges,
        "stages": play.stages,
        "messages": dict(sorted(Counter(Message.objects.values_list("kind", flat=True)).items())),
        "sent": sent,
        "duplicates": sum(n - 1 for n in heard.values()),
        "lost": max(0, sent - len(heard)) + waiting,
        "invariants": "ok" if not found else found[:50],
    }
