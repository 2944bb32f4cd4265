"""The reviewer's and the administrator's pages, as they are asked for by address."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit import clock
from nominations.models import Endorsement, Entry, Flag, Interest, Nomination
from nominations.services.interests import find_for_role_holders
from nominations.services.reviewing import accept_nomination, hold_nomination, take_nomination
from tests.world import WORDS, make_draft, make_entry, make_submitted, sign_in
from workflow.audit import trail

QUEUE = reverse("review:queue")


def screen(nomination, name="nomination", *more):
    return reverse(f"review:{name}", args=[nomination.public_id, *more])


def words_of(response):
    """The text of a page as a reader sees it, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def reviewer(client, people):
    """The reviewer, signed in."""
    return sign_in(client, people["reviewer"])


@pytest.fixture
def administrator(client, people):
    """The administrator, signed in."""
    return sign_in(client, people["administrator"])


def references(response):
    return [row.reference for row in response.context["table"].page.object_list.data]


def test_the_queue_shows_what_is_to_check_by_notice_date_and_then_by_flags(reviewer, award, people):
    by = {"nominator": people["nominator"]}
    today = clock.now()
    rows = [make_submitted(award, nominee=name, first_submitted_at=today, **by) for name in ("Ann", "Ben")]
    older = make_submitted(award, nominee="Cas", first_submitted_at=today - timedelta(days=3), **by)
    Flag.objects.create(nomination=rows[1], kind="phone", start=0, end=3, certainty="certain")
    accept_nomination(make_submitted(award, nominee="Dee", **by), by=people["reviewer"])

    response = reviewer.get(QUEUE)

    assert references(response) == [older.reference, rows[1].reference, rows[0].reference]
    assert "1 flag to decide" in words_of(response)
    assert "&lt;" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "jose"}, ["José O’Neill"]),
        ({"q": "ONEILL"}, ["José O’Neill"]),
        ({"q": "27-0001"}, ["José O’Neill"]),
        ({"status": "on_hold"}, ["Held"]),
        ({"status": "accepted"}, ["Through"]),
        ({"screening": "flags"}, ["Held"]),
        ({"screening": "clear", "status": "all"}, ["Through"]),
        ({"age": "7"}, ["Old"]),
        ({"taken": "me"}, ["José O’Neill"]),
        ({"taken": "nobody"}, ["Old", "Held"]),
        ({"taken": "others"}, []),
        ({"q": "nobody at all"}, []),
    ],
)
def test_the_queue_can_be_searched_and_narrowed(reviewer, award, people, query, expected):
    by = {"nominator": people["nominator"]}
    take_nomination(make_submitted(award, nominee="José O’Neill", **by), by=people["reviewer"])
    held = make_submitted(award, nominee="Held", **by)
    accept_nomination(make_submitted(award, nominee="Through", **by), by=people["reviewer"])
    make_submitted(award, nominee="Old", first_submitted_at=clock.now() - timedelta(days=8), **by)
    Flag.objects.create(nomination=held, kind="phone", start=0, end=3, certainty="certain")
    hold_nomination(held, by=people["reviewer"], reason="Waiting.")

    response = reviewer.get(QUEUE, query)

    assert [r.nominee.name for r in response.context["table"].page.object_list.data] == expected
    if not expected:
        assert "Nothing matches" in words_of(response)


def test_an_empty_queue_says_so(reviewer):
    assert "Nothing to check" in words_of(reviewer.get(QUEUE))


def test_own_nominations_and_other_seasons_are_not_in_the_queue(reviewer, award, other_season, people):
    own = make_submitted(award, nominator=people["reviewer"], nominee="Own")
    about = make_submitted(award, nominator=people["nominator"], nominee=people["reviewer"])
    elsewhere = make_submitted(other_season.awards.get(), nominator=people["nominator"], nominee="Elsewhere")

    assert references(reviewer.get(QUEUE, {"status": "all"})) == []
    missing = reverse("review:nomination", args=["00000000-0000-4000-8000-000000000000"])
    for hidden in (own, about, elsewhere):
        assert reviewer.get(screen(hidden)).status_code == reviewer.get(missing).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_queue_costs_the_same_however_long_it_is(reviewer, award, people, rows):
    for number in range(rows):
        made = make_submitted(award, nominator=people["nominator"], nominee=f"Nominee {number}")
        Flag.objects.create(nomination=made, kind="phone", start=0, end=3, certainty="certain")
    reviewer.get(QUEUE)

    with CaptureQueriesContext(connection) as asked:
        assert reviewer.get(QUEUE).status_code == 200

    _SEEN.setdefault("queue", len(asked))
    assert len(asked) == _SEEN["queue"]


