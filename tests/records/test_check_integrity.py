"""The command that says whether everything holds, and the way into an empty installation."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from announcements import services
from announcements.models import Release
from awards.models import Season
from judging.models import Decision
from people.models import Person, RoleGrant, User
from people.roles import Role
from records.integrity import breaches
from tests.announcements.building import prepare, win
from tests.world import sign_in
from workflow import perform
from workflow.models import AuditEvent


def run(command, *args, **options):
    """Return what a command prints."""
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def announced(season, award, people):
    """An announced result, made through the services."""
    win(award, people)
    release = prepare(season, people, award)
    services.approve_release(release, by=people["second_administrator"])
    return services.announce_now(release, by=people["administrator"])


def test_a_sound_database_holds(season, people):
    assert run("check_integrity").endswith("invariants hold.\n")
    answer = json.loads(run("check_integrity", json=True))
    assert (answer["ok"], answer["breaches"], answer["invariants"] > 10) == (True, [], True)


def own(rooms=("people", "awards", "announcements", "workflow")):
    """Return the breaches that these rooms find."""
    return [sentence for room, _, sentence in breaches() if room in rooms]


def test_each_breach_is_printed_and_the_command_fails(season, people, announced):
    assert own() == []
    AuditEvent.objects.filter(verb="release.announce_now").delete()

    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("check_integrity", stdout=out)
    assert failure.value.returncode == 1
    assert f"workflow: release {announced.pk} is released, but its last event left it approved" in out.getvalue()


def test_what_breaks_is_named(season, award, people, announced):
    award.criteria.filter(weight=40).update(weight=41)
    Decision.objects.update(state="provisional")
    RoleGrant.objects.create(person=people["judge"], role=Role.HOST, scope="season:999999")
    Person.objects.filter(pk=people["judge"].pk).update(folded_name="somebody else")

    assert set(own()) == {
        f"person {people['judge'].pk} is searched under another name than their own",
        f"the weights of award {award.pk} make 101, not 100",
        f"role grant {RoleGrant.objects.latest('pk').pk} is for season:999999, which does not exist",
        f"release {announced.pk} holds award {award.pk}, which is not decided and locked",
    }


def test_each_award_of_a_release_is_looked_at(season, other_season, award, other_award, people, announced):
    stranger = other_season.awards.get()
    announced.awards.add(other_award, stranger)

    assert set(own(["announcements"])) == {
        f"release {announced.pk} holds award {other_award.pk}, which is not decided and locked",
        f"release {announced.pk} holds award {stranger.pk}, which is not decided and locked",
        f"release {announced.pk} holds award {stranger.pk} of another season",
    }


def test_an_award_in_two_releases_is_found(season, award, people, announced):
    Release.objects.create(season=season, prepared_by=people["administrator"]).awards.add(award)

    assert own(["announcements"]) == [f"award {award.pk} stands in 2 releases of the stage result"]


def test_a_trail_that_names_another_approver_is_found(people, announced):
    Release.objects.update(approved_by=people["chair"])

    assert own(["announcements"]) == [
        f"release {announced.pk} was approved by person {people['chair'].pk}, "
        f"but the trail says {people['second_administrator'].pk}"
    ]


def test_a_state_set_by_hand_is_found(season, people):
    perform(season, "pause", by=people["administrator"], reason="A test")
    assert own() == []
    Season.objects.filter(pk=season.pk).update(state="locked")

    assert own() == [f"season {season.pk} is locked, but its last event left it open"]


@pytest.mark.django_db
def test_the_first_administrator_gets_in(client):
    said = run("first_administrator", "Jo@Fellshire.example", name="Jo Bright")

    person = Person.objects.get()
    assert said == "Jo Bright is an administrator and signs in as jo@fellshire.example.\n"
    assert (person.full_name, User.objects.get().email, User.objects.get().has_usable_password()) == (
        "Jo Bright",
        "jo@fellshire.example",
        False,
    )
    assert AuditEvent.objects.get().verb == "person.grant_role"
    assert sign_in(client, person).get("/records/audit/").status_code == 200


def test_the_first_administrator_runs_every_season(season, other_season):
    run("first_administrator", "jo@fellshire.example")

    client = sign_in(Client(), Person.objects.get(email="jo@fellshire.example"))
    assert [client.get(f"/records/{slug}/").status_code for slug in (season.slug, other_season.slug)] == [200, 200]


@pytest.mark.django_db
def test_a_second_one_is_made_only_when_asked_for():
    run("first_administrator", "jo@fellshire.example")

    with pytest.raises(CommandError, match="There is an administrator already"):
        run("first_administrator", "sam@fellshire.example")
    assert (
        json.loads(run("first_administrator", "sam@fellshire.example", add=True, json=True))["role"] == "administrator"
    )
    assert RoleGrant.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["nobody", "", "a@b@c", "two@fellshire.example,three@fellshire.example"])
def test_a_wrong_address_is_refused_with_a_sentence(address):
    with pytest.raises(CommandError, match="Enter an email address in the correct format"):
        run("first_administrator", address)
    assert not Person.objects.exists()
