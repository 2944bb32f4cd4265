"""Progress, decision and suitability through their pages, for those who may and those who may not."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.attendance import everyone_present
from judging.models import Decision, PanelMember, Round, Score, ScoreSheet, SuitabilityCheck
from judging.services.deciding import start_deliberating
from judging.services.places import settle_round
from judging.services.standings import refresh_round
from judging.states import DecisionState, MemberState, RoundState, SheetState
from kit import clock
from nominations.models import Entry, Interest
from people.services import account_for
from tests.judging.scored import give, scored_round
from tests.world import make_entry, sign_in


def text_of(response):
    """Return what the main part of a page says, as words."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'").strip()


@pytest.fixture
def open_round(award, people):
    return scored_round(award, people, state=RoundState.SCORING)


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return Round.objects.get(pk=start_deliberating(round_, by=people["chair"]).pk)


def page(client, person, name, thing):
    return sign_in(client, person).get(reverse(f"panel:{name}", args=[thing]))


def press(client, person, name, thing, **fields):
    return sign_in(client, person).post(reverse(f"panel:{name}", args=[thing]), fields, follow=True)


# Progress


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_progress_says_who_has_scored_and_never_what(client, people, season, open_round, role):
    sheet = open_round.sheets.filter(state=SheetState.SUBMITTED).first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.IN_PROGRESS)
    refresh_round(open_round)

    season_page = page(client, people[role], "progress", season.slug)
    round_page = page(client, people[role], "round", open_round.public_id)

    assert "10 of 11" in text_of(season_page)
    words = text_of(round_page)
    assert "Sheets submitted 10 of 11" in words
    assert words.count("Takes no part") == 3  # the heading of the column, what it means, and one cell
    assert words.count("In progress") == 2
    assert "All entries 2 of 3" in words
    assert "Joanna Ashcroft In progress" in words
    for html in (season_page.content.decode(), round_page.content.decode()):
        assert "3.6000" not in html
        assert "90.00" not in html
        assert "Clear before and after" not in html


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_until_the_close_a_page_is_the_same_whatever_was_scored(client, people, season, open_round, role):
    def pages():
        asked = [("progress", season.slug), ("round", open_round.public_id), ("history", open_round.public_id)]
        asked += [("sheet", sheet.public_id) for sheet in open_round.sheets.all()[:2]]
        answers = [page(client, people[role], *one).content.decode() for one in asked]
        return [html[html.index("<main") : html.index("</main>")] for html in answers]

    fresh = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')
    before = [fresh.sub("", html) for html in pages()]
    Score.objects.filter(sheet__round=open_round).update(value=1)
    ScoreSheet.objects.filter(round=open_round, total__isnull=False).update(total=1, note_to_panel="Poor", feedback="")
    refresh_round(open_round)

    assert [fresh.sub("", html) for html in pages()] == before


@pytest.mark.parametrize("role", ["judge", "stranger", "superuser", "reviewer", "hr_adviser", "communications"])
def test_nobody_else_watches_progress(client, people, season, open_round, role):
    sheet = open_round.sheets.first()

    assert page(client, people[role], "progress", season.slug).status_code == 404
    assert page(client, people[role], "round", open_round.public_id).status_code == 404
    assert page(client, people[role], "sheet", sheet.public_id).status_code == 404


def test_an_interested_administrator_sees_neither_the_entry_nor_its_counts(client, people, season, open_round):
    entry = open_round.award.entries.order_by("reference").first()
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")
    sheet = open_round.sheets.filter(entry=entry).first()

    words = text_of(page(client, people["administrator"], "round", open_round.public_id))

    assert entry.reference not in words
    assert "Joanna Ashcroft" not in words
    assert "Sheets submitted 7 of 7" in words
    assert "7 of 7" in text_of(page(client, people["administrator"], "progress", season.slug))
    assert page(client, people["administrator"], "sheet", sheet.public_id).status_code == 404


def test_below_quorum_and_undeclared_judges_are_marked(client, people, season, open_round):
    Round.objects.filter(pk=open_round.pk).update(quorum=4)
    PanelMember.objects.filter(person=people["third_judge"]).update(state=MemberState.ACCEPTED)

    words = text_of(page(client, people["administrator"], "progress", season.slug))

    assert "1 judge not declared" in words
    assert "1 entry below quorum" in words


