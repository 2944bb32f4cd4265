"""Tests of awards in which an interest in one entry keeps a judge out of all of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.invariants import no_counted_sheet_has_an_interest
from judging.models import Declaration, ScoreSheet, Standing
from judging.rules import is_shut_out
from judging.services.interests import declare_late, names_to_declare, names_unanswered
from judging.services.rounds import open_scoring
from judging.services.sheets import save_sheet, submit_sheet
from judging.states import SheetState
from nominations.models import Entry, Interest, Nominee
from nominations.services.interests import rule_on_interest
from notifications.recipients import judges_of_entry
from tests.judging.judged import NAMES, declaring_round, make_entries, member_of, open_round, points_of, sheet_of
from tests.world import sign_in
from workflow import SYSTEM, Refused


@pytest.fixture
def strict(award):
    """The award, closed as a whole to whoever has an interest in one of its entries."""
    award.interest_bars_award = True
    award.save()
    return award


@pytest.fixture
def round_(strict, people):
    """A round open for scoring with five entries and four judges, none of whom has said anything."""
    return open_round(strict, people)


def states(round_, person) -> set[str]:
    """The states of a judge's sheets."""
    return set(round_.sheets.filter(member__person=person).values_list("state", flat=True))


def tell(round_, person, name=NAMES[0]) -> Interest:
    """Let a judge notice late that they know this nominee; returns what was stored."""
    entry = Entry.objects.get(nominee__name=name)
    declare_late(member_of(round_, person), entry=entry, kind="relative", note="Cousin.", by=person)
    return Interest.objects.get(entry=entry, person=person)


def score(round_, person, name) -> ScoreSheet:
    """Let a judge submit full marks for this nominee."""
    sheet = sheet_of(round_, person, name)
    points = points_of(round_.award, 3, 3, 3, 3)
    sheet = save_sheet(sheet, scores=points, note_to_panel="", feedback="", version=sheet.version, by=person)
    return submit_sheet(sheet, by=person)


def test_one_interest_sets_every_sheet_of_the_award_aside(round_, people):
    score(round_, people["judge"], NAMES[3])
    before = Standing.objects.get(round=round_, entry__nominee__name=NAMES[3])
    interest = tell(round_, people["judge"])
    after = Standing.objects.get(round=round_, entry__nominee__name=NAMES[3])

    assert states(round_, people["judge"]) == {SheetState.RECUSED}
    assert set(round_.sheets.filter(member__person=people["judge"]).values_list("recused_for", flat=True)) == {
        interest.pk
    }
    assert ((before.counted, before.expected), (after.counted, after.expected)) == ((1, 4), (0, 3))
    assert states(round_, people["second_judge"]) == {SheetState.OPEN}


def test_the_judge_meets_nothing_of_the_award_any_more(client, round_, people):
    sheet = sheet_of(round_, people["judge"], NAMES[4])
    tell(round_, people["judge"])
    sign_in(client, people["judge"])
    listed = client.get(reverse("judging:list", args=[round_.public_id])).content.decode()

    assert [name for name in NAMES if name in listed] == []
    assert client.get(reverse("judging:sheet", args=[sheet.public_id])).status_code == 404
    assert not ScoreSheet.objects.visible_to(people["judge"]).exists()
    with pytest.raises(Refused):
        save_sheet(sheet, scores={}, note_to_panel="A word.", feedback="", version=0, by=people["judge"])


def test_the_judge_hears_nothing_of_its_other_entries(round_, people):
    tell(round_, people["judge"])
    other = Entry.objects.get(nominee__name=NAMES[2])

    told = {person for person, _about in judges_of_entry(other, None)}
    assert told == {people["chair"], people["second_judge"], people["third_judge"]}


def test_after_the_close_totals_and_files_are_empty_for_them_and_whole_for_others(round_, people):
    for role in ("second_judge", "third_judge"):
        score(round_, people[role], NAMES[1])
    tell(round_, people["judge"])
    Standing.objects.filter(round=round_).update(position=1)
    type(round_).objects.filter(pk=round_.pk).update(state="closed")

    seen = {role: Standing.objects.visible_to(people[role]).count() for role in ("judge", "second_judge")}
    assert seen == {"judge": 0, "second_judge": 5}


def test_the_sheets_come_back_when_no_interest_is_left(round_, people):
    first, second = tell(round_, people["judge"]), tell(round_, people["judge"], NAMES[1])
    rule_on_interest(first, ruling="noted", note="A namesake.", by=people["chair"])
    assert states(round_, people["judge"]) == {SheetState.RECUSED}

    rule_on_interest(second, ruling="noted", note="Met once.", by=people["chair"])
    assert states(round_, people["judge"]) == {SheetState.OPEN}
    assert not is_shut_out(people["judge"], Entry.objects.get(nominee__name=NAMES[4]))


