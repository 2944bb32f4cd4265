"""Whose draft it is, what is refused and how, and what is kept when the clock runs out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Award
from kit import clock
from nominations.models import Nomination, Nominee, NomineeMember, Statement
from people.links import address_of, send_link
from people.models import Person
from tests.nominations.test_nominate import ANSWERS, start, write
from tests.world import WORDS, make_draft, make_submitted, sign_in

PAGES = ("nomination", "check", "confirm-email", "sent", "late", "own", "twice", "withdraw", "change", "delete")


def page(name: str, nomination, *more) -> str:
    """Return the address of a page about a nomination."""
    return reverse(f"nominations:{name}", args=[nomination.public_id, *more])


def question(nomination, slug: str) -> str:
    """Return the address of one question."""
    return page("question", nomination, slug)


def text_of(response) -> str:
    """Return what the page says."""
    return response.content.decode()


def statuses(client, nomination) -> dict[str, int]:
    """Return how each page about the nomination answers."""
    addresses = {name: page(name, nomination) for name in PAGES}
    addresses |= {slug: question(nomination, slug) for slug in ANSWERS}
    return {name: client.get(address).status_code for name, address in addresses.items()}


def test_a_draft_is_not_there_for_another_signed_in_person(client, award, people):
    write(client, award)
    draft = Nomination.objects.get()
    for role in ("other_nominator", "nominee", "judge", "reviewer", "administrator", "superuser"):
        assert set(statuses(sign_in(Client(), people[role]), draft).values()) == {404}, role


def test_a_draft_is_not_there_for_another_browser(client, award):
    write(client, award)
    draft = Nomination.objects.get()

    elsewhere = statuses(Client(), draft)
    unknown = statuses(Client(), Nomination(public_id="7a2e1c52-4b1f-4d8e-9a54-8d1c9f0f3b6e"))

    assert elsewhere == unknown
    assert {elsewhere[name] for name in ("check", "own", "delete", *ANSWERS)} == {302}


def test_typing_an_address_shows_nothing_of_its_owner(client, award, people):
    """Somebody who types another's address sees the draft that they write, and no other."""
    theirs = make_draft(award, nominator=people["nominator"], nominee="Secret Nominee")
    sent = make_submitted(award, nominator=people["nominator"], nominee="Nadia Fenwick")
    Nominee.objects.filter(pk=sent.nominee_id).update(email="nadia@fellshire.example")
    address, visited = write(client, award, your_details={"email": people["nominator"].email})

    assert visited == list(ANSWERS)
    assert client.get(page("check", theirs)).status_code == 302
    assert client.get(reverse("nominations:mine")).status_code == 302
    assert "Secret" not in text_of(client.get(address))
    assert client.post(address).url == address.replace("check", "confirm-email")


def test_a_browser_that_signs_in_as_somebody_else_loses_sight_of_the_draft(client, award, people):
    write(client, award)
    draft = Nomination.objects.get()
    sign_in(client, people["stranger"])

    assert client.get(page("check", draft)).status_code == 404


def test_what_was_begun_before_signing_in_becomes_theirs(client, award, people):
    start(client, award)
    draft = Nomination.objects.get()
    sign_in(client, people["nominator"])
    client.post(question(draft, "nominee"), ANSWERS["nominee"])

    draft = Nomination.objects.get()
    assert (draft.nominator, draft.nominator_email) == (people["nominator"], people["nominator"].email)


def test_the_link_alone_does_not_open_the_draft(award, people, draft):
    client = Client()
    opened = client.get(address_of(send_link("draft", draft, people["nominator"])), follow=True)

    assert "Send me a code" in text_of(opened)
    assert draft.nominee.name not in text_of(opened)
    assert client.get(page("check", draft)).status_code == 302
    assert client.post(page("check", draft)).status_code == 302


def test_the_link_leads_a_signed_in_nominator_to_their_draft(people, draft):
    client = sign_in(Client(), people["nominator"])
    opened = client.get(address_of(send_link("draft", draft, people["nominator"])), follow=True)

    assert opened.redirect_chain[-1][0] == page("check", draft)


def test_an_award_that_is_not_open_to_them_says_so_on_a_page(client, award, other_award):
    Award.objects.filter(pk=award.pk).update(who_may_nominate=["partner"])
    answer = start(client, award, "public")
    shown = client.get(answer.url)

    assert not Nomination.objects.exists()
    assert "You cannot nominate for this award" in text_of(shown)
    assert other_award.name in text_of(shown)
    assert "There is a problem" not in text_of(shown)


