"""Scores from paper: typed by an administrator, marked as such, never over what a judge gave themselves unseen."""

import pytest
from django.urls import reverse

from judging.models import Round, ScoreSheet
from judging.services.paper import type_sheet
from judging.services.sheets import Overtaken, marks_of, reopen_sheet, save_sheet, submit_sheet
from judging.states import RoundState, SheetState
from kit import clock
from nominations.models import Interest
from records.integrity import breaches
from tests.judging.judged import NAMES, open_round, points_of, sheet_of
from tests.judging.test_panel_pages import text_of
from tests.world import sign_in
from workflow import NotAllowed, NotNow, trail

WORDS = {"note_to_panel": "Read from paper.", "feedback": ""}


@pytest.fixture
def round_(award, people):
    return open_round(award, people, names=NAMES[:2])


@pytest.fixture
def sheet(round_, people):
    return sheet_of(round_, people["judge"])


def close(round_):
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now())


def typed(sheet, people, *values, by="administrator", submits=True, version=None, reason=""):
    return type_sheet(
        ScoreSheet.objects.select_related("round__award", "entry", "member__person").get(pk=sheet.pk),
        scores=dict(zip(points_of(sheet.round.award, 1, 1, 1, 1), values, strict=False)),
        version=sheet.version if version is None else version,
        submits=submits,
        reason=reason,
        by=people[by],
        **WORDS,
    )


def save(sheet, people, *values):
    points = points_of(sheet.round.award, *values)
    return save_sheet(
        sheet, scores=points, note_to_panel="Online.", feedback="", version=sheet.version, by=people["judge"]
    )


def test_what_is_typed_counts_and_says_who_typed_it(round_, sheet, people):
    done = typed(sheet, people, 4, 3, 2, 3)

    assert (done.state, done.is_from_paper, done.typed_by) == (SheetState.SUBMITTED, True, people["administrator"])
    assert marks_of(done).points == points_of(round_.award, 4, 3, 2, 3)
    assert round_.standings.get(entry=sheet.entry).total == done.total
    assert [event.verb for event in trail(sheet)] == ["score_sheet.submit_paper", "score_sheet.type_from_paper"]
    assert list(breaches()) == []


def test_half_a_paper_is_kept_and_does_not_count(round_, sheet, people):
    done = typed(sheet, people, 4, 3, submits=False)

    assert (done.state, done.total) == (SheetState.IN_PROGRESS, None)
    with pytest.raises(NotNow, match="Score every criterion"):
        typed(done, people, 4, 3)
    assert round_.standings.get(entry=sheet.entry).counted == 0


@pytest.mark.parametrize("role", ["chair", "judge", "second_judge", "reviewer", "superuser", "stranger"])
def test_nobody_but_an_administrator_types(sheet, people, role):
    with pytest.raises(NotAllowed):
        typed(sheet, people, 4, 3, 2, 3, by=role)

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.OPEN


def test_an_administrator_who_sits_on_the_panel_or_has_an_interest_does_not_type(round_, sheet, people):
    member = round_.panel.members.create(person=people["administrator"], state="declared")
    with pytest.raises(NotAllowed, match="You sit on this panel"):
        typed(sheet, people, 4, 3, 2, 3)
    member.delete()
    Interest.objects.create(entry=sheet.entry, person=people["administrator"], source="declared", kind="relative")

    with pytest.raises(NotAllowed, match="You have an interest in this entry"):
        typed(sheet, people, 4, 3, 2, 3)


def test_nothing_is_typed_over_what_a_judge_gave_while_scoring_is_open(client, sheet, people):
    save(sheet, people, 2, 2, 2, 2)

    with pytest.raises(NotNow, match="This judge has given marks themselves"):
        typed(sheet, people, 4, 3, 2, 3)
    url = reverse("panel:sheet-paper", args=[sheet.public_id])
    seen = sign_in(client, people["administrator"]).get(url, follow=True)

    assert "This judge has given marks themselves" in seen.content.decode()
    assert "Online." not in seen.content.decode()
    assert marks_of(ScoreSheet.objects.get(pk=sheet.pk)).note_to_panel == "Online."


