"""Who reads what, through its pages: proposed, looked at, applied, undone and settled by hand."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Allocation, Round, ScoreSheet
from judging.services import allocating
from judging.services.allocating import propose_allocation
from judging.services.interests import declare_late
from judging.services.rounds import open_scoring
from judging.services.standings import refresh_round
from kit import clock, jobs
from nominations.models import Entry, Interest, InterestKind
from people.models import Person
from tests.judging.shared import readers_of, seat_of, shared_round
from tests.world import make_entry, make_person, sign_in
from workflow import SYSTEM, trail

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """What the main part of a page says."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'").strip()


@pytest.fixture
def shared(award, people):
    """A round of eight entries and five judges, each entry to be read by three; scoring is not open."""
    return shared_round(award, people)


@pytest.fixture
def browser(client, people):
    """The administrator's browser."""
    return sign_in(client, people["administrator"])


def address(name, thing, *more):
    return reverse(f"panel:{name}", args=[thing.public_id, *more])


def get(browser, name, thing, *more):
    return words_of(browser.get(address(name, thing, *more)))


def post(browser, name, thing, *more, **fields):
    return browser.post(address(name, thing, *more), fields, follow=True)


def queries(browser, pages) -> list[int]:
    """How many queries each page asks."""
    found = []
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        found.append(len(asked))
    return found


def test_an_administrator_works_it_out_looks_applies_and_undoes(browser, shared):
    assert "Who reads what" in get(browser, "round", shared)
    page = get(browser, "readers", shared)
    assert "Each entry is read by 3 judges. Change who reads each entry" in page
    assert page.count("Nobody yet") == 8

    shown = words_of(post(browser, "work-out", shared))
    assert "What would change" in shown
    assert "Judges can be compared well." in shown
    assert "24 added, 0 removed" in shown
    assert shown.count("Added") == 24
    allocation = Allocation.objects.get()
    assert get(browser, "readers", shared).count("Nobody yet") == 8

    applied = words_of(post(browser, "allocation", allocation))
    assert "Applied. Judges get these entries when scoring opens." in applied
    assert "Nobody yet" not in applied
    assert "24 added, 0 removed Applied" in applied

    open_scoring(shared, by=SYSTEM)
    refused = words_of(post(browser, "allocation-undo", allocation, reason=""))
    assert "Enter a reason" in refused
    undone = words_of(post(browser, "allocation-undo", allocation, reason="Wrong panel."))
    assert "Undone." in undone
    assert ScoreSheet.objects.count() == 0
    round_page = get(browser, "round", shared)
    assert "8 entries are read by fewer than 3 judges. Work out who reads what" in round_page
    assert "8 entries short of readers" in words_of(browser.get(reverse("panel:progress", args=[shared.season.slug])))


def test_a_proposal_is_discarded_and_nothing_changes(browser, shared):
    post(browser, "work-out", shared)
    allocation = Allocation.objects.get()
    said = words_of(post(browser, "allocation-discard", allocation))

    assert "Discarded. Nothing has changed for any judge." in said
    assert "What was changed" not in said
    assert "it is discarded" in words_of(post(browser, "allocation", allocation))


def test_what_cannot_be_solved_is_said_with_names_and_needs_a_tick(browser, shared, people):
    first = shared.award.entries.order_by("pk").first()
    for role in ("judge", "second_judge", "third_judge"):
        Interest.objects.create(entry=first, person=people[role], source="declared", kind="relative")
    shown = words_of(post(browser, "work-out", shared))
    allocation = Allocation.objects.get()

    assert f"{first.reference} Nominee A lacks 1 reader, because only 2 judges may read it, and it needs 3:" in shown
    assert "needs 3: Judge, Second Judge and Third Judge take no part in it." in shown
    assert not re.search(r"\b[ej]\d+\b", shown)
    refused = words_of(post(browser, "allocation", allocation))
    assert "Tick the box if it is to be applied although entries stay short of readers" in refused
    assert Allocation.objects.get().state == "proposed"
    post(browser, "allocation", allocation, accepts_shortages="on")
    assert Allocation.objects.get().state == "applied"
    assert "1 entry is read by fewer than 3 judges." in get(browser, "readers", shared)


def test_judges_who_share_no_entry_are_named_in_groups(browser, shared, people):
    Round.objects.update(readers=1)
    shown = words_of(post(browser, "work-out", shared))

    assert "These groups of judges share no entry, so they cannot be compared with each other:" in shown
    assert "Ada Fourth" in shown


