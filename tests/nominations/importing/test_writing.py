"""What becomes of the rows of a spreadsheet once an import is confirmed: all of them, once, and nobody is told."""

import pytest

from kit import clock, jobs
from kit.crypto import CannotOpen
from kit.models import Job
from nominations.models import ImportBatch, ImportRow, Nomination, Nominee, ReferenceCounter
from nominations.services import import_checking, import_writing, importing
from nominations.services.import_sealing import BatchKey
from nominations.services.reviewing import release_nomination, take_nomination
from notifications.kinds import Kind
from notifications.models import Message
from notifications.rendering import preview
from people.models import Person, User
from tests.imports import add_rows, checked_import, imported, row, uploaded_import, worked
from tests.world import WORDS, make_submitted
from workflow import NotAllowed, NotNow
from workflow.invariants import states_follow_the_trail
from workflow.models import AuditEvent, Reason

pytestmark = pytest.mark.django_db
SHORT = "She listened well and changed the whole team."


@pytest.fixture
def runs(people):
    """The administrator who imports."""
    return people["administrator"]


def left(model):
    """Every row of a table as it stands."""
    return list(model.objects.order_by("pk").values())


def test_rows_become_nominations_as_they_were_found(season, award, runs):
    batch = imported(season, runs, [row(theirs="Wilma.Ashdown@fellshire.example"), row(nominee="Bo", reason=SHORT)])

    first, second = Nomination.objects.order_by("pk")
    assert (first.reference, first.state, first.channel) == ("NO27-0001", "submitted", "imported")
    assert (first.award, first.nominee.name, first.nominee.email) == (
        award,
        "Wilma Ashdown",
        "wilma.ashdown@fellshire.example",
    )
    assert first.nominee.person.email == "wilma.ashdown@fellshire.example"
    assert (first.nominator.email, first.nominator.accounts.get().email) == ("tom.writer@partner.example",) * 2
    assert (first.statement.read(), first.statement.words) == (WORDS.strip(), len(WORDS.split()))
    assert (second.reference, second.state) == ("NO27-0002", "on_hold")
    assert ReferenceCounter.objects.get(season=season).last == 2
    assert (batch.state, batch.counts["submitted"], batch.counts["on_hold"], batch.counts["left_out"]) == (
        "imported", 1, 1, 0,
    )  # fmt: skip
    assert [r.nomination_id for r in batch.rows.all()] == [first.pk, second.pk]


def test_the_trail_says_who_imported_what_and_why_one_waits(season, runs):
    batch = imported(season, runs, [row(), row(nominee="Bo", reason=SHORT)])

    first, second = Nomination.objects.order_by("pk")
    events = AuditEvent.objects.filter(subject_type="nomination").order_by("pk")
    assert [(e.verb, e.subject_id, e.actor, e.before, e.after, e.data) for e in events] == [
        ("nomination.import", first.pk, runs.actor_key, "", "submitted", {"import": batch.pk, "row": 1}),
        ("nomination.import", second.pk, runs.actor_key, "", "on_hold", {"import": batch.pk, "row": 2}),
    ]
    [why] = Reason.objects.filter(event__in=events)
    assert why.event == events[1]
    assert why.text.startswith("Imported on hold from row 2 of a spreadsheet.")
    assert "(reason_too_short)" in why.text
    assert list(states_follow_the_trail()) == []


def test_an_imported_nomination_is_reviewed_like_any_other(season, people, runs):
    imported(season, runs, [row(nominee="Bo", reason=SHORT)])

    nomination = Nomination.objects.reviewable_by(people["reviewer"]).get()
    take_nomination(nomination, by=people["reviewer"])
    assert release_nomination(nomination, by=people["reviewer"]).state == "submitted"
    assert Nomination.objects.written_by(nomination.nominator).get() == nomination


def test_nobody_is_written_to_until_it_is_chosen_and_then_once(season, runs):
    batch = imported(season, runs, [row(), row(nominee="Bo", name="Una Writer"), row(nominee="Cy", name="", email="")])
    assert Message.objects.count() == 0

    batch = importing.tell_nominators(batch, by=runs)

    said = Message.objects.order_by("pk").values_list("kind", "person__email")
    assert list(said) == [
        (Kind.RECEIVED, "tom.writer@partner.example"),
        (Kind.RECEIVED, "una.writer@partner.example"),
    ]
    assert [preview(m).subject for m in Message.objects.order_by("pk")] == [
        "We have your nomination: NO27-0001",
        "We have your nomination: NO27-0002",
    ]
    with pytest.raises(NotNow, match="have been sent what was received already"):
        importing.tell_nominators(batch, by=runs)
    assert Message.objects.count() == 2


