"""Tests of a judge's own pages: what is there, what is not, and what they cost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import PanelMember, Round, ScoreSheet
from judging.services.handing_out import hand_out_sheets
from judging.services.interests import declare_late
from judging.services.rounds import open_scoring
from judging.services.seats import seat_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.states import MemberState, SheetState
from kit import clock
from nominations.models import Entry, Interest
from nominations.states import EntryState
from people.models import Person
from tests.judging.judged import (
    NAMES,
    declare_nothing,
    declaring_round,
    make_entries,
    member_of,
    open_round,
    points_of,
    sheet_of,
)
from tests.world import make_entry, sign_in
from workflow import SYSTEM, perform, trail

# Written only so that a test may find it where it must not be.
NOMINATOR = "Zqnominator Zqsurname"


@pytest.fixture
def round_(award, people):
    """A round open for scoring with five entries and four judges."""
    Person.objects.filter(pk=people["nominator"].pk).update(full_name=NOMINATOR)
    people["nominator"].refresh_from_db()
    return open_round(award, people)


@pytest.fixture
def judge(people):
    """A judge of it."""
    return people["judge"]


@pytest.fixture
def visitor(client, judge, round_):
    """The judge's own browser, signed in."""
    return sign_in(client, judge)


def text_of(response) -> str:
    """The main part of a page as words."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def list_of(round_) -> str:
    return reverse("judging:list", args=[round_.public_id])


def address(sheet) -> str:
    return reverse("judging:sheet", args=[sheet.public_id])


def body(award, *values, version=0, then="stay", note="", feedback=""):
    """What the page sends for these points in the order of the criteria; None leaves one out."""
    keys = award.criteria.values_list("pk", flat=True)
    points = {f"c{key}": value for key, value in zip(keys, values, strict=False) if value is not None}
    return {**points, "version": version, "then": then, "note_to_panel": note, "feedback": feedback}


def in_order(visitor, round_) -> list[str]:
    """The names on the list, from the top."""
    return re.findall(r'task-list__link"[^>]*>([^<]+)<', visitor.get(list_of(round_)).content.decode())


def test_each_judge_has_their_own_order_which_never_changes(visitor, round_, award, people):
    first = in_order(visitor, round_)
    assert sorted(first) == sorted(NAMES)
    assert in_order(visitor, round_) == first

    new = make_entry(
        award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee="Late Arrival",
        state=EntryState.IN_ROUND,
    )
    hand_out_sheets(round_, entries=[new])
    declare_nothing(member_of(round_, people["judge"]))
    assert [name for name in in_order(visitor, round_) if name != "Late Arrival"] == first

    orders = set()
    for seed in range(1, 40):
        PanelMember.objects.filter(person=people["judge"]).update(shuffle_seed=seed)
        orders.add(tuple(in_order(visitor, round_)))
    assert len(orders) > 30


def test_the_list_shows_how_far_the_judge_is_and_no_entry_of_interest(visitor, round_, judge, award):
    first, second, third = (sheet_of(round_, judge, name) for name in NAMES[:3])
    save_sheet(first, scores=points_of(award, 3, 3, 3, 3), note_to_panel="", feedback="", version=0, by=judge)
    submit_sheet(ScoreSheet.objects.get(pk=first.pk), by=judge)
    save_sheet(second, scores={}, note_to_panel="Half way.", feedback="", version=0, by=judge)
    declare_late(member_of(round_, judge), entry=third.entry, kind="relative", note="", by=judge)

    words = text_of(visitor.get(list_of(round_)))
    assert "1 of 4" in words
    assert NAMES[2] not in words
    assert [words.count(tag) for tag in ("Submitted", "In progress", "Not started")] == [1, 1, 2]
    assert NAMES[2] in text_of(visitor.get(reverse("judging:declare", args=[member_of(round_, judge).pk])))


def test_an_entry_that_is_being_checked_is_named_but_does_not_open(visitor, round_, judge, people):
    sheet = sheet_of(round_, judge)
    perform(sheet.entry, "hide", by=people["reviewer"], reason="A name was left in.")

    assert address(sheet) not in visitor.get(list_of(round_)).content.decode()
    answer = visitor.get(address(sheet))
    assert answer.status_code == 200
    assert "This entry is being checked" in text_of(answer)
    assert "listened first" not in answer.content.decode()
    visitor.post(address(sheet), body(sheet.round.award, 3, 3, 3, 3))
    assert ScoreSheet.objects.get(pk=sheet.pk).version == 0


def test_the_page_shows_the_judging_copy_and_every_anchor_but_not_the_nominator(visitor, round_, judge, award, people):
    answer = visitor.get(address(sheet_of(round_, judge)))
    words = text_of(answer)

    assert "She listened first" in words
    for criterion in award.criteria.all():
        assert words.count(criterion.question) == 1
    assert words.count("What outstanding means.") == 4
    assert "Nominees may ask to see what you write" in words
    for secret in (NOMINATOR, people["nominator"].email, "reference"):
        assert secret not in answer.content.decode()


@pytest.mark.parametrize("kind", ["recused", "found", "withdrawn", "another judge's", "undeclared", "unknown"])
def test_every_sheet_that_is_not_to_be_opened_is_missing_in_the_same_way(visitor, round_, judge, people, kind):
    sheet = sheet_of(round_, judge)
    if kind == "recused":
        declare_late(member_of(round_, judge), entry=sheet.entry, kind="relative", note="", by=judge)
    elif kind == "found":
        Interest.objects.create(entry=sheet.entry, person=judge, source="found", kind="same_employer")
    elif kind == "withdrawn":
        perform(sheet.entry, "withdraw", by=people["administrator"])
    elif kind == "another judge's":
        sheet = sheet_of(round_, people["second_judge"])
    elif kind == "undeclared":
        judge.seats.get().declarations.filter(entry=sheet.entry).delete()
    hidden = uuid.uuid4() if kind == "unknown" else sheet.public_id

    for name in ("sheet", "wrong", "know", "identifies"):
        replies = []
        for public_id in (hidden, uuid.uuid4()):
            url = reverse(f"judging:{name}", args=[public_id])
            with CaptureQueriesContext(connection) as asked:
                got = visitor.get(url)
            posted = visitor.post(url, {"kind": "relative", "where": "Here.", "version": 0, "feedback": "x"})
            bare = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", r.content.decode()) for r in (got, posted)]
            replies.append(([got.status_code, posted.status_code], bare, len(asked)))
        assert replies[0] == replies[1]
        # The page that only says what to do takes no POST at all.
        assert replies[0][0] == [404, 405 if name == "wrong" else 404]


@pytest.mark.parametrize("role", ["administrator", "reviewer", "stranger", "superuser", "nominee"])
def test_others_find_no_judging_pages(client, round_, judge, people, role):
    sign_in(client, people[role])
    seat = member_of(round_, judge)
    for url in (
        list_of(round_),
        reverse("judging:submit", args=[round_.public_id]),
        reverse("judging:declare", args=[seat.pk]),
        reverse("judging:seat", args=[seat.pk]),
        address(sheet_of(round_, judge)),
    ):
        assert client.get(url).status_code == 404


def test_save_keeps_half_a_sheet_and_submit_says_what_is_missing(visitor, round_, judge, award):
    sheet = sheet_of(round_, judge)
    assert visitor.post(address(sheet), body(award, 3, 2, feedback="Clear.")).url == address(sheet)

    answer = visitor.post(address(sheet), body(award, 4, 2, 3, version=1, then="submit"))
    words = text_of(answer)
    assert "Select a point for Learning" in words
    assert "Enter a note or feedback, because you gave a top or bottom score" in words
    kept = ScoreSheet.objects.get(pk=sheet.pk)
    assert (kept.state, kept.version, kept.scores.count()) == (SheetState.IN_PROGRESS, 2, 3)
    assert 'name="version" value="2"' in answer.content.decode()


def test_submitting_goes_on_to_the_next_entry_that_is_still_to_do(visitor, round_, judge, award):
    seen = []
    sheet = sheet_of(round_, judge)
    url = address(sheet)
    for _ in NAMES:
        seen.append(url)
        url = visitor.post(url, body(award, 3, 3, 3, 3, then="submit")).url
    assert url == list_of(round_)
    assert len(set(seen)) == 5
    assert set(ScoreSheet.objects.mine(judge).values_list("state", flat=True)) == {SheetState.SUBMITTED}


def test_a_double_click_on_submit_has_one_effect(visitor, round_, judge, award):
    sheet = sheet_of(round_, judge)
    for _ in range(2):
        assert visitor.post(address(sheet), body(award, 3, 3, 3, 3, then="submit")).status_code == 302
    verbs = [e.verb for e in trail(sheet)]
    assert verbs == ["score_sheet.submit", "score_sheet.save_marks"]


@pytest.mark.parametrize("value", ["0", "5", "NaN", "1e400", "3,5", "-1", "٣"])
def test_a_point_that_is_not_on_the_scale_is_refused_and_the_rest_is_shown_back(visitor, round_, judge, award, value):
    sheet = sheet_of(round_, judge)
    answer = visitor.post(address(sheet), body(award, value, 3, note="My words."))
    assert answer.status_code == 200
    assert "Select one of the points for Impact" in text_of(answer)
    assert "My words." in answer.content.decode()
    assert not ScoreSheet.objects.get(pk=sheet.pk).scores.exists()


def test_further_fields_change_nothing_else(visitor, round_, judge, award, people):
    sheet = sheet_of(round_, judge)
    fields = ("state", "member", "entry", "round", "recused_for", "is_from_paper")
    before = ScoreSheet.objects.values(*fields).get(pk=sheet.pk)
    extra = {"state": "submitted", "member": 1, "entry": 1, "total": "4.0", "is_from_paper": "on", "recused_for": 1}
    visitor.post(address(sheet), body(award, 3) | extra)
    after = ScoreSheet.objects.values(*fields).get(pk=sheet.pk)
    assert after == before | {"state": SheetState.IN_PROGRESS}
    assert ScoreSheet.objects.get(pk=sheet.pk).total is None


def test_the_second_window_shows_both_texts(visitor, round_, judge, award):
    sheet = sheet_of(round_, judge)
    visitor.post(address(sheet), body(award, 3, 3, 3, 3, note="From the first window."))
    answer = visitor.post(address(sheet), body(award, 2, note="From the second window."))

    assert answer.status_code == 409
    assert "From the first window." in text_of(answer)
    assert "From the second window." in answer.content.decode()
    assert visitor.post(address(sheet), body(award, 2, version=1, note="From the second window.")).status_code == 302
    assert ScoreSheet.objects.get(pk=sheet.pk).note_to_panel == "From the second window."


def test_submit_all_submits_what_is_complete_and_says_what_is_not(visitor, round_, judge, award):
    for name, values in zip(NAMES, [(3, 3, 3, 3), (2, 2, 2, 2), (4, 3, 3, 3), (3, 3)], strict=False):
        visitor.post(address(sheet_of(round_, judge, name)), body(award, *values))
    url = reverse("judging:submit", args=[round_.public_id])
    words = text_of(visitor.get(url))
    assert "2 entries are ready to submit" in words
    assert "2 entries are not complete" in words
    assert "1 entry is not started or being checked" in words

    for _ in range(2):
        assert visitor.post(url, {"idempotency_key": "k" * 22}).url == list_of(round_)
    states = sorted(ScoreSheet.objects.mine(judge).values_list("state", flat=True))
    assert states == ["in_progress", "in_progress", "open", "submitted", "submitted"]


def test_i_know_this_person_takes_the_entry_away_at_once(visitor, round_, judge, award):
    sheet = sheet_of(round_, judge)
    visitor.post(address(sheet), body(award, 3, 3, 3, 3, then="submit"))
    url = reverse("judging:know", args=[sheet.public_id])
    assert "Select what ties you to them" in text_of(visitor.post(url, {}))
    assert visitor.post(url, {"kind": "not_sure", "note": "A cousin, I think."}).url == list_of(round_)

    kept = ScoreSheet.objects.get(pk=sheet.pk)
    assert (kept.state, kept.scores.count()) == (SheetState.RECUSED, 4)
    assert Interest.objects.values_list("kind", "note").get(person=judge) == ("not_sure", "A cousin, I think.")


def test_it_identifies_someone_hides_the_entry_from_every_judge(visitor, round_, judge):
    sheet = sheet_of(round_, judge)
    visitor.post(reverse("judging:identifies", args=[sheet.public_id]), {"where": "Second line."})

    assert Entry.objects.get(pk=sheet.entry_id).state == EntryState.HIDDEN
    event = trail(sheet.entry).filter(verb="entry.hide").get()
    assert (event.actor, event.data["code"]) == ("system", "judge_reports_identifying")
    assert event.reason.text == "A judge says that the text may identify somebody. Second line."


def test_the_start_page_leads_from_the_invitation_to_the_totals(client, award, people):
    make_entries(award, people, NAMES[:1])
    round_ = declaring_round(award, people, opens_in=timedelta(hours=2), declare_by=clock.now())
    newcomer = people["reserve"]
    seat = seat_judge(round_.panel, newcomer, by=people["administrator"])
    visitor = sign_in(client, newcomer)
    start = reverse("judging:mine")

    assert "Accept or decline your place" in text_of(visitor.get(start))
    visitor.post(reverse("judging:seat", args=[seat.pk]), {"answer": "accept", "access_needs": "Large print."})
    assert Person.objects.get(pk=newcomer.pk).access_needs == "Large print."
    assert "1 name left" in text_of(visitor.get(start))
    assert visitor.get(list_of(round_)).url == reverse("judging:declare", args=[seat.pk])

    entry = Entry.objects.get()
    said = {"name": str(entry.public_id), f"e{entry.pk}-answer": "none"}
    briefing = reverse("judging:briefing", args=[seat.pk])
    assert visitor.post(reverse("judging:declare", args=[seat.pk]), said).url == briefing
    assert "Not open yet" in text_of(visitor.get(start))
    Round.objects.update(opens_at=clock.now())
    open_scoring(Round.objects.get(), by=SYSTEM)
    assert list_of(round_) in visitor.get(start).content.decode()
    assert "0 of 1 submitted" in text_of(visitor.get(start))
    Round.objects.update(closes_at=clock.now())
    assert "See what the panel gave" in text_of(visitor.get(start))


def test_an_invitation_is_declined_once(client, award, people):
    round_ = declaring_round(award, people)
    seat = seat_judge(round_.panel, people["reserve"], by=people["administrator"])
    visitor = sign_in(client, people["reserve"])
    for _ in range(2):
        visitor.post(reverse("judging:seat", args=[seat.pk]), {"answer": "decline"})
    assert PanelMember.objects.get(pk=seat.pk).state == MemberState.DECLINED
    assert "You have nothing to judge" in text_of(visitor.get(reverse("judging:mine")))


def test_a_judge_who_left_is_told_whom_to_ask(visitor, round_, judge, people, season):
    perform(member_of(round_, judge), "stand_down", by=people["administrator"], reason="Left.")
    words = text_of(visitor.get(reverse("judging:mine")))
    assert "You are no longer on this panel." in words
    assert season.awards_mailbox in words
    assert visitor.get(list_of(round_)).status_code == 403


def test_declaring_keeps_what_was_typed(client, award, people):
    make_entries(award, people, NAMES[:2])
    round_ = declaring_round(award, people)
    seat = member_of(round_, people["judge"])
    visitor = sign_in(client, people["judge"])
    first, second = Entry.objects.order_by("pk")
    said = {
        "name": [str(first.public_id), str(second.public_id)],
        f"e{first.pk}-answer": "not_sure",
        f"e{first.pk}-note": "A neighbour?",
        f"e{second.pk}-answer": "interest",
    }
    answer = visitor.post(reverse("judging:declare", args=[seat.pk]), said)
    assert f"Select what ties you to {NAMES[1]}" in text_of(answer)
    assert "A neighbour?" in answer.content.decode()
    assert not Interest.objects.exists()


@pytest.mark.parametrize("page_number", ["0", "-1", "9" * 30, "x", "", "2"])
def test_a_page_that_is_not_there_shows_the_nearest(visitor, round_, page_number):
    assert visitor.get(list_of(round_), {"page": page_number}).status_code == 200


def _grow(award, people, round_, count):
    """Let the round hold `count` entries, each declared by the judge."""
    missing = count - Entry.objects.filter(award=award).count()
    entries = [
        make_entry(
            award,
            nominator=people["nominator"],
            reviewer=people["reviewer"],
            nominee=f"Person {number} of {count}",
            state=EntryState.IN_ROUND,
        )
        for number in range(missing)
    ]
    hand_out_sheets(round_, entries=entries)
    declare_nothing(member_of(round_, people["judge"]))


@pytest.mark.parametrize(
    ("name", "most"),
    [("mine", 9), ("list", 10), ("sheet", 11), ("save", 16), ("autosave", 16), ("declare", 12), ("submit", 14)],
)
def test_pages_ask_as_often_for_three_hundred_entries_as_for_one(client, award, people, name, most):
    round_ = open_round(award, people, names=NAMES[:1])
    judge = people["judge"]
    visitor = sign_in(client, judge)
    sheet = sheet_of(round_, judge)
    # The first save of all also moves the judge from declared to scoring.
    visitor.post(address(sheet), body(award, 3))
    urls = {
        "mine": reverse("judging:mine"),
        "list": list_of(round_),
        "sheet": address(sheet),
        "declare": reverse("judging:declare", args=[member_of(round_, judge).pk]),
        "submit": reverse("judging:submit", args=[round_.public_id]),
    }
    counts = []
    for version, rows in enumerate((1, 3, 300), start=1):
        _grow(award, people, round_, rows)
        typed = body(award, version, version=version)
        with CaptureQueriesContext(connection) as asked:
            if name == "save":
                assert visitor.post(address(sheet), typed).status_code == 302
            elif name == "autosave":
                line = visitor.post(reverse("judging:autosave", args=[sheet.public_id]), typed)
                assert line.headers["Commend-Autosave"] == "yes"
            else:
                assert visitor.get(urls[name]).status_code == 200
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= most


def test_what_was_typed_as_the_entry_was_hidden_is_shown_back(visitor, round_, judge, award, people):
    sheet = sheet_of(round_, judge)
    perform(sheet.entry, "hide", by=people["reviewer"], reason="A name was left in.")
    answer = visitor.post(address(sheet), body(award, 3, note="Typed meanwhile."))

    assert answer.status_code == 403
    assert "Typed meanwhile." in answer.content.decode()
    assert "listened first" not in answer.content.decode()


@pytest.mark.parametrize("change", ["nothing", "recused", "withdrawn", "undeclared", "stood down", "reserve"])
def test_the_list_of_a_seat_and_the_sheets_of_its_judge_are_the_same(round_, judge, people, change):
    member, sheet = member_of(round_, judge), sheet_of(round_, judge)
    if change == "recused":
        declare_late(member, entry=sheet.entry, kind="relative", note="", by=judge)
    elif change == "withdrawn":
        perform(sheet.entry, "withdraw", by=people["administrator"])
    elif change == "undeclared":
        member.declarations.filter(entry=sheet.entry).delete()
    elif change == "stood down":
        PanelMember.objects.filter(pk=member.pk).update(state=MemberState.STOOD_DOWN)
    elif change == "reserve":
        PanelMember.objects.filter(pk=member.pk).update(is_reserve=True)
    mine = set(ScoreSheet.objects.mine(judge).values_list("pk", flat=True))

    assert set(ScoreSheet.objects.open_to(member_of(round_, judge)).values_list("pk", flat=True)) == mine
    assert len(mine) == {"nothing": 5, "stood down": 0, "reserve": 0}.get(change, 4)
