"""Labels of seasons follow the clock, once, and each season alone."""

from datetime import timedelta

import pytest

from awards import services
from awards.models import Milestone, Season
from kit import clock
from tests.world import make_season
from workflow import SYSTEM, trail

SECOND = timedelta(seconds=1)


def states(*seasons):
    """Return the state of each season as stored."""
    return [Season.objects.get(pk=season.pk).state for season in seasons]


@pytest.fixture
def published(db):
    """A published season whose nominations open in the future."""
    return make_season("north", state="published", opened_days_ago=-1)


@pytest.fixture
def window(published):
    """Its nominations window."""
    return Milestone.objects.get(season=published, key="nominations")


def test_a_season_opens_and_closes_at_its_minutes_and_says_so_once(published, window):
    seen = []
    for moment in (window.starts_at - SECOND, window.starts_at, window.ends_at - SECOND, window.ends_at):
        with clock.set_to(moment):
            moved = [services.advance_due(moment) for _ in range(2)]
        seen.append((moved, *states(published)))

    assert seen == [
        ([0, 0], "published"),
        ([1, 0], "open"),
        ([0, 0], "open"),
        ([1, 0], "in_review"),
    ]
    assert [(e.verb, e.actor) for e in reversed(trail(published))] == [
        ("season.open_nominations", SYSTEM.actor_key),
        ("season.close_nominations", SYSTEM.actor_key),
    ]


def test_a_sweep_that_slept_through_the_window_closes_at_once(published, window):
    with clock.set_to(window.ends_at):
        assert services.advance_due(window.ends_at) == 1

    assert states(published) == ["in_review"]


def test_a_paused_season_does_not_open(published, window):
    Season.objects.filter(pk=published.pk).update(paused_at=clock.now())
    with clock.set_to(window.starts_at):
        assert services.advance_due(window.starts_at) == 0

    assert states(published) == ["published"]


def test_a_season_that_fails_stops_no_other(published, window, monkeypatch, caplog):
    other = make_season("south", state="published", opened_days_ago=-1)
    faulty = Season.save

    def save(self, *args, **kwargs):
        if self.pk == published.pk:
            raise OSError("the disk is full")
        return faulty(self, *args, **kwargs)

    monkeypatch.setattr(Season, "save", save)
    moment = max(window.starts_at, other.window("nominations").starts_at)
    with clock.set_to(moment):
        assert services.advance_due(moment) == 1

    assert states(published, other) == ["published", "open"]
    assert "open_nominations failed for Season" in caplog.text
