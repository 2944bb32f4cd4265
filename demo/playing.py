"""Playing a season on a clock of its own: deeds in their order, and the beat between them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from announcements.services import advance_due as advance_releases
from awards.services import advance_due as advance_seasons
from judging.services.rounds import advance_due as advance_rounds
from kit import clock
from nominations.services.timekeeping import advance_due as advance_nominations
from notifications.delivery import drain
from notifications.reminders import remind


@dataclass
class Player:
    """Moves a clock from deed to deed and lets the beat catch up each morning and after each deed."""

    at: datetime
    deeds: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)

    def plan(self, when: datetime, deed: Callable[[], None]) -> None:
        """Note a deed for its time."""
        self.deeds.append((when, deed))

    def play_until(self, end: datetime) -> None:
        """Do every deed that is due before `end`, in order, with the beat in between; stop the clock at `end`."""
        for when, deed in sorted((d for d in self.deeds if d[0] <= end), key=lambda d: d[0]):
            self._pass_to(when)
            with clock.set_to(when):
                deed()
            self.tick()
        self._pass_to(end)
        self.tick()

    def _pass_to(self, moment: datetime) -> None:
        """Let mornings pass until `moment`: reminders leave at nine, so the beat looks in just after."""
        morning = self.at.replace(hour=9, minute=1, second=0, microsecond=0)
        if morning <= self.at:
            morning += timedelta(days=1)
        while morning < moment:
            self.at = morning
            self.tick()
            morning += timedelta(days=1)
        self.at = max(self.at, moment)

    def tick(self) -> None:
        """Do what beat and worker would do at this moment."""
        catch_up(self.at)


def catch_up(now: datetime) -> None:
    """Do at `now` what beat and worker do: move labels, plan reminders, deliver what is due."""
    with clock.set_to(now):
        advance_seasons(now)
        advance_nominations(now)
        advance_rounds(now)
        advance_releases(now)
        remind(now)
        drain()
