"""A judge in a real browser: accept, declare, read, score, submit; and what happens when something is wrong."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import PanelMember, Round, ScoreSheet
from judging.services.rounds import open_scoring
from judging.services.seats import seat_judge
from judging.services.sheets import save_sheet
from judging.states import MemberState, SheetState
from kit import clock
from nominations.models import Entry, JudgingCopy
from nominations.states import EntryState
from tests.browser import axe, overflow, shot
from tests.judging.judged import NAMES, declare_nothing, declaring_round, make_entries, points_of
from tests.world import sign_in
from workflow import SYSTEM, perform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = (
    "Two people on one street would not open their doors. [name removed] went back each week, at the hour that they "
    "had said, and said nothing of forms until they asked.\n\nNow both have the key safe that they chose, and the "
    "neighbours know whom to ring. The team has copied the way she does it in [place removed]."
)


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"judge-{name}")


def enter(page, server: str, person) -> None:
    """Sign the person in on the page's own browser."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def send(page, name: str) -> None:
    """Press a button of an entry's page and wait for what comes then: what was typed may be saved first."""
    with page.expect_navigation():
        press(page, name)


@pytest.fixture
def round_(award, people):
    """A round that declares interests, with five entries; one judge is invited and has not answered yet."""
    for criterion in award.criteria.all():
        criterion.question = f"What does the nomination say of {criterion.name.lower()}, and how do you know?"
        criterion.save()
    make_entries(award, people)
    JudgingCopy.objects.update(text=TEXT)
    round_ = declaring_round(award, people, opens_in=timedelta(hours=2), declare_by=clock.now() + timedelta(hours=1))
    for member in round_.panel.members.exclude(person=people["judge"]):
        declare_nothing(member)
    PanelMember.objects.filter(person=people["judge"]).delete()
    seat_judge(round_.panel, people["judge"], shuffle_seed=7, by=people["administrator"])
    return round_


@pytest.fixture
def open_round(round_):
    """The same round, open for scoring now."""
    Round.objects.update(opens_at=clock.now() - timedelta(minutes=1))
    return open_scoring(Round.objects.get(), by=SYSTEM)


def test_from_the_invitation_to_the_last_sheet(live_server, commend_page, round_, people):
    page, server = commend_page, live_server.url
    enter(page, server, people["judge"])

    page.goto(server + reverse("judging:mine"))
    look(page, "1-invited")
    page.get_by_role("link", name="Accept or decline your place").click()
    page.get_by_label("Tell us what would help").fill("Large print, please.")
    look(page, "2-seat")
    press(page, "Accept")
    look(page, "3-accepted")

    page.get_by_role("link", name="Declare your interests").click()
    press(page, "Save answers")
    expect(page).to_have_title(re.compile("^Error: Declare your interests"))
    look(page, "4-declare-errors")
    for name in sorted(NAMES)[:-1]:
        page.get_by_role("group", name=name).get_by_label("No interest").check()
    known = page.get_by_role("group", name=sorted(NAMES)[-1])
    known.get_by_label("I have an interest").check()
    page.get_by_label("What ties you to them?").and_(page.locator(":visible")).select_option("Close friend")
    look(page, "5-declare")
    press(page, "Save answers")
    expect(page.get_by_text("You have declared your interests.")).to_be_visible()
    look(page, "6-briefing")
    page.get_by_role("button", name="Try a practice entry").click()
    for group in page.locator("main form fieldset").all():
        group.get_by_label("4: Outstanding").check()
    press(page, "Check my scores")
    expect(page.get_by_role("alert")).to_contain_text("Enter a note or feedback")
    look(page, "6-practice-errors")
    page.get_by_label("Note to the panel").fill("Six of eight cook again.")
    press(page, "Check my scores")
    look(page, "6-practised")
    page.get_by_role("button", name="Go to your judging").click()
    look(page, "6-declared")
    page.get_by_role("link", name="Declare your interests").click()
    look(page, "7-answers")
    assert PanelMember.objects.get(person=people["judge"]).state == MemberState.DECLARED

    Round.objects.update(opens_at=clock.now() - timedelta(minutes=1))
    open_scoring(Round.objects.get(), by=SYSTEM)
    page.goto(server + reverse("judging:mine"))
    page.get_by_role("link", name="Score the entries").click()
    look(page, "8-list")
    assert sorted(NAMES)[-1] not in page.locator("main").inner_text()

    page.locator("main li a").first.click()
    look(page, "9-sheet")
    for count in range(4):
        for group in page.locator("main form fieldset").all():
            group.get_by_label("3: Good").check()
        page.get_by_label("Feedback that may be shared").fill("Clear, and told by several people.")
        send(page, "Save and next" if count else "Submit this entry")
    if "/entries/" in page.url:
        page.get_by_role("link", name="Your entries").click()
    look(page, "10-list-in-progress")
    while page.get_by_text("Not started").count():
        page.get_by_role("listitem").filter(has_text="Not started").get_by_role("link").first.click()
        for group in page.locator("main form fieldset").all():
            group.get_by_label("3: Good").check()
        send(page, "Save")
        page.get_by_role("link", name="Your entries").click()
    page.get_by_role("button", name="Check and submit").click()
    look(page, "11-check")
    press(page, "Submit all")
    expect(page.get_by_text("You submitted")).to_be_visible()
    look(page, "12-all-submitted")

    states = ScoreSheet.objects.filter(member__person=people["judge"]).values_list("state", flat=True)
    assert sorted(states) == [SheetState.RECUSED, *[SheetState.SUBMITTED] * 4]
    assert PanelMember.objects.get(person=people["judge"]).state == MemberState.FINISHED