def test_a_proposal_that_the_world_has_overtaken_is_not_applied(browser, shared, people):
    post(browser, "work-out", shared)
    allocation = Allocation.objects.get()
    post(browser, "reads-at-most", shared, seat_of(shared, people["judge"]).pk, reads_at_most="2")

    assert "Something has changed since this was worked out" in get(browser, "allocation", allocation)
    assert "Something has changed since" in words_of(post(browser, "allocation", allocation))
    assert Allocation.objects.get().state == "proposed"


def test_how_many_read_each_entry_is_set_until_scoring_opens(browser, shared, people):
    form = words_of(browser.get(address("readers-count", shared)))
    assert "Who reads each entry?" in form
    assert "Enter how many judges read each entry" in words_of(post(browser, "readers-count", shared, who="some"))
    assert "between" not in words_of(post(browser, "readers-count", shared, who="some", readers="2"))
    assert Round.objects.get().readers == 2
    assert "Each entry is read by 2 judges, and its quorum is 3." in get(browser, "readers", shared)
    assert "its quorum is 3" in get(browser, "round", shared)
    assert "Every judge reads every entry." in words_of(post(browser, "readers-count", shared, who="all", readers=""))
    post(browser, "readers-count", shared, who="some", readers="3")
    assert [event.verb for event in trail(shared)] == ["round.set_readers"] * 3

    open_scoring(shared, by=SYSTEM)
    late = words_of(post(browser, "readers-count", shared, who="some", readers="2"))
    assert "Scoring has opened, so the number of readers stays as it is." in late
    assert Round.objects.get().readers == 3


def test_a_judges_limit_is_kept_and_dealt_by(browser, shared, people):
    seat = seat_of(shared, people["judge"])
    said = words_of(post(browser, "reads-at-most", shared, seat.pk, reads_at_most="2"))
    assert "reads at most 2 entries." in said
    post(browser, "work-out", shared)
    post(browser, "allocation", Allocation.objects.get())
    open_scoring(shared, by=SYSTEM)

    assert ScoreSheet.objects.filter(member=seat).count() == 2
    assert set(readers_of(shared).values()) == {3}
    assert "has no limit." in words_of(post(browser, "reads-at-most", shared, seat.pk, reads_at_most=""))


@pytest.mark.parametrize("is_open", [False, True], ids=["before scoring", "while scoring"])
def test_one_entry_is_given_and_taken_by_hand_and_undone(browser, shared, people, is_open):
    post(browser, "work-out", shared)
    post(browser, "allocation", Allocation.objects.get())
    if is_open:
        open_scoring(shared, by=SYSTEM)
    entry = shared.award.entries.order_by("pk").first()
    html = browser.get(address("entry-readers", shared, entry.public_id)).content.decode()
    gives, takes = (re.findall(f'name="{name}" value="(\\d+)"', html) for name in ("give", "take"))
    assert (len(gives), len(takes)) == (2, 3)

    given = words_of(post(browser, "entry-readers", shared, entry.public_id, give=gives[0]))
    assert f"now reads {entry.reference}." in given
    taken = words_of(post(browser, "entry-readers", shared, entry.public_id, take=takes[0]))
    assert f"no longer reads {entry.reference}." in taken
    again = words_of(post(browser, "entry-readers", shared, entry.public_id, take=takes[0]))
    assert "cannot be taken from them" in again
    history = get(browser, "readers", shared)
    assert "By hand: 0 added, 1 removed" in history
    assert "By hand: 1 added, 0 removed" in history

    last = Allocation.objects.order_by("-pk").first()
    post(browser, "allocation-undo", last, reason="A slip.")
    html = browser.get(address("entry-readers", shared, entry.public_id)).content.decode()
    assert sorted(re.findall(r'name="take" value="(\d+)"', html)) == sorted([*takes, gives[0]])


def test_a_judge_with_an_interest_or_in_the_nominees_team_is_offered_no_entry(browser, shared, people):
    from people.models import Organisation, Team

    entry = shared.award.entries.order_by("pk").first()
    seat, colleague = seat_of(shared, people["judge"]), seat_of(shared, people["second_judge"])
    organisation = Organisation.objects.create(name="Fellshire Council")
    team = Team.objects.create(name="Reablement", organisation=organisation)
    nominee = make_person("Nominee A", team=team)
    Entry.objects.get(pk=entry.pk).nominee.__class__.objects.filter(pk=entry.nominee_id).update(person=nominee)
    Person.objects.filter(pk=colleague.person_id).update(team=team)
    declare_late(seat, entry=entry, kind=InterestKind.RELATIVE, note="", by=people["judge"])

    page = get(browser, "entry-readers", shared, entry.public_id)
    assert "This judge takes no part in this entry." in page
    assert "This judge works in the nominee’s own team." in page
    for member in (seat, colleague):
        post(browser, "entry-readers", shared, entry.public_id, give=member.pk)
    assert Allocation.objects.count() == 0