def test_the_cost_of_progress_is_the_same_at_one_and_thirty_entries(client, people, award, season, open_round):
    seats = list(open_round.panel.members.order_by("pk"))
    urls = [
        reverse("panel:progress", args=[season.slug]),
        reverse("panel:round", args=[open_round.public_id]),
    ]
    sign_in(client, people["administrator"])

    def cost():
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    few = cost()
    for number in range(27):
        entry = make_entry(
            award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"N {number}", state="in_round"
        )
        for seat in seats:
            give(open_round, entry, seat, (3, 3, 3, 3))
    refresh_round(open_round)

    assert cost() == few


def test_an_administrator_extends_scoring_with_a_reason(client, people, open_round):
    day = (clock.now() + timedelta(days=9)).date()
    answers = {"day-day": day.day, "day-month": day.month, "day-year": day.year, "hour": "17", "reason": ""}

    refused = press(client, people["administrator"], "extend", open_round.public_id, **answers)
    assert "Enter a reason" in text_of(refused)
    press(client, people["administrator"], "extend", open_round.public_id, **(answers | {"reason": "Illness."}))

    assert Round.objects.get().closes_at.date() == day
    assert press(client, people["chair"], "extend", open_round.public_id, **answers).status_code == 403


def test_a_sheet_is_opened_again_with_a_reason(client, people, round_):
    sheet = round_.sheets.filter(state=SheetState.SUBMITTED).first()
    press(client, people["administrator"], "sheet-reopen", sheet.public_id, reason="A point was misread.")

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.REOPENED
    assert "Opened again" in text_of(page(client, people["chair"], "round", round_.public_id))


def test_a_judge_is_stood_down_with_a_reason(client, people, open_round):
    seat = PanelMember.objects.get(person=people["second_judge"])
    url = reverse("panel:stand-down", args=[open_round.public_id, seat.pk])
    assert sign_in(client, people["chair"]).post(url, {"reason": "Moved away."}).status_code == 403

    sign_in(client, people["administrator"]).post(url, {"reason": "Moved away."})

    assert PanelMember.objects.get(pk=seat.pk).state == MemberState.STOOD_DOWN


# Decision


def outcomes(round_, *values, **more):
    entries = round_.award.entries.order_by("reference")
    present = {f"presence_{seat}": where for seat, where in everyone_present(round_).items()}
    return {f"outcome_{e.pk}": v for e, v in zip(entries, values, strict=True)} | present | more


def test_the_form_starts_with_the_first_places_of_the_shortlist(client, people, award, round_):
    type(award).objects.filter(pk=award.pk).update(shortlist_size=2)

    html = page(client, people["administrator"], "decide", round_.public_id).content.decode()

    chosen = re.findall(r'<option value="(\w+)" selected', html)
    assert chosen == ["shortlisted", "shortlisted", "not_shortlisted"]


def test_a_choice_against_the_order_keeps_what_was_typed_and_asks_for_a_reason(client, people, round_):
    answers = outcomes(round_, "shortlisted", "not_shortlisted", "shortlisted", minutes="Met on Monday.")

    response = press(client, people["administrator"], "decide", round_.public_id, **answers)

    words = text_of(response)
    assert "Enter a reason, because the order of totals is not followed" in words
    assert "Met on Monday." in response.content.decode()
    assert not Decision.objects.exists()


def test_an_entry_without_an_outcome_is_asked_for(client, people, round_):
    response = press(client, people["chair"], "decide", round_.public_id, **outcomes(round_, "shortlisted", "", ""))

    second, third = round_.award.entries.order_by("reference").values_list("reference", flat=True)[1:]
    assert f"Select an outcome for {second}" in text_of(response)
    assert f"Select an outcome for {third}" in text_of(response)


def test_the_whole_way_from_choice_to_lock(client, people, round_):
    answers = outcomes(round_, "shortlisted", "shortlisted", "not_shortlisted", minutes="Met on Monday.")
    words = text_of(press(client, people["administrator"], "decide", round_.public_id, **answers))
    assert "A suitability check is not answered" in words

    press(client, people["administrator"], "ask-checks", round_.public_id)
    assert SuitabilityCheck.objects.count() == 2
    for check in SuitabilityCheck.objects.all():
        press(client, people["hr_adviser"], "check", check.public_id, answer="clear")
    decision = Decision.objects.get()
    words = text_of(press(client, people["administrator"], "sign", decision.public_id))
    assert "You have signed. A second person must sign before the decision is locked." in words
    words = text_of(press(client, people["chair"], "sign", decision.public_id))

    assert "You have signed. The decision is locked." in words
    assert re.search(r"Administrator: Administrator, .+ Chair: Chair, ", words)
    assert Decision.objects.get().state == DecisionState.LOCKED