def test_two_who_type_the_same_paper_see_both_texts(sheet, people):
    typed(sheet, people, 4, 3, 2, 3, submits=False)

    with pytest.raises(Overtaken) as overtaken:
        typed(sheet, people, 1, 3, 2, 3, by="second_administrator", version=0)

    first = next(iter(points_of(sheet.round.award, 1, 1, 1, 1)))
    assert (overtaken.value.stored.points[first], overtaken.value.typed.points[first]) == (4, 1)
    assert marks_of(ScoreSheet.objects.get(pk=sheet.pk)).points[first] == 4


def test_a_judge_whose_page_was_open_meanwhile_sees_both_and_may_take_the_sheet_back(sheet, people):
    typed(sheet, people, 4, 3, 2, 3)
    with pytest.raises(Overtaken) as overtaken:
        save(sheet, people, 2, 2, 2, 2)
    assert overtaken.value.stored.note_to_panel == "Read from paper."

    fresh = ScoreSheet.objects.select_related("round__award", "member__person").get(pk=sheet.pk)
    mine = save(fresh, people, 2, 2, 2, 2)

    assert (mine.is_from_paper, mine.typed_by) == (False, None)


def test_a_late_paper_needs_a_reason_and_is_admitted_with_it(round_, sheet, people):
    close(round_)
    with pytest.raises(NotNow, match="Enter a reason"):
        typed(sheet, people, 4, 3, 2, 3)

    done = typed(sheet, people, 4, 3, 2, 3, reason="It came by post a day late.")

    assert (done.state, done.is_from_paper) == (SheetState.SUBMITTED, True)
    assert [event.verb for event in trail(sheet)] == ["score_sheet.admit_late", "score_sheet.type_late"]
    assert list(breaches()) == []


def test_a_sheet_that_was_opened_again_may_come_back_on_paper(round_, sheet, people):
    submit_sheet(save(sheet, people, 3, 3, 3, 3), by=people["judge"])
    close(round_)
    reopened = reopen_sheet(sheet, reason="A page was missing", by=people["chair"])

    done = typed(reopened, people, 2, 3, 3, 3, reason="On paper", version=reopened.version)

    assert (done.state, done.is_from_paper) == (SheetState.SUBMITTED, True)


def test_after_the_decision_nothing_is_typed(round_, sheet, people):
    close(round_)
    Round.objects.update(state=RoundState.DECIDED)

    with pytest.raises(NotNow, match="The panel has decided this round"):
        typed(sheet, people, 4, 3, 2, 3, reason="Late")


def test_the_page_types_a_paper_and_every_page_marks_it(client, round_, sheet, people):
    url = reverse("panel:sheet-paper", args=[sheet.public_id])
    sign_in(client, people["administrator"])
    marks = {f"c{pk}": v for pk, v in points_of(round_.award, 4, 3, 2, 3).items()} | {"version": 0, "then": "submit"}

    missing = client.post(url, marks | WORDS | {"note_to_panel": ""})
    assert "Enter a note or feedback" in text_of(missing)
    done = client.post(url, marks | WORDS, follow=True)

    assert "What Judge gave on paper counts." in done.content.decode()
    assert "Typed in from the judge’s paper, by Administrator" in text_of(done)
    again = client.get(url)
    assert "Read from paper." in again.content.decode()
    progress = client.get(reverse("panel:round", args=[round_.public_id]))
    assert "Submitted, from paper" in text_of(progress)
    own = sign_in(client, people["judge"]).get(reverse("judging:sheet", args=[sheet.public_id]))
    assert "Typed in from your paper by Administrator." in text_of(own)
    close(round_)
    totals = sign_in(client, people["chair"]).get(reverse("panel:totals", args=[round_.public_id]))
    assert "from paper" in text_of(totals)


@pytest.mark.parametrize(("role", "status"), [("chair", 403), ("judge", 404), ("reviewer", 404), ("stranger", 404)])
def test_nobody_else_opens_the_page(client, sheet, people, role, status):
    url = reverse("panel:sheet-paper", args=[sheet.public_id])

    assert sign_in(client, people[role]).get(url).status_code == status
    assert client.post(url, {}).status_code == status