def test_a_large_round_is_worked_out_by_a_worker_with_its_progress_shown(browser, shared, monkeypatch):
    monkeypatch.setattr(allocating, "AT_ONCE", 10)
    watched = words_of(post(browser, "work-out", shared))
    allocation = Allocation.objects.get()
    assert (allocation.state, allocation.job.total) == ("working", 8)
    assert "Working out who reads what" in watched
    assert "Waiting to start" in watched

    part = browser.get(address("allocation", allocation), headers={"HX-Request": "true"}).content.decode()
    assert 'id="progress"' in part
    assert "<html" not in part
    assert jobs.work_on(allocation.job_id) is False
    done = browser.get(address("allocation", allocation), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == address("allocation", allocation)
    assert "24 added, 0 removed" in get(browser, "allocation", allocation)


def test_a_worker_leaves_alone_what_was_stopped_and_a_failed_one_leaves_nothing_behind(browser, shared, monkeypatch):
    monkeypatch.setattr(allocating, "AT_ONCE", 10)
    post(browser, "work-out", shared)
    stopped = Allocation.objects.get()
    post(browser, "allocation-discard", stopped)
    jobs.work_on(stopped.job_id)
    assert Allocation.objects.get().state == "discarded"

    post(browser, "work-out", shared)
    failed = Allocation.objects.order_by("-pk").first()
    jobs.sweep(clock.now() + jobs.GIVEN_UP_AFTER + timedelta(minutes=1))
    assert Allocation.objects.get(pk=failed.pk).state == "discarded"


@pytest.mark.parametrize(
    "role", ["chair", "judge", "reviewer", "communications", "stranger", "superuser", "information_governance"]
)
def test_nobody_else_finds_these_pages(client, shared, people, role):
    allocation = propose_allocation(shared, by=people["administrator"])
    entry, seat = shared.award.entries.first(), seat_of(shared, people["judge"])
    browser = sign_in(client, people[role])
    pages = [
        address("readers", shared),
        address("readers-count", shared),
        address("reads-at-most", shared, seat.pk),
        address("entry-readers", shared, entry.public_id),
        address("allocation", allocation),
        address("allocation-undo", allocation),
    ]
    assert [browser.get(page).status_code for page in pages] == [404] * 6
    deeds = [address("work-out", shared), address("allocation", allocation), address("allocation-discard", allocation)]
    assert [browser.post(page).status_code for page in deeds] == [404] * 3
    assert Allocation.objects.get().state == "proposed"


def test_an_administrator_with_an_interest_is_refused_in_words(client, shared, people):
    allocation = propose_allocation(shared, by=people["administrator"])
    tied = people["second_administrator"]
    Interest.objects.create(entry=shared.award.entries.first(), person=tied, source="declared", kind="relative")
    browser = sign_in(client, tied)

    for page in (address("readers", shared), address("allocation", allocation)):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "you do not say who reads what" in words_of(answer)
        assert "Nominee" not in words_of(answer)
    assert browser.post(address("allocation", allocation)).status_code == 403
    assert browser.post(address("work-out", shared)).status_code == 403
    assert "Who reads what" not in words_of(browser.get(address("round", shared)))
    assert Allocation.objects.get().state == "proposed"


def test_the_cost_is_the_same_at_three_and_three_hundred_entries(browser, shared, people):
    award = shared.award
    gone = list(award.entries.order_by("-pk")[:5])
    Entry.objects.filter(pk__in=[entry.pk for entry in gone]).update(state="withdrawn")
    allocation = propose_allocation(shared, by=people["administrator"])
    pages = [address("readers", shared), address("allocation", allocation)]
    few = queries(browser, pages)
    entries = list(award.entries.live())
    for number in range(297):
        make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"N {number}")
    pages[1] = address("allocation", propose_allocation(shared, by=people["administrator"]))

    assert (len(entries), award.entries.live().count()) == (3, 300)
    assert queries(browser, pages) == few
    assert all(len(browser.get(page).content) < 60_000 for page in pages)

    open_scoring(Round.objects.get(), by=SYSTEM)
    refresh_round(shared)
    opened = [address("readers", shared), address("entry-readers", shared, entries[0].public_id)]
    many = queries(browser, opened)
    ScoreSheet.objects.exclude(entry__in=entries).delete()
    assert queries(browser, opened) == many