_SEEN: dict[str, int] = {}


STAFF_PAGES = ["queue", "entries", "endorsements", "late"]


@pytest.mark.parametrize("page", STAFF_PAGES)
@pytest.mark.parametrize("role", ["judge", "nominator", "nominee", "endorser", "hr_adviser", "stranger", "superuser"])
def test_the_awards_teams_lists_do_not_exist_for_others(client, people, page, role):
    assert sign_in(client, people[role]).get(reverse(f"review:{page}")).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, submitted):
    assert client.get(screen(submitted)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["administrator", "judge", "nominator", "nominee", "stranger", "superuser"])
def test_nobody_but_a_reviewer_opens_a_nomination(client, submitted, people, role):
    sign_in(client, people[role])

    for name in ("nomination", "accept", "return", "hold", "reject", "original", "merge"):
        assert client.get(screen(submitted, name)).status_code == 404
    for name in ("take", "redact", "let_go", "take_over"):
        assert client.post(screen(submitted, name)).status_code == 404


def test_taking_locks_it_for_the_second_reviewer_who_may_take_over(client, submitted, people):
    sign_in(client, people["reviewer"]).post(screen(submitted, "take"))
    second = sign_in(client, people["second_reviewer"])

    page = words_of(second.get(screen(submitted)))
    assert "Reviewer has been checking this nomination since" in page
    assert "You can read it, but not change it." in page
    assert "Take out this phrase" not in page
    assert second.get(screen(submitted, "accept")).url == screen(submitted)

    second.post(screen(submitted, "take_over"))
    assert Nomination.objects.get().taken_by == people["second_reviewer"]


def test_html_in_the_statement_is_shown_as_text(reviewer, award, people):
    text = "<script>alert(1)</script> & <b>Edith</b> " + WORDS
    sent = make_submitted(award, nominator=people["nominator"], nominee="<i>Nadia</i>", statement_text=text)
    Flag.objects.create(nomination=sent, kind="person_name", start=30, end=38, certainty="likely")
    take_nomination(sent, by=people["reviewer"])

    page = reviewer.get(screen(sent)).content.decode()

    assert "<script>alert" not in page
    assert "<b>Edith" not in page
    assert "<i>Nadia" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_redacting_by_typing_says_how_many_and_shows_the_copy(reviewer, award, people):
    sent = make_submitted(
        award, nominator=people["nominator"], nominee="Nadia", statement_text="Edith and edith. " + WORDS
    )
    take_nomination(sent, by=people["reviewer"])

    page = words_of(reviewer.post(screen(sent, "redact"), {"phrase": "EDITH", "label": "[name removed]"}, follow=True))

    assert "Taken out in 2 places." in page
    assert "[name removed] and [name removed]." in page
    assert "Phrase redacted in 2 places" in page


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"phrase": "Dorothy", "label": "[name removed]"}, "The statement does not contain this phrase."),
        ({"phrase": "", "label": "[name removed]"}, "Enter the phrase to take out"),
        ({"phrase": "listened", "label": "own"}, "Enter your own wording"),
    ],
)
def test_a_redaction_that_is_refused_keeps_what_was_typed(reviewer, submitted, people, typed, error):
    take_nomination(submitted, by=people["reviewer"])

    response = reviewer.post(screen(submitted, "redact"), typed)

    assert response.status_code == 200
    assert error in words_of(response)
    assert "There is a problem" in words_of(response)
    assert response.context["form"]["phrase"].value() == typed["phrase"]


def test_a_redaction_sent_twice_is_made_once(reviewer, submitted, people):
    take_nomination(submitted, by=people["reviewer"])
    typed = {"phrase": "listened first", "label": "[detail removed]", "idempotency_key": "one-press"}

    answers = [reviewer.post(screen(submitted, "redact"), typed) for _ in range(2)]

    assert [a.url for a in answers] == [screen(submitted)] * 2
    assert submitted.redactions.count() == 1