def test_two_windows_lose_nothing_and_a_top_score_needs_words(live_server, commend_page, open_round, award, people):
    page, server, judge = commend_page, live_server.url, people["second_judge"]
    enter(page, server, judge)
    sheet = ScoreSheet.objects.mine(judge).get(entry__nominee__name=NAMES[0])
    page.goto(server + reverse("judging:sheet", args=[sheet.public_id]))
    save_sheet(
        sheet,
        scores=points_of(award, 2, 2, 2, 2),
        note_to_panel="From the other window.",
        feedback="",
        version=0,
        by=judge,
    )
    page.get_by_role("group", name="Impact").get_by_label("4: Outstanding").check()
    page.get_by_label("Feedback that may be shared").fill("")
    press(page, "Save")
    expect(page.get_by_role("heading", name="What is saved now")).to_be_visible()
    expect(page.locator("main")).to_contain_text("From the other window.")
    expect(page.get_by_role("group", name="Impact").get_by_label("4: Outstanding")).to_be_checked()
    look(page, "13-two-windows")

    press(page, "Submit this entry")
    expect(page.get_by_role("alert")).to_contain_text("you gave a top or bottom score")
    look(page, "14-words-wanted")


def saved(sheet) -> tuple[int, str]:
    """The version and the note that a sheet holds now."""
    return ScoreSheet.objects.values_list("version", "note_to_panel").get(pk=sheet.pk)


def test_what_is_typed_is_saved_by_itself_and_a_lost_connection_or_session_loses_nothing(
    live_server, commend_page, open_round, people
):
    page, server, judge = commend_page, live_server.url, people["second_judge"]
    enter(page, server, judge)
    sheet = ScoreSheet.objects.mine(judge).get(entry__nominee__name=NAMES[0])
    page.goto(server + reverse("judging:sheet", args=[sheet.public_id]))
    line, note = page.locator("#autosave"), page.get_by_label("Note to the panel")
    page.get_by_role("group", name="Impact").get_by_label("3: Good").check()
    expect(line).to_contain_text("Saved at")
    note.press_sequentially("One.")
    expect(page.locator("#id_version")).to_have_value("2")
    assert saved(sheet) == (2, "One.")
    look(page, "30-saved")

    page.context.set_offline(True)
    note.press_sequentially(" Two.")
    expect(line).to_contain_text("Not saved: you are offline. What you typed is still on this page.")
    press(page, "Save and next")
    expect(note).to_have_value("One. Two.")
    look(page, "31-offline")
    page.context.set_offline(False)
    expect(line).to_contain_text("Saved at")
    assert saved(sheet) == (3, "One. Two.")

    page.context.clear_cookies()
    note.press_sequentially(" Three.")
    expect(line).to_contain_text("Not saved: you are signed out. What you typed is still on this page.")
    press(page, "Save and next")
    expect(note).to_have_value("One. Two. Three.")
    look(page, "32-signed-out")
    enter(page, server, judge)
    other = page.context.new_page()
    other.goto(server + reverse("judging:mine"))
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line).to_contain_text("Saved at")
    assert saved(sheet) == (4, "One. Two. Three.")

    note.press_sequentially(" Four.")
    page.get_by_role("link", name="Your entries").click()
    page.wait_for_url(lambda url: str(sheet.public_id) not in url)
    page.goto(server + reverse("judging:sheet", args=[sheet.public_id]))
    expect(page.get_by_label("Note to the panel")).to_have_value("One. Two. Three. Four.")


