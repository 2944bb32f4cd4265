"""The reference season at each moment of its year, as the demo command leaves it."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from awards.models import Season
from demo.source import MOMENTS, WEEK, read, shift_for
from demo.web.models import DeliveredMail
from judging.models import Round, ScoreSheet, Standing
from judging.states import RoundKind
from kit import clock
from nominations.models import Entry, Flag, Nomination
from notifications.models import Message
from people.models import User
from records.integrity import breaches

pytestmark = pytest.mark.django_db
STATES = {
    "nominating": "open",
    "reviewing": "in_review",
    "judging": "judging",
    "deciding": "deciding",
    "announced": "announced",
}


def load(moment, **options):
    call_command("demo", at=moment, verbosity=0, **options)
    return Season.objects.get()


@pytest.fixture(scope="module")
def loaded(request, django_db_setup, django_db_blocker):
    """The season at one moment, loaded once for every question about it, with messages where the demo shows them."""
    mailbox = override_settings(EMAIL_BACKEND="demo.mailbox.MailboxBackend")
    with django_db_blocker.unblock(), mailbox, transaction.atomic():
        yield load(request.param)
        transaction.set_rollback(True)


def at(*moments):
    """Ask the question of the season at these moments."""
    return pytest.mark.parametrize("loaded", moments, indirect=True, scope="module")


# The last moment has been through all the others; those are asked once.
@at(*(pytest.param(m, marks=[] if m == "announced" else pytest.mark.once) for m in MOMENTS))
def test_the_season_stands_at_the_moment_and_is_sound(loaded, request):
    season, moment = loaded, request.node.callspec.params["loaded"]

    assert season.state == STATES[moment]
    assert (season.awards.count(), season.nominations.count()) == (8, 12)
    assert list(breaches()) == []
    assert Message.objects.filter(state__in=["failed_for_good", "delivery_unknown", "sending"]).count() == 0
    assert Message.objects.filter(due_at__lte=clock.now(), state__in=["queued", "failed_for_now"]).count() == 0
    assert DeliveredMail.objects.count() == Message.objects.filter(state="sent").count()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("days", range(7))
def test_today_always_falls_inside_the_moment(moment, days):
    today = date(2026, 11, 22) + timedelta(days=days)

    shift = shift_for(moment, today=today)

    start = shift.at(MOMENTS[moment])
    assert start <= shift.now < start + WEEK
    assert shift.at("2027-01-22T17:00").strftime("%A %H:%M") == "Friday 17:00"


@pytest.mark.once
@at("deciding")
def test_the_totals_are_those_of_the_worked_round(loaded):
    season = loaded
    worked = read()["judging_example"]
    round_ = Round.objects.get(season=season, award__slug=worked["category"], kind=RoundKind.SHORTLISTING)

    standings = Standing.objects.filter(round=round_).ranked().select_related("entry")

    assert [
        {
            "nomination": s.entry.reference,
            "judges_counted": s.counted,
            "criterion_means": s.means,
            "total": str(s.total),
        }
        for s in standings
    ] == [{k: v for k, v in row.items() if k != "percent"} for row in worked["expected_results"]]
    assert [s.position for s in standings] == [1, 2, 3]
    tie = round_.ties.get()
    assert tie.is_settled
    assert tie.steps[0]["rule"] == worked["expected_tie"]["resolved_by"]
    assert tie.steps[0]["detail"] == worked["expected_tie"]["reason"]
    recused = ScoreSheet.objects.filter(round=round_, state="recused").select_related("member__person", "entry")
    assert [(s.member.person.full_name, s.entry.reference) for s in recused] == [("Kwabena Thistlewood", "RB27-0002")]


@pytest.mark.once
@at("deciding")
def test_the_totals_page_shows_the_worked_round(loaded, client):
    worked = read()["judging_example"]
    round_ = Round.objects.get(award__slug=worked["category"], kind=RoundKind.SHORTLISTING)
    administrator = User.objects.get(email="jocelyn.marrowby@fellshire.example")
    client.force_login(administrator, backend=settings.AUTHENTICATION_BACKENDS[0])

    page = client.get(reverse("panel:totals", args=[round_.public_id])).content.decode()

    for row in worked["expected_results"]:
        assert f"{row['total']}" in page
        assert f"{row['percent']}%" in page
    places = [page.index(reference) for reference in worked["expected_ranking"]]
    assert places == sorted(places)
    assert "Kwabena Thistlewood takes no part in RB27-0002" in page
    assert worked["expected_tie"]["reason"] in page


@pytest.mark.once
@at("judging")
def test_two_nominations_of_one_nominee_are_one_entry(loaded):
    entry = Entry.objects.get(reference="RB27-0001")
    assert sorted(entry.nominations.values_list("reference", "state")) == [
        ("RB27-0001", "accepted"),
        ("RB27-0003", "merged"),
    ]


@pytest.mark.once
@at("judging")
def test_nothing_that_identifies_anybody_is_left_for_judges(loaded):
    for row in read()["nominations"]:
        copy = Nomination.objects.get(reference=row["ref"]).judging_copy.text
        for flag in row["expected"]["flags"]:
            if flag["type"] != "possible_safeguarding_concern":
                assert flag["text"] not in copy, (row["ref"], flag["text"])
        assert all(kept in copy for kept in row["expected"].get("must_not_flag", [])), row["ref"]


@pytest.mark.once
@at("judging")
def test_the_products_own_screening_finds_what_the_file_marks(loaded):
    wanted, certain, likely, overlapping = {}, {}, {}, []
    for row in read()["nominations"]:
        marked = row["expected"]["flags"]
        wanted[row["ref"]] = [[f["type"], f["start"], f["end"]] for f in marked if f["detection"] == "required"]
        flags = Nomination.objects.get(reference=row["ref"]).flags.all()
        certain[row["ref"]] = [[f.kind, f.start, f.end] for f in flags if f.certainty == Flag.Certainty.CERTAIN]
        found = [[f.kind, f.start, f.end] for f in flags]
        likely[row["ref"]] = [
            phrase["text"]
            for phrase in marked
            if phrase["detection"] == "best_effort" and [phrase["type"], phrase["start"], phrase["end"]] not in found
        ]
        for phrase in row["expected"]["must_not_flag"]:
            at = row["statement"].index(phrase)
            overlapping += [phrase for _, start, end in found if start < at + len(phrase) and at < end]

    assert certain == wanted
    assert [reference for reference, marked in certain.items() if marked] == ["RB27-0002", "RB27-0010", "RB27-0011"]
    assert {reference for reference, missed in likely.items() if missed} == set()
    assert set(Flag.objects.values_list("nomination__reference", flat=True)) == {"RB27-0002", "RB27-0010", "RB27-0011"}
    assert overlapping == []
    assert set(Flag.objects.values_list("ruling", flat=True)) == {Flag.Ruling.REDACTED}