def test_a_flag_is_settled_with_one_button(reviewer, submitted, people):
    flag = Flag.objects.create(nomination=submitted, kind="person_name", start=0, end=3, certainty="likely")
    take_nomination(submitted, by=people["reviewer"])
    assert reviewer.get(screen(submitted, "accept")).url == screen(submitted)

    reviewer.post(screen(submitted, "flag", flag.pk), {"ruling": "redacted"})

    assert submitted.flags.get().ruling == Flag.Ruling.REDACTED
    reviewer.post(screen(submitted, "remove_redaction", submitted.redactions.get().pk))
    reviewer.post(screen(submitted, "flag", flag.pk), {"ruling": "not_identifying"})
    assert submitted.flags.get().ruling == Flag.Ruling.NOT_IDENTIFYING
    assert reviewer.get(screen(submitted, "accept")).status_code == 200


def test_a_flag_or_redaction_of_another_nomination_is_missing(reviewer, award, submitted, people):
    other = make_submitted(award, nominator=people["nominator"], nominee="Other")
    flag = Flag.objects.create(nomination=other, kind="person_name", start=0, end=3, certainty="likely")

    assert reviewer.post(screen(submitted, "flag", flag.pk), {"ruling": "redacted"}).status_code == 404


def test_accepting_asks_to_have_read_it_and_keeps_the_citation(reviewer, submitted, people):
    take_nomination(submitted, by=people["reviewer"])

    refused = reviewer.post(screen(submitted, "accept"), {"citation": "For all she does."})
    assert "Read the judging copy, then tick the box" in words_of(refused)
    assert refused.context["form"]["citation"].value() == "For all she does."

    typed = {"citation": "For all she does.", "has_read": "on"}
    assert reviewer.post(screen(submitted, "accept"), typed).url == screen(submitted)
    assert Entry.objects.get().citation == "For all she does."


def test_a_likely_match_must_be_answered_and_is_never_joined_by_itself(reviewer, award, people):
    first = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia Fenwick")
    accept_nomination(first, by=people["second_reviewer"])
    again = make_submitted(award, nominator=people["nominator"], nominee="nadia  FENWICK")
    take_nomination(again, by=people["reviewer"])

    refused = reviewer.post(screen(again, "accept"), {"has_read": "on"})
    assert "Select whether this is the same nominee" in words_of(refused)
    assert f"Yes: join to {first.reference}, Nadia Fenwick" in words_of(refused)

    reviewer.post(screen(again, "accept"), {"has_read": "on", "join": str(first.public_id)})

    joined = Nomination.objects.get(pk=again.pk)
    assert (joined.state, joined.merged_into, joined.entry.reference) == ("merged", first, first.reference)


def test_a_likely_match_can_be_a_different_nominee(reviewer, award, people):
    first = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia Fenwick")
    accept_nomination(first, by=people["second_reviewer"])
    again = make_submitted(award, nominator=people["nominator"], nominee="Nadia Fenwick")
    take_nomination(again, by=people["reviewer"])

    reviewer.post(screen(again, "accept"), {"has_read": "on", "join": "separate"})

    assert sorted(Entry.objects.values_list("reference", flat=True)) == [first.reference, again.reference]


@pytest.mark.parametrize(
    ("page", "typed", "state"),
    [
        ("return", {"note": "Please leave out the address."}, "returned"),
        ("hold", {"reason": "Waiting for the lead."}, "on_hold"),
        ("reject", {"public_reason": "They left before 2026."}, "not_eligible"),
    ],
)
def test_each_outcome_has_a_page_that_needs_words(reviewer, submitted, people, page, typed, state):
    take_nomination(submitted, by=people["reviewer"])

    empty = reviewer.post(screen(submitted, page), dict.fromkeys(typed, ""))
    assert (empty.status_code, "There is a problem" in words_of(empty)) == (200, True)
    assert reviewer.post(screen(submitted, page), typed).url == screen(submitted)
    assert Nomination.objects.get().state == state
    assert reviewer.get(screen(submitted)).status_code == 200


def test_after_redaction_the_original_opens_only_for_a_reason(reviewer, submitted, people):
    from nominations.services.redaction import add_redaction

    add_redaction(submitted, phrase="listened first", label="[detail removed]", by=people["reviewer"])
    accept_nomination(submitted, by=people["reviewer"])

    assert "listened first" not in words_of(reviewer.get(screen(submitted)))
    assert "listened first" not in words_of(reviewer.get(screen(submitted, "original")))
    assert "Enter a reason" in words_of(reviewer.post(screen(submitted, "original"), {"reason": ""}))

    opened = reviewer.post(screen(submitted, "original"), {"reason": "A complaint."})
    assert "listened first" in words_of(opened)
    assert "no-store" in opened["Cache-Control"]
    assert trail(submitted).first().verb == "nomination.open_original"


