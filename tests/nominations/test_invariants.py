"""Each invariant holds of a sound season, and names the row that breaks it."""

import pytest
from django.db import connection

from kit.models import RecordKey
from nominations.invariants import INVARIANTS
from nominations.models import Concern, Entry, Interest, JudgingCopy, Nomination, Redaction, ReferenceCounter
from nominations.services.merging import merge_nominations
from nominations.services.redaction import add_redaction
from nominations.services.reviewing import accept_nomination
from tests.world import make_submitted


def breaches():
    return [sentence for invariant in INVARIANTS for sentence in invariant()]


@pytest.fixture
def pair(award, people):
    """Two nominations of one nominee, joined in one entry; the second has a redaction."""
    lead = accept_nomination(
        make_submitted(award, nominator=people["nominator"], nominee="Nadia"), by=people["reviewer"]
    )
    second = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia")
    add_redaction(second, phrase="listened first", label="[detail removed]", by=people["reviewer"])
    second = accept_nomination(second, by=people["reviewer"], merge_into=lead)
    return lead, second


def test_a_season_that_went_through_the_services_is_sound(pair, award, people):
    other = accept_nomination(
        make_submitted(award, nominator=people["administrator"], nominee="Someone Else"), by=people["reviewer"]
    )
    third = accept_nomination(
        make_submitted(award, nominator=people["nominator"], nominee="Nadia"), by=people["reviewer"]
    )
    merge_nominations(third, into=pair[0], by=people["reviewer"])

    assert other.entry.interests.get().person == people["administrator"]
    assert breaches() == []


def change(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def test_a_copy_that_says_something_else_is_named(pair):
    change(pair[1].judging_copy, text="Something else")

    assert breaches() == [f"Nomination {pair[1].pk} has a judging copy that is not its statement with its redactions."]


def test_a_missing_copy_is_named(pair):
    JudgingCopy.objects.filter(nomination=pair[0]).delete()

    assert breaches() == [f"Nomination {pair[0].pk} goes forward without a judging copy."]


def test_a_redaction_outside_the_text_is_named(pair):
    change(pair[1].redactions.get(), spans=[[5, 99999]])

    assert breaches() == [f"Nomination {pair[1].pk} has a redaction outside its statement."]


def test_an_erased_original_is_nothing_to_compare(pair):
    change(pair[1].judging_copy, text="Something else")
    RecordKey.objects.filter(pk=pair[1].statement.key_id).delete()

    assert breaches() == []


def test_a_merged_nomination_in_another_entry_is_named(pair, award, people):
    elsewhere = accept_nomination(
        make_submitted(award, nominator=people["nominator"], nominee="Other"), by=people["reviewer"]
    )
    change(pair[1], entry=elsewhere.entry)

    assert breaches() == [f"Nomination {pair[1].pk} is joined to a nomination of another entry or award."]


def test_an_entry_without_a_nomination_is_named(pair, award, people):
    lonely = make_submitted(award, nominator=people["nominator"], nominee="Nobody")
    entry = Entry.objects.create(season=award.season, award=award, nominee=lonely.nominee, reference=lonely.reference)

    assert breaches() == [f"Entry {entry.pk} holds no nomination."]


def test_a_counter_that_is_behind_is_named(pair):
    ReferenceCounter.objects.update(last=1)

    assert breaches() == [f"Nomination {pair[1].pk} has a reference beyond its season's counter."]


def test_an_interest_that_was_lost_is_named(award, people):
    nomination = accept_nomination(
        make_submitted(award, nominator=people["administrator"], nominee="Nadia"), by=people["reviewer"]
    )
    Interest.objects.all().delete()

    assert breaches() == [
        f"Entry {nomination.entry_id} lacks the interest of person {people['administrator'].pk} as nominator."
    ]


def test_two_open_endorsements_are_named_even_if_the_database_lost_its_rule(award, people):
    from nominations.models import Endorsement

    sent = make_submitted(
        award, nominator=people["nominator"], nominee="Nadia", endorser_email=people["endorser"].email
    )
    nomination = accept_nomination(sent, by=people["reviewer"])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX endorsement_one_open")
    again = Endorsement.objects.get()
    again.pk, again.public_id = None, "7b1f1f43-6a6b-4f1e-9d4c-3d7a3a2c9d11"
    again._state.adding = True
    again.save()

    assert breaches() == [f"Nomination {nomination.pk} has 2 open endorsements."]


def test_redactions_of_a_text_under_check_are_looked_at_too(submitted, people):
    made = add_redaction(submitted, phrase="listened first", label="[detail removed]", by=people["reviewer"])
    Redaction.objects.filter(pk=made.pk).update(spans=[[7, 7]])

    assert breaches() == [f"Nomination {submitted.pk} has a redaction outside its statement."]
    assert Nomination.objects.get().state == "submitted"


def test_an_open_concern_that_stopped_nothing_is_named(pair, award, people):
    sent = make_submitted(award, nominator=people["nominator"], nominee="Wren Worried")
    change(pair[0].entry, state="in_round")
    for nomination in (sent, pair[1]):
        Concern.objects.create(nomination=nomination, raised_by=people["reviewer"])

    assert breaches() == [
        f"Nomination {sent.pk} is being checked although a safeguarding concern about it is open.",
        f"Entry {pair[0].entry_id} is before judges although a safeguarding concern about it is open.",
    ]
