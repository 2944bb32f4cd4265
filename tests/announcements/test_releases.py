"""Two people release what is decided, once, at its minute."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from announcements import services
from announcements.models import Release
from announcements.results import results_of
from announcements.states import ReleaseState, Stage
from awards.models import Season
from judging.states import DecisionState, Outcome
from kit import clock
from nominations.models import Interest
from people.models import User
from tests.announcements.building import decide, enter, prepare, win
from workflow import SYSTEM, NotAllowed, NotNow, perform, trail

HOUR = timedelta(hours=1)


@pytest.fixture
def won(award, people):
    """The award's winner and highly commended entries."""
    return win(award, people)


@pytest.fixture
def release(season, award, people, won):
    """A release of the award in an hour, prepared by the administrator."""
    return prepare(season, people, award, at=clock.now() + HOUR)


def deeds(release):
    """Return what the trail holds of the release, oldest first."""
    return [(event.verb, event.actor) for event in reversed(trail(release))]


def test_a_second_person_approves_and_the_clock_does_the_rest(release, people):
    services.approve_release(release, by=people["second_administrator"])

    with clock.set_to(release.goes_public_at):
        assert services.advance_due(clock.now()) == 1
        assert services.advance_due(clock.now()) == 0
    assert Release.objects.get().state == ReleaseState.RELEASED
    assert deeds(release) == [
        ("release.prepare", people["administrator"].actor_key),
        ("release.approve", people["second_administrator"].actor_key),
        ("release.schedule", people["second_administrator"].actor_key),
        ("release.catch_up", SYSTEM.actor_key),
    ]


def test_the_chair_of_an_award_may_approve_it(release, people):
    assert services.approve_release(release, by=people["chair"]).state == ReleaseState.SCHEDULED


@pytest.mark.parametrize(
    "role",
    ["administrator", "judge", "communications", "host", "reviewer", "stranger", "superuser", "information_governance"],
)
def test_nobody_else_may_approve(release, people, role):
    with pytest.raises(NotAllowed):
        services.approve_release(release, by=people[role])

    assert Release.objects.get().state == ReleaseState.DRAFT


def test_two_accounts_of_one_person_are_one_person(release, people):
    second = User.objects.create_user("other.address@fellshire.example", people["administrator"])

    with pytest.raises(NotAllowed, match="you prepared it yourself"):
        services.approve_release(release, by=second.person)


def test_the_database_too_refuses_self_approval(release, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state="approved", approved_by=people["administrator"])


def test_whoever_has_an_interest_takes_no_part(release, people, won):
    Interest.objects.create(entry=won[0], person=people["second_administrator"], source="found", kind="nominator")

    with pytest.raises(NotAllowed, match="interest"):
        services.approve_release(release, by=people["second_administrator"])
    assert list(Release.objects.visible_to(people["second_administrator"])) == []


def test_only_decided_and_locked_awards_can_be_prepared(season, award, other_award, people):
    entry = enter(award, people, "Nadia Fenwick")
    decide(award, people, {entry: Outcome.WINNER}, state=DecisionState.PROVISIONAL)

    for chosen in (award, other_award):
        with pytest.raises(NotNow, match="not decided and locked"):
            prepare(season, people, chosen)
    with pytest.raises(NotNow, match="at least one award"):
        prepare(season, people)


def test_an_award_of_another_season_is_refused(season, other_season, people):
    with pytest.raises(NotNow, match="belongs to another season"):
        prepare(season, people, other_season.awards.get())


def test_an_award_stands_in_one_release_until_that_one_is_cancelled(season, award, people, release):
    with pytest.raises(NotNow, match="in another release"):
        prepare(season, people, award)

    services.cancel_release(release, by=people["administrator"], reason="Another minute")
    assert prepare(season, people, award).state == ReleaseState.DRAFT


def test_a_minute_that_has_passed_is_refused(season, award, people, won):
    with pytest.raises(NotNow, match="still to come"):
        prepare(season, people, award, at=clock.now())


@pytest.mark.parametrize("role", ["chair", "communications", "reviewer", "superuser"])
def test_only_administrators_prepare(season, award, people, won, role):
    with pytest.raises(NotAllowed):
        services.prepare_release(season, awards=[award], stage="result", goes_public_at=None, by=people[role])

    assert not Release.objects.exists()


