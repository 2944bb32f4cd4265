"""The page on which an administrator settles how a round is judged, and what it says once scoring has opened."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Round
from judging.states import RoundState
from kit import clock
from nominations.models import Interest
from tests.judging.judged import NAMES, declaring_round, make_entries
from tests.judging.test_panel_pages import text_of
from tests.world import make_round, sign_in
from workflow.audit import trail

AHEAD = timedelta(days=2)


@pytest.fixture
def round_(award, people):
    """A round whose judges declare their interests; scoring opens in two days."""
    return declaring_round(award, people, opens_in=AHEAD)


@pytest.fixture
def visitor(client, people):
    """An administrator who is signed in."""
    return sign_in(client, people["administrator"])


def address(round_) -> str:
    """Return the address of a round's settings."""
    return reverse("panel:settings", args=[round_.public_id])


def filled(visitor, round_, **changes) -> dict:
    """Return what the page's form holds, with these changes."""
    form = visitor.get(address(round_)).context["form"]
    typed = {}
    for bound in form:
        value = bound.value()
        if bound.name.endswith("_day"):
            typed |= (
                {f"{bound.name}-{part}": getattr(value, part) for part in ("day", "month", "year")} if value else {}
            )
        elif value not in (None, "", False):
            typed[bound.name] = getattr(value, "pk", value)
    return {k: v for k, v in (typed | changes).items() if v is not None}


def weights(award, *values) -> dict:
    """Return the fields for weights."""
    return {f"w{c.pk}": value for c, value in zip(award.criteria.all(), values, strict=True)}


def test_the_page_as_it_stands_can_be_sent_and_changes_nothing(visitor, round_):
    before = Round.objects.filter(pk=round_.pk).values().get()

    answer = visitor.post(address(round_), filled(visitor, round_), follow=True)

    assert "Nothing was changed." in text_of(answer)
    assert Round.objects.filter(pk=round_.pk).values().get() == before
    assert not trail(round_).filter(verb="round.change_settings").exists()


def test_criteria_and_weights_are_chosen_and_what_was_changed_is_told(visitor, round_, award, people):
    typed = filled(visitor, round_, criteria="own", quorum=2, **weights(award, 60, "", "", 40))

    words = text_of(visitor.post(address(round_), typed, follow=True))

    assert "The settings are saved." in words
    assert "Quorum: 3, now 2" in words
    assert "Criteria: the award’s own, now Impact 60%, Learning 40%" in words
    assert people["administrator"].full_name in words
    assert dict(round_.own_criteria.values_list("criterion__key", "weight")) == {"impact": 60, "learning": 40}


def test_weights_that_do_not_make_a_hundred_are_kept_as_typed_and_said_in_words(visitor, round_, award):
    answer = visitor.post(address(round_), filled(visitor, round_, criteria="own", **weights(award, 60, "", "", 30)))

    assert "The weights add up to 90. They must add up to 100" in text_of(answer)
    first, *_rest, last = award.criteria.all()
    assert [answer.context["form"][f"w{c.pk}"].value() for c in (first, last)] == ["60", "30"]
    assert not round_.own_criteria.exists()


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"mode": "pass"}, ["Enter how many judges must answer", "Enter the share of passes"]),
        ({"mode": "rank"}, ["Enter how many each judge puts in order"]),
        ({"criteria": "own"} | {"blank": True}, ["Enter a weight for at least one criterion"]),
        ({"quorum": "x"}, ["Quorum must be a whole number"]),
        ({"closes_day-year": "2001"}, ["Scoring must close after it opens"]),
        ({"tie_2": "higher_mean_on_highest_weight_criterion"}, ["Select each rule for ties once"]),
        ({"tie_4": None}, ["End with the chair’s decision, so that every tie can be settled"]),
    ],
)
def test_what_is_missing_or_wrong_is_asked_for(visitor, round_, award, changes, sentences):
    changes = dict(changes)
    if changes.pop("blank", False):
        changes |= weights(award, None, None, None, None)
    answer = visitor.post(address(round_), filled(visitor, round_, **changes))

    assert answer.status_code == 200
    found = [e for errors in answer.context["form"].errors.values() for e in errors]
    assert found == sentences