def test_without_scripts_a_judge_saves_submits_and_is_kept_from_overwriting(
    live_server, commend_browser, open_round, award, people
):
    judge, server = people["second_judge"], live_server.url
    page = commend_browser.new_context(java_script_enabled=False).new_page()
    enter(page, server, judge)
    sheet = ScoreSheet.objects.mine(judge).get(entry__nominee__name=NAMES[0])
    page.goto(server + reverse("judging:sheet", args=[sheet.public_id]))
    for group in page.locator("main form fieldset").all():
        group.get_by_label("3: Good").check()
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("Saved at")
    marks = {"scores": points_of(award, 2, 2, 2, 2), "note_to_panel": "By phone.", "feedback": ""}
    save_sheet(ScoreSheet.objects.get(pk=sheet.pk), **marks, version=1, by=judge)
    page.get_by_label("Note to the panel").fill("At the desk.")
    press(page, "Submit this entry")
    expect(page.locator("main")).to_contain_text("By phone.")
    press(page, "Submit this entry")
    page.wait_for_url(lambda url: str(sheet.public_id) not in url)
    kept = ScoreSheet.objects.get(pk=sheet.pk)
    assert (kept.state, kept.note_to_panel) == (SheetState.SUBMITTED, "At the desk.")
    page.context.close()


def test_something_is_wrong_with_an_entry(live_server, commend_page, open_round, people):
    page, server, judge = commend_page, live_server.url, people["second_judge"]
    enter(page, server, judge)
    first, second, third = ScoreSheet.objects.mine(judge).order_by("pk")[:3]
    page.goto(server + reverse("judging:sheet", args=[first.public_id]))
    page.get_by_role("link", name="Something is wrong with this entry").click()
    look(page, "15-wrong")
    page.get_by_role("link", name="Declare an interest").click()
    page.get_by_label("Close friend").check()
    look(page, "16-know")
    press(page, "Take no part in this entry")
    expect(page.get_by_text("You take no part in that entry from now on.")).to_be_visible()
    expect(page.get_by_role("link", name=str(first.entry.nominee))).to_have_count(0)
    look(page, "17-took-no-part")

    page.goto(server + reverse("judging:identifies", args=[second.public_id]))
    look(page, "18-identifies")
    page.get_by_label("Where should the reviewer look?").fill("Second paragraph, a place.")
    press(page, "Hide it and ask for a check")
    expect(page.get_by_text("The entry is hidden from all judges")).to_be_visible()
    assert Entry.objects.get(pk=second.entry_id).state == EntryState.HIDDEN
    look(page, "19-being-checked")
    page.goto(server + reverse("judging:sheet", args=[second.public_id]))
    assert "both have the key safe" not in page.content()
    look(page, "20-hidden")

    page.goto(server + reverse("judging:sheet", args=[third.public_id]))
    Round.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    page.get_by_label("Note to the panel").fill("Typed as the round closed.")
    expect(page.get_by_role("status").filter(has_text="We have kept what you typed")).to_be_visible()
    look(page, "21-closed-while-open")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("It is kept, and counts only if the chair")
    expect(page.locator("main")).to_contain_text("Typed as the round closed.")
    perform(Round.objects.get(), "close_scoring", by=SYSTEM)
    look(page, "22-closed")
    page.goto(server + reverse("judging:list", args=[open_round.public_id]))
    look(page, "23-list-closed")


def test_a_judge_with_nothing_to_do_is_told_so(live_server, commend_page, people):
    enter(commend_page, live_server.url, people["stranger"])
    commend_page.goto(live_server.url + reverse("judging:mine"))
    look(commend_page, "24-nothing")