def test_two_accounts_of_one_person_are_one_signature(client, people, round_):
    answers = outcomes(round_, "shortlisted", "shortlisted", "not_shortlisted")
    press(client, people["administrator"], "decide", round_.public_id, **answers)
    press(client, people["administrator"], "ask-checks", round_.public_id)
    SuitabilityCheck.objects.update(answer="clear", answered_at=clock.now())
    decision = Decision.objects.get()
    press(client, people["administrator"], "sign", decision.public_id)
    other = account_for(people["administrator"], email="second.address@fellshire.example")
    client.force_login(other, backend=settings.AUTHENTICATION_BACKENDS[0])

    words = text_of(client.post(reverse("panel:sign", args=[decision.public_id]), follow=True))

    assert "You have signed this already. A second person must sign it too." in words
    assert Decision.objects.get().state == DecisionState.PROVISIONAL


@pytest.mark.parametrize(
    ("role", "status"), [("judge", 403), ("stranger", 404), ("superuser", 404), ("hr_adviser", 404), ("reviewer", 404)]
)
def test_who_may_not_decide(client, people, round_, role, status):
    answers = outcomes(round_, "shortlisted", "shortlisted", "not_shortlisted")

    assert page(client, people[role], "decide", round_.public_id).status_code == status
    assert press(client, people[role], "decide", round_.public_id, **answers).status_code == status
    assert not Decision.objects.exists()


def test_an_interested_administrator_is_told_that_they_take_no_part(client, people, round_):
    entry = round_.award.entries.first()
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    response = page(client, people["administrator"], "decide", round_.public_id)

    assert response.status_code == 403
    assert "You have an interest in an entry of this award" in text_of(response)
    assert "Joanna Ashcroft" not in response.content.decode()


def test_an_award_with_one_entry_warns(client, people, award, round_):
    type(award).objects.filter(pk=award.pk).update(minimum_entries=4)

    words = text_of(page(client, people["chair"], "decide", round_.public_id))

    assert "This award has 3 entries, and should have at least 4." in words


# Suitability


@pytest.fixture
def check(round_, people):
    entry = round_.award.entries.order_by("reference").first()
    return SuitabilityCheck.objects.create(entry=entry)


def test_the_adviser_sees_names_and_awards_and_nothing_else(client, people, check):
    response = sign_in(client, people["hr_adviser"]).get(reverse("panel:checks"))

    assert "Joanna Ashcroft Safeguarding Award Waiting for an answer" in text_of(response)
    assert check.entry.reference not in response.content.decode()
    assert "3.6000" not in response.content.decode()


@pytest.mark.parametrize("role", ["administrator", "chair", "judge", "stranger", "superuser"])
def test_nobody_else_answers_a_check(client, people, check, role):
    assert sign_in(client, people[role]).get(reverse("panel:checks")).status_code == 404
    assert press(client, people[role], "check", check.public_id, answer="clear").status_code == 404
    assert SuitabilityCheck.objects.get().answer == "awaiting"


def test_do_not_proceed_asks_once_more_and_then_stops_the_entry(client, people, check):
    words = text_of(press(client, people["hr_adviser"], "check", check.public_id, answer="do_not_proceed"))
    assert "entry stops now and cannot come back" in words
    assert SuitabilityCheck.objects.get().answer == "awaiting"

    press(
        client,
        people["hr_adviser"],
        "check",
        check.public_id,
        answer="do_not_proceed",
        is_sure_asked="1",
        is_sure="on",
    )

    assert SuitabilityCheck.objects.get().answer == "do_not_proceed"
    assert Entry.objects.get(pk=check.entry_id).state == "not_proceeding"


def test_the_administrator_reads_no_more_than_not_proceeding(client, people, check, round_):
    SuitabilityCheck.objects.update(answer="do_not_proceed", answered_at=clock.now())

    html = page(client, people["administrator"], "decide", round_.public_id).content.decode()

    assert "Not proceeding" in html
    assert "do not proceed" not in html.lower()


def test_the_cost_of_the_list_of_names_is_flat(client, people, award, check):
    url = reverse("panel:checks")
    sign_in(client, people["hr_adviser"])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    one = cost()
    for number in range(30):
        entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"N {number}")
        SuitabilityCheck.objects.create(entry=entry)

    assert cost() == one
