"""An entry that is hidden while it is checked: from whom, and where it goes back to."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from judging.models import Declaration, Round, ScoreSheet, Standing
from judging.services.deciding import start_deliberating
from judging.services.places import settle_round
from judging.services.rounds import advance_due
from judging.states import RoundKind, RoundMode, RoundState
from kit import clock
from nominations.models import Entry
from nominations.services.reviewing import hide_entry, show_entry_again
from notifications.kinds import Kind
from notifications.models import Message
from tests.judging.scored import scored_round
from tests.world import make_round, sign_in
from workflow.audit import trail

STATES = ["waiting", "in_round", "shortlisted", "not_shortlisted", "in_final"]
WHY = "A name was found."


def now_as(thing):
    return type(thing).objects.get(pk=thing.pk)


def in_state(entry, state):
    Entry.objects.filter(pk=entry.pk).update(state=state)
    return now_as(entry)


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def told() -> list:
    found = Message.objects.filter(kind=Kind.ENTRY_CHECKED, state="queued").order_by("pk")
    return [(message.person.full_name, message.context["is_hidden"]) for message in found]


@pytest.mark.parametrize("state", STATES)
def test_it_goes_back_exactly_where_it_was(entry, people, state):
    hidden = hide_entry(in_state(entry, state), by=people["reviewer"], reason=WHY)
    assert (hidden.state, hidden.hidden_from) == ("hidden", state)

    shown = show_entry_again(hidden, by=people["administrator"])

    assert (shown.state, shown.hidden_from) == (state, "")


def test_the_database_knows_from_where_an_entry_can_be_hidden(entry):
    for hidden_from in ("closed", "withdrawn", "joined", "hidden", "elsewhere"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(state="hidden", hidden_from=hidden_from)


@pytest.mark.parametrize("state", STATES)
def test_only_judges_who_see_it_hear_that_it_was_hidden_and_is_back(entry, award, people, state):
    """The round is decided, or not begun, so that the entry keeps its state when it is back."""
    round_ = make_round(
        award,
        chair=people["chair"],
        judges=[people["judge"]],
        state=RoundState.DECIDED if "short" in state else RoundState.SCORING,
    )
    for member in round_.panel.members.all():
        Declaration.objects.create(member=member, entry=entry, answer="none")
        ScoreSheet.objects.create(round=round_, entry=entry, member=member)
    seen = [] if state == "waiting" else ["Chair", "Judge"]

    hide_entry(in_state(entry, state), by=people["reviewer"], reason=WHY)
    assert told() == [(name, True) for name in seen]

    show_entry_again(entry, by=people["reviewer"])
    assert told() == [(name, False) for name in seen]


def test_a_hidden_entry_that_waits_is_left_out_when_scoring_opens_and_joins_when_it_is_back(entry, award, people):
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], state=RoundState.DECLARING)
    hide_entry(entry, by=people["reviewer"], reason=WHY)

    assert advance_due()["opened"] == 1
    assert (now_as(round_).state, now_as(entry).state, ScoreSheet.objects.count()) == ("scoring", "hidden", 0)

    show_entry_again(entry, by=people["reviewer"])
    assert now_as(entry).state == "in_round"
    assert set(ScoreSheet.objects.values_list("entry", "member__person__full_name")) == {
        (entry.pk, "Chair"),
        (entry.pk, "Judge"),
    }


@pytest.fixture
def scored(award, people):
    """A round that is over: three entries, each with sheets, a total and a place."""
    round_ = scored_round(award, people)
    settle_round(round_)
    return round_


def sheets_of(entry):
    return list(ScoreSheet.objects.filter(entry=entry).order_by("pk").values("pk", "state", "total", "note_to_panel"))


def test_scores_are_kept_and_count_as_before(scored, people):
    entry = Standing.objects.filter(round=scored).ranked().first().entry
    before = sheets_of(entry), Standing.objects.filter(entry=entry).values().get()

    hide_entry(entry, by=people["reviewer"], reason=WHY)
    between = sheets_of(entry), Standing.objects.filter(entry=entry).values().get()
    show_entry_again(entry, by=people["reviewer"])

    assert before == between == (sheets_of(entry), Standing.objects.filter(entry=entry).values().get())


def test_judges_read_that_it_is_checked_and_no_note_about_it(scored, people, client):
    entry = Standing.objects.filter(round=scored).ranked().first().entry
    ScoreSheet.objects.filter(entry=entry).update(note_to_panel="Her son Kit is named here.")
    totals = reverse("panel:totals", args=[scored.public_id])
    chair = sign_in(client, people["chair"])
    assert "Her son Kit is named here." in words_of(chair.get(totals))

    hide_entry(entry, by=people["reviewer"], reason=WHY)

    for person in (people["chair"], people["judge"]):
        page = words_of(sign_in(client, person).get(totals))
        assert "Her son Kit" not in page
        assert f"{entry.reference} {entry.nominee.name} Being checked" in page
        assert page.count("Being checked") == 1
    map_ = words_of(sign_in(client, people["chair"]).get(reverse("panel:round", args=[scored.public_id])))
    assert f"{entry.reference} {entry.nominee.name} Being checked" in map_


def test_files_of_the_panel_hold_no_note_about_it(scored, people, client):
    entry = Standing.objects.filter(round=scored).ranked().first().entry
    ScoreSheet.objects.filter(entry=entry).update(note_to_panel="Her son Kit is named here.")
    chair = sign_in(client, people["chair"])

    def file():
        totals = reverse("panel:totals", args=[scored.public_id])
        return b"".join(chair.get(totals, {"format": "csv", "list": "sheets"})).decode()

    assert "Her son Kit is named here." in file()
    hide_entry(entry, by=people["reviewer"], reason=WHY)

    assert entry.reference in file()
    assert "Her son Kit" not in file()


@pytest.fixture
def decided(scored):
    """The same round, decided, with every entry on the shortlist."""
    Round.objects.filter(pk=scored.pk).update(state=RoundState.DECIDED)
    Entry.objects.filter(award=scored.award).update(state="shortlisted")
    return now_as(scored)


def test_what_was_hidden_while_the_final_began_enters_it_when_it_is_back(decided, people):
    entry = decided.award.entries.first()
    hide_entry(entry, by=people["reviewer"], reason=WHY)
    now = clock.now()
    final = Round.objects.create(
        season=decided.season,
        award=decided.award,
        panel=decided.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=decided,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )
    start_deliberating(final, by=people["administrator"])
    assert set(decided.award.entries.exclude(pk=entry.pk).values_list("state", flat=True)) == {"in_final"}

    show_entry_again(entry, by=people["reviewer"])

    assert now_as(entry).state == "in_final"


@pytest.mark.parametrize("state", ["shortlisted", "not_shortlisted"])
def test_what_was_hidden_while_the_shortlist_was_opened_again_is_decided_on_anew(decided, people, state):
    entry = in_state(decided.award.entries.first(), state)
    hide_entry(entry, by=people["reviewer"], reason=WHY)
    Round.objects.filter(pk=decided.pk).update(state=RoundState.DELIBERATING)

    show_entry_again(entry, by=people["reviewer"])

    assert now_as(entry).state == "in_round"


def test_a_reviewer_hides_what_waits_and_stops_hiding_it(client, entry, people):
    reviewer = sign_in(client, people["reviewer"])

    def address(name):
        return reverse(f"review:{name}", args=[entry.public_id])

    assert "Hide this entry from judges" in words_of(reviewer.get(address("entry")))
    assert "Nobody is told." in words_of(reviewer.get(address("hide")))
    assert "is hidden from all judges" in words_of(reviewer.post(address("hide"), {"reason": WHY}, follow=True))
    assert "Stop hiding it" in words_of(reviewer.get(address("entry")))
    done = words_of(reviewer.post(address("show_again"), follow=True))

    assert f"{entry.reference} is no longer hidden." in done
    assert now_as(entry).state == "waiting"


@pytest.mark.parametrize("state", ["shortlisted", "not_shortlisted", "in_final"])
def test_its_history_tells_nothing_of_how_far_judging_has_come(client, entry, people, state):
    hide_entry(in_state(entry, state), by=people["reviewer"], reason=WHY)
    show_entry_again(entry, by=people["reviewer"])
    assert trail(entry).first().after == state

    page = words_of(sign_in(client, people["administrator"]).get(reverse("review:entry", args=[entry.public_id])))

    assert "Shown to judges again" in page
    for word in ("shortlist", "Shortlist", "final", "Final"):
        assert word not in page