def test_a_found_interest_does_the_same_when_the_round_opens(strict, people):
    make_entries(strict, people, NAMES[:2])
    people["nominator"] = people["judge"]
    make_entries(strict, people, NAMES[2:3])
    round_ = declaring_round(strict, people)
    open_scoring(round_, by=SYSTEM)

    assert states(round_, people["judge"]) == {SheetState.RECUSED}
    member = member_of(round_, people["judge"])
    assert (list(names_to_declare(member)), list(names_unanswered(member))) == ([], [])


def test_an_award_that_becomes_strict_while_judges_score_is_followed_at_once_and_back(award, people):
    round_ = open_round(award, people)
    tell(round_, people["judge"])
    assert states(round_, people["judge"]) == {SheetState.OPEN, SheetState.RECUSED}

    award.interest_bars_award = True
    award.save()
    assert states(round_, people["judge"]) == {SheetState.RECUSED}

    award.interest_bars_award = False
    award.save()
    assert states(round_, people["judge"]) == {SheetState.OPEN, SheetState.RECUSED}


def test_an_interest_in_another_award_bars_nothing_here(round_, other_award, people):
    strange = make_entries(other_award, people, ["Somebody Else"])[0]
    Interest.objects.create(entry=strange, person=people["judge"], source="declared", kind="relative")

    assert ScoreSheet.objects.mine(people["judge"]).count() == len(NAMES)


def test_the_records_name_a_sheet_that_counts_in_spite_of_it(round_, people):
    sheet = score(round_, people["judge"], NAMES[1])
    entry = Entry.objects.get(nominee__name=NAMES[0])
    Interest.objects.create(entry=entry, person=people["judge"], source="found", kind="nominator")
    breaches = list(no_counted_sheet_has_an_interest())

    assert len(breaches) == len(NAMES)
    assert f"Sheet {sheet.pk} counts although its judge has an interest in the entry." in breaches


def test_the_method_page_and_the_list_of_names_say_so(client, strict, people):
    make_entries(strict, people)
    round_ = declaring_round(strict, people)
    method = client.get(reverse("awards:method", args=[strict.season.slug])).content.decode()
    sign_in(client, people["judge"])
    names = client.get(reverse("judging:declare", args=[member_of(round_, people["judge"]).pk])).content.decode()

    assert "keeps a judge out of the whole award" in method
    assert f"{strict.name}." in method
    assert "An interest in one of these keeps you out of the whole award." in names


def test_neither_page_says_so_of_an_award_that_does_not(client, award, people):
    make_entries(award, people)
    round_ = declaring_round(award, people)
    method = client.get(reverse("awards:method", args=[award.season.slug])).content.decode()
    sign_in(client, people["judge"])
    names = client.get(reverse("judging:declare", args=[member_of(round_, people["judge"]).pk])).content.decode()

    assert "whole award" not in method + names


def test_the_cost_of_asking_does_not_grow_with_the_entries(client, strict, people):
    """1, 3 and 300 entries cost the judge's list and the panel's page the same."""
    costs = {}
    pages = {"judge": "judging:list", "chair": "panel:round"}
    round_ = open_round(strict, people, names=NAMES[:1])
    member = member_of(round_, people["judge"])
    for size in (1, 3, 300):
        have = Entry.objects.filter(award=strict).count()
        nominees = Nominee.objects.bulk_create(Nominee(kind="person", name=f"Name {n}") for n in range(have, size))
        fresh = Entry.objects.bulk_create(
            Entry(season=strict.season, award=strict, nominee=one, reference=f"X{one.pk}", state="in_round")
            for one in nominees
        )
        ScoreSheet.objects.bulk_create(ScoreSheet(round=round_, entry=e, member=member) for e in fresh)
        Standing.objects.bulk_create(Standing(round=round_, entry=e) for e in fresh)
        Declaration.objects.bulk_create(Declaration(member=member, entry=e, answer="none") for e in fresh)
        for role, page in pages.items():
            sign_in(client, people[role])
            client.get(reverse(page, args=[round_.public_id]))
            with CaptureQueriesContext(connection) as made:
                client.get(reverse(page, args=[round_.public_id]))
            costs.setdefault(role, []).append(len(made))

    assert [len(set(found)) for found in costs.values()] == [1, 1]