def test_announce_now_has_one_effect_and_tells_the_second_who_did_it(season, award, people, won):
    release = prepare(season, people, award)
    services.approve_release(release, by=people["second_administrator"])
    services.announce_now(release, by=people["administrator"])

    with pytest.raises(NotNow, match=r"released since .* \(Administrator\)"):
        services.announce_now(release, by=people["second_administrator"])
    assert [verb for verb, _ in deeds(release)].count("release.announce_now") == 1


def test_a_draft_cannot_be_announced(release, people):
    with pytest.raises(NotNow):
        services.announce_now(release, by=people["administrator"])


def test_a_pause_holds_it_over_its_minute_and_a_resume_lets_it_out(season, release, people):
    services.approve_release(release, by=people["second_administrator"])
    services.pause_release(release, by=people["administrator"], reason="The embargo was broken")

    with clock.set_to(release.goes_public_at + HOUR):
        assert (results_of(season, clock.now()), services.advance_due(clock.now())) == ([], 0)
        services.resume_release(release, by=people["administrator"])
        assert len(results_of(season, clock.now())) == 1
        assert services.advance_due(clock.now()) == 1


def test_a_pause_needs_a_reason(release, people):
    services.approve_release(release, by=people["second_administrator"])

    with pytest.raises(NotNow, match="Enter a reason"):
        services.pause_release(release, by=people["administrator"], reason=" ")


def test_pausing_the_season_takes_everything_from_view(season, release, people):
    services.approve_release(release, by=people["second_administrator"])

    with clock.set_to(release.goes_public_at):
        perform(season, "pause", by=people["administrator"], reason="Something is wrong")
        assert (results_of(season, clock.now()), services.advance_due(clock.now())) == ([], 0)
        perform(season, "resume", by=people["administrator"])
        assert len(results_of(season, clock.now())) == 1


def test_what_is_public_cannot_be_cancelled(release, people):
    services.approve_release(release, by=people["second_administrator"])

    with clock.set_to(release.goes_public_at), pytest.raises(NotNow, match="so it is public"):
        services.cancel_release(release, by=people["administrator"], reason="Too late")


def test_a_decision_under_an_approved_release_stays_locked(season, award, people, release, won):
    decision = won[0].decision_lines.get().decision
    services.approve_release(release, by=people["second_administrator"])

    from workflow.guards import guards_of

    def refusals():
        decision.now = clock.now()
        return [sentence for ask in guards_of("decision.unlock") if (sentence := ask(decision))]

    assert refusals() == ["A release that holds this award is approved. Cancel the release first."]
    with clock.set_to(release.goes_public_at):
        assert refusals() == ["This result is public, so it is not opened again. Record a correction instead."]


def test_the_season_is_announced_with_its_last_result(season, award, other_award, people, won):
    win(other_award, people, "Mina Okafor", "Jo Bright")
    Season.objects.filter(pk=season.pk).update(state="locked")
    first, second = prepare(season, people, award), prepare(season, people, other_award)
    for release in (first, second):
        services.approve_release(release, by=people["second_administrator"])

    services.announce_now(first, by=people["administrator"])
    assert Season.objects.get(pk=season.pk).state == "locked"
    with pytest.raises(NotNow, match="every award must be public"):
        perform(season, "announce", by=SYSTEM)

    services.announce_now(second, by=people["administrator"])
    assert Season.objects.get(pk=season.pk).state == "announced"


def test_a_season_locked_late_is_announced_by_the_next_sweep(season, award, people, won):
    release = prepare(season, people, award)
    services.approve_release(release, by=people["second_administrator"])
    services.announce_now(release, by=people["administrator"])
    Season.objects.filter(pk=season.pk).update(state="locked")

    assert [services.advance_due(clock.now()) for _ in range(2)] == [1, 0]
    assert Season.objects.get(pk=season.pk).state == "announced"


def test_who_may_see_a_release(season, other_season, release, people):
    def seers():
        return {name for name, person in people.items() if Release.objects.visible_to(person).exists()}

    assert seers() == {"administrator", "second_administrator", "chair"}
    services.approve_release(release, by=people["chair"])
    assert seers() == {"administrator", "second_administrator", "chair", "communications", "host"}


def test_a_shortlist_and_a_result_are_two_releases(season, award, people, won):
    entries = [line.entry for line in won[0].decision_lines.get().decision.lines.all()]
    decide(award, people, dict.fromkeys(entries, Outcome.SHORTLISTED), kind="shortlisting")

    prepare(season, people, award, stage=Stage.SHORTLIST)
    prepare(season, people, award, stage=Stage.RESULT)

    assert sorted(Release.objects.values_list("stage", flat=True)) == ["result", "shortlist"]