@pytest.mark.parametrize(
    "changed",
    [{"your_details": {"email": "NADIA@fellshire.example"}}, {"your_details": {"relationship": "self"}}],
)
def test_nominating_oneself_ends_on_a_page_that_says_so(client, award, changed):
    address, visited = write(client, award, **changed)

    assert visited == ["nominee", "your-details"]
    assert "<h1" in (shown := text_of(client.get(address)))
    assert "You cannot nominate yourself for this award" in shown
    assert "There is a problem" not in shown


def test_nominating_the_same_person_again_links_to_the_first_nomination(award, people):
    earlier = make_submitted(award, nominator=people["nominator"], nominee="Nadia Fenwick")
    Nominee.objects.filter(pk=earlier.nominee_id).update(email="nadia@fellshire.example")
    client = sign_in(Client(), people["nominator"])
    address, visited = write(client, award)

    assert visited == ["nominee"]
    assert page("nomination", earlier) in text_of(client.get(address))


def test_a_nominating_line_manager_is_told_that_theirs_counts(client, award):
    address, _ = write(client, award, your_details={"relationship": "line_manager"})
    draft = Nomination.objects.get()

    assert "your own nomination counts as the endorsement" in text_of(client.get(question(draft, "endorser")))
    assert "You, as their line manager" in text_of(client.get(address))


def test_an_award_without_endorsement_does_not_ask_who_endorses(client, other_award):
    _, visited = write(client, other_award)

    assert visited == [slug for slug in ANSWERS if slug != "endorser"]


def test_a_team_is_asked_for_where_the_award_leaves_the_choice(client, other_award):
    Award.objects.filter(pk=other_award.pk).update(nominee_type="either")
    first = start(client, other_award).url
    assert first.endswith("/kind/")
    second = client.post(first, {"kind": "team"}).url
    one = {"name": "Ash Ward", "organisation": "Council", "members": "Sam Ward, Nurse"}
    assert "Enter at least 2 people, one on each line" in text_of(client.post(second, one))
    client.post(second, one | {"members": "Sam Ward, Nurse, NHS\r\n\r\nJo Lee"})

    members = [(m.name, m.role, m.employer) for m in NomineeMember.objects.all()]
    assert members == [("Sam Ward", "Nurse", "NHS"), ("Jo Lee", "", "")]


def test_a_form_with_mistakes_keeps_what_was_typed_and_says_what_to_do(client, award):
    start(client, award)
    draft = Nomination.objects.get()
    shown = text_of(client.post(question(draft, "nominee"), {"name": "", "organisation": "Co-op", "email": "nonsense"}))

    assert "<title>Error: Their details" in shown
    assert "There is a problem" in shown
    assert "Enter their full name" in shown
    assert "Enter an email address in the correct format, like name@example.com" in shown
    assert 'value="Co-op"' in shown
    assert 'value="nonsense"' in shown


def test_invisible_characters_are_no_name(client, award):
    start(client, award)
    draft = Nomination.objects.get()
    shown = text_of(client.post(question(draft, "nominee"), ANSWERS["nominee"] | {"name": "\u200b\u3164"}))

    assert "Enter their full name" in shown


def test_nobodys_letter_box_is_filled_with_links(award):
    asked = []
    for _ in range(6):
        client = Client()
        start(client, award)
        draft = Nomination.objects.latest("pk")
        asked.append(client.post(question(draft, "your-details"), ANSWERS["your-details"]))

    assert [response.status_code for response in asked] == [302] * 5 + [200]
    assert "We have sent too many links" in text_of(asked[-1])


@pytest.mark.parametrize(
    ("text", "sentence"), [("word " * 301, "must be 300 words or less"), ("word " * 99, "must be 100 words or more")]
)
def test_a_statement_of_the_wrong_length_is_kept_whole(client, award, text, sentence):
    start(client, award)
    draft = Nomination.objects.get()
    shown = text_of(client.post(question(draft, "statement"), {"statement": text}))

    assert sentence in shown
    assert text.strip() in shown
    assert Statement.objects.get().read() == text


def test_change_leads_back_to_check_answers(client, award):
    address, _ = write(client, award)
    draft = Nomination.objects.get()
    changed = client.post(question(draft, "citation") + "?change", {"citation": "Better words."})

    assert changed.url == address
    assert "Better words." in text_of(client.get(address))