def test_a_nominator_who_is_unknown_is_a_person_without_address(season, runs):
    imported(season, runs, [row(name="", email="")])

    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.nominator.full_name, nomination.nominator.email) == (
        "on_hold", "Name not given", None,
    )  # fmt: skip
    assert nomination.nominator.accounts.count() == 0


def test_people_who_are_known_are_found_and_left_as_they_are(season, people, runs):
    known, before = people["nominator"], Person.objects.count()

    imported(season, runs, [row(name="Somebody Else", email=known.email.upper(), theirs=people["nominee"].email)])

    nomination = Nomination.objects.get()
    assert (nomination.nominator, nomination.nominee.person) == (known, people["nominee"])
    assert (Person.objects.get(pk=known.pk).full_name, Person.objects.count()) == (known.full_name, before)


def test_bulk_writing_leaves_what_saving_would(season, runs):
    imported(season, runs, [row(nominee="Zoë O’Brien", name="Ümit Öz", theirs="zoe@fellshire.example")])

    for model in (Nominee, Person, Nomination, User):
        before = left(model)
        for thing in model.objects.all():
            thing.save()
        assert left(model) == before


def test_the_file_and_the_words_of_its_rows_are_erased_and_the_codes_stay(season, runs):
    batch = imported(season, runs, [row(), row(nominee="Bo", reason=SHORT)])

    assert [(bytes(r.sealed_values), bytes(r.sealed_key)) for r in batch.rows.all()] == [(b"", b"")] * 2
    assert (bytes(batch.sealed_file), bytes(batch.sealed_key), batch.awards) == (b"", b"", {})
    assert (
        batch.rows.get(number=2).issues[-1] == "reason_too_short"
        or "reason_too_short" in batch.rows.get(number=2).issues
    )
    with pytest.raises(CannotOpen):
        BatchKey.of(batch)


def test_discarding_erases_and_imports_nothing(season, runs):
    batch = importing.discard_import(checked_import(season, runs, [row()]), by=runs)

    assert (batch.state, Nomination.objects.count()) == ("discarded", 0)
    assert (bytes(batch.sealed_file), bytes(batch.rows.get().sealed_values)) == (b"", b"")


@pytest.mark.parametrize(
    ("decision", "states"),
    [("take", ["submitted"]), ("hold", ["on_hold"]), ("leave_out", [])],
    ids=("taken", "held", "left out"),
)
def test_what_was_chosen_for_a_row_counts_more_than_what_was_found(season, runs, decision, states):
    batch = checked_import(season, runs, [row(), row(nominee="Bo", reason=SHORT)])
    importing.decide_row(batch.rows.get(number=1), "leave_out", by=runs)
    importing.decide_row(batch.rows.get(number=2), decision, by=runs)

    if states:
        worked(importing.confirm_import(batch, by=runs))
    else:
        with pytest.raises(NotNow, match="No row of this file is to be imported"):
            importing.confirm_import(batch, by=runs)

    assert [n.state for n in Nomination.objects.all()] == states


def test_a_row_without_an_award_is_left_out_until_one_is_chosen(season, award, runs):
    batch = checked_import(season, runs, [row(award="Best Hat"), row(nominee="Bo", name="Una Writer")])
    assert batch.rows.outcomes() == {"submitted": 1, "on_hold": 0, "left_out": 1}
    with pytest.raises(NotNow, match="Choose an award for this row first"):
        importing.decide_row(batch.rows.get(number=1), "take", by=runs)

    import_checking.edit_row(batch.rows.get(number=1), {"award": award.name}, by=runs)

    mended = ImportRow.objects.get(batch=batch, number=1)
    assert (mended.award, mended.verdict, batch.rows.outcomes()["submitted"]) == (award, "ok", 2)


def test_a_failed_import_changes_nothing_and_says_which_row_and_why(season, people, award, runs):
    batch = checked_import(season, runs, [row(), row(nominee="Bo Brook", email=people["nominator"].email)])
    batch = importing.confirm_import(batch, by=runs)
    make_submitted(award, nominator=people["nominator"], nominee="Bo Brook")
    tables = (Nomination, Person, ReferenceCounter, ImportRow)
    before = [left(table) for table in tables]

    batch = worked(batch)

    assert Job.objects.get(pk=batch.job_id).problem == (
        "Nothing was imported. Row 2: the same person has nominated the same nominee here since. Check the file again."
    )
    assert batch.state == "checked"
    assert [left(table) for table in tables] == before
    assert worked(import_checking.check_import(batch, by=runs)).rows.get(number=2).verdict == "needs_decision"


def test_confirming_and_working_twice_imports_once(season, runs):
    batch = importing.confirm_import(checked_import(season, runs, [row()]), by=runs)
    with pytest.raises(NotNow):
        importing.confirm_import(batch, by=runs)
    job = Job.objects.get(pk=batch.job_id)

    worked(batch)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.work_on(job.pk)

    assert (Nomination.objects.count(), Job.objects.get().state) == (1, "done")