def test_entries_are_listed_for_administrators_without_the_words_of_the_statement(administrator, entry):
    page = words_of(administrator.get(reverse("review:entries")))
    assert (entry.reference in page, "1 entry" in page) == (True, True)

    detail = words_of(administrator.get(reverse("review:entry", args=[entry.public_id])))
    assert "She listened first" in detail  # the judging copy
    assert administrator.get(screen(entry.nominations.get())).status_code == 404


def test_an_interested_administrator_finds_no_such_entry(administrator, entry, people):
    Nomination.objects.filter(entry=entry).update(nominator=people["administrator"])
    find_for_role_holders(entry)

    missing = administrator.get(reverse("review:entry", args=["00000000-0000-4000-8000-000000000000"]))
    hidden = administrator.get(reverse("review:entry", args=[entry.public_id]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert entry.reference not in words_of(administrator.get(reverse("review:entries")))
    assert administrator.post(reverse("review:hide", args=[entry.public_id]), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_list_of_entries_costs_the_same_however_long_it_is(administrator, award, people, rows):
    for number in range(rows):
        make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"Nominee {number}")
    administrator.get(reverse("review:entries"))

    with CaptureQueriesContext(connection) as asked:
        administrator.get(reverse("review:entries"))

    _SEEN.setdefault("entries", len(asked))
    assert len(asked) == _SEEN["entries"]


@pytest.fixture
def late_endorsement(award, people):
    """An endorsement that was not answered in time."""
    sent = make_submitted(
        award, nominator=people["nominator"], nominee=people["nominee"], endorser_email=people["endorser"].email
    )
    accept_nomination(sent, by=people["reviewer"])
    Endorsement.objects.update(answer_by=clock.now() - timedelta(minutes=1))
    return Endorsement.objects.get()


def test_a_late_endorsement_can_be_given_to_somebody_else(administrator, late_endorsement):
    assert late_endorsement.nomination.reference in words_of(administrator.get(reverse("review:endorsements")))
    address = reverse("review:endorsement", args=[late_endorsement.public_id])

    refused = administrator.post(address, {"deed": "name", "name": "Lorna Achebe", "email": "not an address"})
    assert "Enter an email address in the correct format" in words_of(refused)

    administrator.post(address, {"deed": "name", "name": "Lorna Achebe", "email": "lorna@fellshire.example"})
    assert list(Endorsement.objects.values_list("state", "person__full_name")) == [
        ("reassigned", "Endorser"),
        ("requested", "Lorna Achebe"),
    ]
    assert "No endorsement is late" in words_of(administrator.get(reverse("review:endorsements")))


def test_a_late_endorsement_can_be_waived_with_a_reason(administrator, late_endorsement):
    address = reverse("review:endorsement", args=[late_endorsement.public_id])
    assert "Enter a reason" in words_of(administrator.post(address, {"deed": "waive", "reason": ""}))

    administrator.post(address, {"deed": "waive", "reason": "Direct payment employer."})

    assert Endorsement.objects.get().state == "waived"


def test_where_nobody_was_named_an_administrator_names_somebody(administrator, submitted, people):
    accept_nomination(submitted, by=people["reviewer"])
    assert submitted.reference in words_of(administrator.get(reverse("review:endorsements")))

    typed = {"deed": "name", "name": "Lorna Achebe", "email": "lorna@fellshire.example"}
    administrator.post(reverse("review:endorser", args=[submitted.public_id]), typed)

    assert [e.person.full_name for e in Endorsement.objects.all()] == ["Lorna Achebe"]


def test_a_late_draft_is_admitted_with_a_reason(administrator, award, people):
    draft = make_draft(award, nominator=people["nominator"], nominee=people["nominee"], late_at=clock.now())
    page = administrator.get(reverse("review:late"))
    assert "1 late draft" in words_of(page)
    assert "She listened first" not in words_of(page)

    address = reverse("review:admit", args=[draft.public_id])
    assert "Enter a reason" in words_of(administrator.post(address, {"reason": ""}))
    assert administrator.post(address, {"reason": "The site was down."}).url == reverse("review:late")
    assert Nomination.objects.get().state == "submitted"


def test_a_reviewer_admits_no_late_drafts(reviewer, draft):
    assert reviewer.get(reverse("review:admit", args=[draft.public_id])).status_code == 404


def test_an_administrator_rules_on_a_declared_interest_and_says_why(administrator, entry, people):
    from nominations.services.interests import declare_interest

    judge = people["judge"]
    declared = declare_interest(entry, person=judge, kind="close_friend", note="We sing together.", by=judge)
    address = reverse("review:interest", args=[entry.public_id, declared.pk])
    assert "We sing together." in words_of(administrator.get(address))

    refused = administrator.post(address, {"ruling": "noted", "note": ""})
    assert "Enter why they may take part" in words_of(refused)
    administrator.post(address, {"ruling": "noted", "note": "Knows them from afar."})

    assert (Interest.objects.get().ruling, Interest.objects.get().ruled_by) == ("noted", people["administrator"])


def test_the_chair_rules_on_what_others_of_the_panel_declared(client, award, entry, people):
    from nominations.services.interests import declare_interest
    from tests.world import make_round

    make_round(award, chair=people["chair"], judges=[people["judge"]])
    for person in (people["judge"], people["chair"]):
        declare_interest(entry, person=person, kind="taught_or_assessed", note="", by=person)
    chair = sign_in(client, people["chair"])
    of_judge, of_chair = (Interest.objects.get(person=people[role]) for role in ("judge", "chair"))
    page = reverse("review:interests")

    # With an interest of their own in the entry, the chair rules on nobody's.
    assert "No declared interests" in words_of(chair.get(page))
    assert chair.get(reverse("review:interest", args=[entry.public_id, of_judge.pk])).status_code == 404
    Interest.objects.filter(pk=of_chair.pk).update(ruling="noted")

    assert "1 interest" in words_of(chair.get(page))
    assert chair.get(reverse("review:interest", args=[entry.public_id, of_chair.pk])).status_code == 404
    chair.post(
        reverse("review:interest", args=[entry.public_id, of_judge.pk]), {"ruling": "noted", "note": "Years ago."}
    )
    assert Interest.objects.get(pk=of_judge.pk).ruled_by == people["chair"]


@pytest.mark.parametrize("role", ["judge", "reviewer", "nominator", "stranger", "superuser"])
def test_nobody_else_finds_the_page_of_interests(client, entry, people, role):
    assert sign_in(client, people[role]).get(reverse("review:interests")).status_code == 404


def test_a_nomination_is_joined_by_the_reference_of_another(reviewer, award, people):
    made = [
        accept_nomination(make_submitted(award, nominator=people["nominator"], nominee=name), by=people["reviewer"])
        for name in ("Siobhan Wade", "Shivaun Wade")
    ]
    page = reviewer.get(screen(made[0], "merge"))
    assert "Reference of the nomination to join it to" in words_of(page)
    assert "govuk-radios__conditional" not in page.content.decode()

    unknown = reviewer.post(screen(made[0], "merge"), {"reference": "NO27-9999"})
    assert "There is no accepted nomination of this award with this reference" in words_of(unknown)
    assert unknown.context["form"]["reference"].value() == "NO27-9999"
    reviewer.post(screen(made[0], "merge"), {"reference": made[1].reference.lower()})

    assert Nomination.objects.get(pk=made[0].pk).merged_into == made[1]
    assert "No other nomination for this award looks like" in words_of(reviewer.get(screen(made[0])))
    assert "Enter a reason" in words_of(reviewer.post(screen(made[0], "split"), {"reason": ""}))
    reviewer.post(screen(made[0], "split"), {"reason": "They are two people."})
    assert Nomination.objects.get(pk=made[0].pk).state == "accepted"


def test_likely_ones_are_offered_and_another_can_be_named(reviewer, award, people):
    made = [
        accept_nomination(make_submitted(award, nominator=people["nominator"], nominee=name), by=people["reviewer"])
        for name in ("Nadia Fenwick", "NADIA FENWICK", "Someone Else")
    ]
    assert f"{made[1].reference}: NADIA FENWICK" in words_of(reviewer.get(screen(made[0], "merge")))
    assert "Select a nomination" in words_of(reviewer.post(screen(made[0], "merge"), {}))
    empty = reviewer.post(screen(made[0], "merge"), {"into": "own"})
    assert "Enter the reference of the nomination to join it to" in words_of(empty)

    reviewer.post(screen(made[0], "merge"), {"into": str(made[1].public_id)})

    assert Nomination.objects.get(pk=made[0].pk).merged_into == made[1]