def test_pressing_send_twice_sends_once(people, draft):
    client = sign_in(Client(), people["nominator"])
    first = client.post(page("check", draft))
    second = client.post(page("check", draft))

    assert [first.url, second.url] == [page("sent", draft)] * 2
    assert Nomination.objects.get(pk=draft.pk).reference == "NO27-0001"


def test_the_deadline_passes_while_the_form_is_open(people, draft, season):
    closes = season.window("nominations").ends_at
    with clock.set_to(closes - timedelta(minutes=2)):
        client = sign_in(Client(), people["nominator"])
    with clock.set_to(closes + timedelta(minutes=2)):
        kept = client.post(question(draft, "statement"), {"statement": WORDS + "The last words."})
        warned = text_of(client.get(page("check", draft)))
        sent = client.post(page("check", draft))
        shown = text_of(client.get(sent.url))
        listed = text_of(client.get(reverse("nominations:mine")))

    assert (kept.status_code, sent.url) == (302, page("late", draft))
    assert "we keep it as a late draft" in warned
    assert "Nominations have closed" in shown
    assert "The last words." in shown
    assert "Sent too late" in listed
    assert Nomination.objects.get(pk=draft.pk).late_at is not None


def test_after_the_deadline_nothing_new_is_begun(client, award, season):
    with clock.set_to(season.window("nominations").ends_at):
        shown = client.get(reverse("nominations:start", args=[season.slug, award.slug]))
        start(client, award)

    assert "Nominations have closed" in text_of(shown)
    assert not Nomination.objects.exists()


def test_an_award_of_an_unpublished_season_is_not_there(client, award, season):
    from awards.models import Season

    Season.objects.filter(pk=season.pk).update(state="draft")

    assert client.get(reverse("nominations:start", args=[season.slug, award.slug])).status_code == 404


def test_opening_pages_changes_nothing(people, submitted):
    client = sign_in(Client(), people["nominator"])
    before = Nomination.objects.values().get(pk=submitted.pk)
    for name in PAGES:
        client.get(page(name, submitted))

    assert Nomination.objects.values().get(pk=submitted.pk) == before


def test_a_nomination_is_withdrawn_after_a_question(people, submitted):
    client = sign_in(Client(), people["nominator"])
    assert "Do you want to withdraw this nomination?" in text_of(client.get(page("withdraw", submitted)))
    client.post(page("withdraw", submitted))
    client.post(page("withdraw", submitted))

    assert Nomination.objects.get(pk=submitted.pk).state == "withdrawn"


def test_a_draft_is_deleted_after_a_question(client, award):
    write(client, award)
    draft = Nomination.objects.get()
    assert "Do you want to delete this draft?" in text_of(client.get(page("delete", draft)))
    client.post(page("delete", draft))

    assert not Nomination.objects.exists()
    assert client.get(page("check", draft)).status_code == 302


def test_the_nominator_reads_the_reviewers_note_beside_the_old_text(people, submitted):
    from workflow import perform

    until = clock.now() + timedelta(days=5)
    perform(submitted, "return_to_nominator", by=people["reviewer"], note="Leave out the street.", return_by=until)
    client = sign_in(Client(), people["nominator"])
    shown = text_of(client.get(question(submitted, "statement")))

    assert "Leave out the street." in shown
    assert WORDS.strip()[:60] in shown
    assert client.post(page("check", submitted)).url == page("sent", submitted)


def _many(award, person: Person, how_many: int) -> None:
    for number in range(how_many):
        make_submitted(award, nominator=person, nominee=f"Nominee {number}")


def test_your_nominations_show_ones_own_in_the_publics_words(award, people):
    make_submitted(award, nominator=people["nominator"], nominee="Mine")
    make_submitted(award, nominator=people["other_nominator"], nominee="Somebody else’s")
    shown = text_of(sign_in(Client(), people["nominator"]).get(reverse("nominations:mine")))

    assert "Mine" in shown
    assert "Being checked" in shown
    assert "Somebody else" not in shown


def test_the_list_of_nominations_asks_as_much_for_many_as_for_one(
    award, people, django_assert_max_num_queries, django_assert_num_queries
):
    client = sign_in(Client(), people["nominator"])
    counts = []
    for more in (1, 2, 297):
        _many(award, people["nominator"], more)
        with django_assert_max_num_queries(20) as asked:
            assert client.get(reverse("nominations:mine")).status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1, counts