@pytest.mark.parametrize("who", ["reviewer", "chair", "nominator", "stranger", "superuser"])
def test_nobody_but_an_administrator_imports(season, people, runs, who):
    batch = checked_import(season, runs, [row()])

    for deed in (
        lambda by: uploaded_import(season, by, [row()]),
        lambda by: importing.decide_row(batch.rows.get(), "take", by=by),
        lambda by: import_checking.edit_row(batch.rows.get(), {"nominee": "Else"}, by=by),
        lambda by: importing.confirm_import(batch, by=by),
        lambda by: importing.discard_import(batch, by=by),
    ):
        with pytest.raises(NotAllowed):
            deed(people[who])
    assert (ImportBatch.objects.get().state, Nomination.objects.count()) == ("checked", 0)


def test_nothing_is_imported_once_judging_has_begun(season, runs):
    batch = checked_import(season, runs, [row()])
    type(season).objects.filter(pk=season.pk).update(state="judging")

    with pytest.raises(NotNow, match="until judging begins"):
        importing.confirm_import(batch, by=runs)


def test_a_long_file_is_checked_in_steps_and_its_mended_rows_ask_for_another_check(season, runs, monkeypatch):
    monkeypatch.setattr(import_checking, "AT_ONCE", 2)
    monkeypatch.setattr(import_checking, "ROWS_A_STEP", 2)
    rows = [row(nominee=f"Nominee {n}", name=f"Writer {n}") for n in "ABC"]
    batch = import_checking.check_import(uploaded_import(season, runs, rows), by=runs)
    steps = 1
    while jobs.work_on(batch.job_id):
        steps += 1
    batch = ImportBatch.objects.get()
    assert (steps, batch.state, batch.counts["ok"]) == (3, "checked", 3)

    import_checking.edit_row(batch.rows.get(number=2), {"nominee": "Nominee Zed"}, by=runs)
    with pytest.raises(NotNow, match="Check the file again first"):
        importing.confirm_import(batch, by=runs)
    batch = worked(import_checking.check_import(batch, by=runs))
    worked(importing.confirm_import(batch, by=runs))

    assert [n.nominee.name for n in Nomination.objects.order_by("pk")] == ["Nominee A", "Nominee Zed", "Nominee C"]


def test_what_nobody_confirms_is_forgotten_after_a_month(season, runs):
    kept, old = checked_import(season, runs, [row()]), checked_import(season, runs, [row()])
    ImportBatch.objects.filter(pk=old.pk).update(uploaded_at=old.uploaded_at - importing.KEPT_FOR * 2)

    assert importing.discard_forgotten() == 1
    assert dict(ImportBatch.objects.values_list("pk", "state")) == {kept.pk: "checked", old.pk: "discarded"}


@pytest.mark.parametrize("count", [1, 300])
def test_writing_asks_as_often_for_few_rows_as_for_many_in_one_piece(
    season, runs, django_assert_max_num_queries, count
):
    batch = checked_import(season, runs, [row()])
    add_rows(batch, count)
    batch = importing.confirm_import(batch, by=runs)

    with django_assert_max_num_queries(130):
        import_writing.run_import(ImportBatch.objects.select_related("season", "confirmed_by").get(pk=batch.pk))

    assert Nomination.objects.count() == count + 1


def test_a_check_whose_worker_died_goes_on_where_it_was(season, runs, monkeypatch):
    monkeypatch.setattr(import_checking, "AT_ONCE", 2)
    monkeypatch.setattr(import_checking, "ROWS_A_STEP", 2)
    rows = [row(nominee=f"Nominee {n}", name=f"Writer {n}") for n in "ABC"]
    batch = import_checking.check_import(uploaded_import(season, runs, rows), by=runs)
    jobs.work_on(batch.job_id)
    Job.objects.update(state="running", seen_at=clock.now() - jobs.SILENT_AFTER * 2)

    assert not jobs.work_on(batch.job_id)
    assert jobs.sweep() == [batch.job_id]
    assert Job.objects.get().done == 2
    assert worked(batch).counts["ok"] == 3


def test_an_import_whose_worker_died_before_the_end_is_done_whole_by_the_next(season, runs, monkeypatch):
    batch = importing.confirm_import(checked_import(season, runs, [row(), row(nominee="Bo", name="Una W")]), by=runs)
    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "record_many", lambda *args, **kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            jobs.work_on(batch.job_id)
    assert (Nomination.objects.count(), ReferenceCounter.objects.get(season=season).last) == (0, 0)

    Job.objects.update(seen_at=clock.now() - jobs.SILENT_AFTER * 2)
    assert jobs.sweep() == [batch.job_id]

    assert worked(batch).state == "imported"
    assert Nomination.objects.count() == 2