def test_a_new_time_is_on_the_clocks_of_the_season_and_an_untouched_one_stays_to_the_second(visitor, round_, season):
    day = (clock.now() + timedelta(days=30)).date()
    parts = {f"closes_day-{part}": getattr(day, part) for part in ("day", "month", "year")}

    visitor.post(address(round_), filled(visitor, round_, **parts, closes_time="17:00"))

    saved = Round.objects.get(pk=round_.pk)
    local = saved.closes_at.astimezone(ZoneInfo(season.time_zone))
    assert (local.date(), local.hour, local.minute) == (day, 17, 0)
    assert saved.opens_at == round_.opens_at


def test_the_awards_own_settings_are_asked_while_nothing_of_it_has_opened(visitor, round_, award):
    typed = filled(
        visitor,
        round_,
        interest_bars_award="on",
        shortlist_size=5,
        tie_1="panel_discussion_recorded",
        tie_2="chair_decides_with_reason",
        tie_3=None,
        tie_4=None,
    )
    words = text_of(visitor.post(address(round_), typed, follow=True))

    award.refresh_from_db()
    assert (award.interest_bars_award, award.shortlist_size) == (True, 5)
    assert award.tie_rules == ["panel_discussion_recorded", "chair_decides_with_reason"]
    assert "Size of the shortlist: 3, now 5" in words


def test_they_are_told_and_not_asked_once_another_round_has_opened(visitor, round_, award, people):
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING)
    final = make_round(award, chair=people["chair"], judges=[], kind="final", state="planned", opens_in=AHEAD)

    answer = visitor.get(address(final))

    assert "shortlist_size" not in answer.context["form"].fields
    assert "Another round of this award has opened" in text_of(answer)
    assert "Nothing was changed." in text_of(visitor.post(address(final), filled(visitor, final), follow=True))


def test_once_scoring_has_opened_the_page_is_to_read_and_leads_to_the_weights(visitor, round_):
    typed = filled(visitor, round_, quorum=2)
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING)

    answer = visitor.get(address(round_))
    words = text_of(answer)
    assert answer.context["form"] is None
    assert "Scoring has opened, so these settings stay as they are." in words
    assert "Impact 40%, Personal 25%, Together 20%, Learning 15%" in words
    assert reverse("panel:weights", args=[round_.public_id]) in answer.content.decode()

    refused = text_of(visitor.post(address(round_), typed, follow=True))
    assert "Scoring has opened, so the settings of this round stay as they are." in refused
    assert Round.objects.get(pk=round_.pk).quorum == 3


def test_what_was_typed_before_the_opening_minute_and_sent_after_it_is_refused(visitor, round_):
    Round.objects.filter(pk=round_.pk).update(opens_at=clock.now() + timedelta(minutes=5))
    typed = filled(visitor, round_, quorum=2)

    with clock.set_to(clock.now() + timedelta(minutes=6)):
        answer = visitor.post(address(round_), typed, follow=True)

    assert "Scoring has opened" in text_of(answer)
    assert Round.objects.get(pk=round_.pk).quorum == 3


@pytest.mark.parametrize("role", ["chair", "judge", "reviewer", "stranger", "superuser"])
def test_for_others_there_is_no_such_page(client, round_, people, role):
    assert sign_in(client, people[role]).get(address(round_)).status_code == 404


def test_an_interest_keeps_an_administrator_from_it(visitor, round_, award, people):
    (entry,) = make_entries(award, people, NAMES[:1])
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    assert visitor.get(address(round_)).status_code == 403
    assert visitor.post(address(round_), {"mode": "score"}).status_code == 403
    # Nor is the way there shown.
    for url in (
        reverse("panel:round", args=[round_.public_id]),
        reverse("panel:progress", args=[round_.season.slug]),
    ):
        assert address(round_) not in visitor.get(url).content.decode()


def test_the_way_there_is_shown_to_administrators_alone(client, round_, people):
    urls = [
        reverse("panel:round", args=[round_.public_id]),
        reverse("panel:progress", args=[round_.season.slug]),
    ]
    for role, is_shown in (("administrator", True), ("chair", False)):
        visitor = sign_in(client, people[role])
        assert [address(round_) in visitor.get(url).content.decode() for url in urls] == [is_shown] * 2


def test_the_page_costs_the_same_for_many_changes(visitor, round_):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get(address(round_)).status_code == 200
        return len(asked)

    visitor.post(address(round_), filled(visitor, round_, quorum=2))
    few = cost()
    for quorum in (3, 4, 5):
        visitor.post(address(round_), filled(visitor, round_, quorum=quorum))
    assert cost() == few
