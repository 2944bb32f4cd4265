"""Two people press Announce at the same moment, on a database with real row locks."""

import threading

import pytest
from django.db import connection

from announcements import services
from announcements.models import Release
from tests.announcements.building import prepare, win
from workflow import NotNow
from workflow.models import AuditEvent


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_announce_at_once_make_one_announcement(season, award, people):
    win(award, people)
    release = prepare(season, people, award)
    services.approve_release(release, by=people["second_administrator"])
    start, outcomes = threading.Barrier(2), []

    def press(person):
        try:
            start.wait(timeout=10)
            services.announce_now(release, by=person)
            outcomes.append("announced")
        except NotNow as refusal:
            outcomes.append(refusal.sentence.partition(" since")[0])
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[people[name]]) for name in ("administrator", "second_administrator")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["This cannot be done now: it is released", "announced"]
    assert AuditEvent.objects.filter(verb="release.announce_now").count() == 1
    assert Release.objects.get().state == "released"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_put_an_award_into_one_release(season, award, people):
    win(award, people)
    start, outcomes = threading.Barrier(2), []

    def press(person):
        try:
            start.wait(timeout=10)
            services.prepare_release(season, awards=[award], stage="result", goes_public_at=None, by=person)
            outcomes.append("prepared")
        except NotNow:
            outcomes.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[people[name]]) for name in ("administrator", "second_administrator")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)

    assert (sorted(outcomes), Release.objects.count()) == (["prepared", "refused"], 1)
