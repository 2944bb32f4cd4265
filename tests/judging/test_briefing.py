"""Tests of what a judge is told before their first sheet, of the practice entry, and of who has left a panel."""

import re

import pytest
from django.urls import reverse

from judging.models import PanelMember, ScoreSheet
from judging.services.briefing import note_practice, time_needed
from judging.services.interests import declare_late
from judging.services.seats import seat_judge, stand_down_judge
from judging.states import MemberState
from nominations.models import Interest
from tests.judging.judged import NAMES, declaring_round, make_entries, member_of, open_round, sheet_of
from tests.world import sign_in
from workflow import NotAllowed


@pytest.fixture
def round_(award, people):
    """A round open for scoring with three entries and four judges."""
    return open_round(award, people, names=NAMES[:3])


@pytest.fixture
def seat(round_, people):
    """The judge's seat."""
    return member_of(round_, people["judge"])


@pytest.fixture
def visitor(client, seat):
    """The judge's own browser, signed in."""
    return sign_in(client, seat.person)


def words(response) -> str:
    """The main part of a page as words."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def answers(award, *values, note=""):
    """What a page sends for points in the order of the criteria."""
    keys = award.criteria.values_list("pk", flat=True)
    return {f"c{k}": v for k, v in zip(keys, values, strict=False)} | {"note_to_panel": note, "version": 0}


def test_the_briefing_shows_every_criterion_with_every_anchor_and_who_reads_what(visitor, seat, award, round_):
    page = words(visitor.get(reverse("judging:briefing", args=[seat.pk])))
    for criterion in award.criteria.all():
        assert page.count(criterion.question) == 1
    for point in award.scale.points.all():
        assert page.count(f"{point.value}: {point.label}") == award.criteria.count()
    assert "Nominees may ask to see all that is held about them" in page
    assert "do not discuss them with anybody outside the panel" in page
    assert "3 entries so far, at about 15 minutes each: up to 1 hour." in page
    assert (
        reverse("judging:list", args=[round_.public_id])
        in visitor.get(reverse("judging:briefing", args=[seat.pk])).content.decode()
    )


def test_the_practice_entry_asks_for_words_and_keeps_nothing_but_that_it_was_done(visitor, seat, award, people):
    url = reverse("judging:practice", args=[seat.pk])
    assert "This entry is invented." in words(visitor.get(url))
    answer = words(visitor.post(url, answers(award, 4, 3, 3)))
    assert "Enter a note or feedback, because you gave a top or bottom score" in answer
    assert "Select a point for" in answer
    assert PanelMember.objects.get(pk=seat.pk).practised_at is None

    before = list(ScoreSheet.objects.order_by("pk").values())
    done = words(visitor.post(url, answers(award, 4, 3, 3, 3, note="Six of eight cook again.")))
    assert "Your sheet is complete" in done
    assert "Six of eight cook again." in done
    practised_at = PanelMember.objects.get(pk=seat.pk).practised_at
    assert practised_at is not None
    visitor.post(url, answers(award, 3, 3, 3, 3))
    assert PanelMember.objects.get(pk=seat.pk).practised_at == practised_at
    assert list(ScoreSheet.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("role", ["second_judge", "administrator", "stranger"])
def test_nobody_else_reads_or_practises_for_a_judge(client, seat, people, role):
    sign_in(client, people[role])
    for name in ("briefing", "practice"):
        assert client.get(reverse(f"judging:{name}", args=[seat.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        note_practice(seat, by=people[role])


def test_the_invitation_says_how_many_entries_and_how_long_without_those_of_their_own_interest(client, award, people):
    make_entries(award, people, NAMES[:3])
    round_ = declaring_round(award, people)
    seat = seat_judge(round_.panel, people["reserve"], by=people["administrator"])
    visitor = sign_in(client, people["reserve"])
    assert "3 entries so far" in words(visitor.get(reverse("judging:seat", args=[seat.pk])))

    entry = award.entries.first()
    Interest.objects.create(entry=entry, person=people["reserve"], source="found", kind="same_employer")
    assert "2 entries so far" in words(visitor.get(reverse("judging:seat", args=[seat.pk])))
    assert time_needed(PanelMember(panel=round_.panel, person=people["reserve"], reads_at_most=1))["entries"] == 1


def test_a_judge_who_has_left_is_told_so_behind_every_old_link(visitor, round_, seat, people, season):
    sheet = sheet_of(round_, seat.person)
    kept_from = sheet_of(round_, seat.person, NAMES[1])
    declare_late(seat, entry=kept_from.entry, kind="relative", note="", by=seat.person)
    stand_down_judge(PanelMember.objects.get(pk=seat.pk), reason="Moved away.", by=people["administrator"])
    addresses = {
        "briefing": seat.pk,
        "practice": seat.pk,
        "declare": seat.pk,
        "list": round_.public_id,
        "submit": round_.public_id,
        "sheet": sheet.public_id,
        "wrong": sheet.public_id,
    }
    for name, key in addresses.items():
        answer = visitor.get(reverse(f"judging:{name}", args=[key]))
        assert (name, answer.status_code) == (name, 403)
        assert "You are no longer on this panel" in words(answer)
        assert season.awards_mailbox in words(answer)
        assert NAMES[0] not in answer.content.decode()
    line = visitor.post(reverse("judging:autosave", args=[sheet.public_id]), {}, headers={"HX-Request": "true"})
    assert (line.status_code, line["Commend-Autosave"]) == (403, "no")
    # What they took no part in was not theirs to know of, and is not now.
    assert visitor.get(reverse("judging:sheet", args=[kept_from.public_id])).status_code == 404
    assert PanelMember.objects.get(pk=seat.pk).state == MemberState.STOOD_DOWN
