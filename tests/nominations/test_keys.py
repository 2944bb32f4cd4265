"""Keys: kept apart from what they open, changed while people work, destroyed so that nothing opens what was erased."""

import json
from importlib import import_module
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from kit import crypto, keys
from kit.crypto import CannotOpen, Sealed, is_newest, unseal
from kit.invariants import INVARIANTS
from kit.models import RecordKey
from nominations.models import ImportBatch, ImportRow, Statement
from nominations.services import drafts, importing
from nominations.services.import_sealing import open_file
from nominations.services.keys import erase_original, rotate_keys
from tests.imports import checked_import, imported, row
from tests.world import WORDS, make_draft
from workflow import SYSTEM, NotAllowed, NotNow, trail

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NOTHING = {"rewrapped": 0, "already": 0, "erased": 0, "unreadable": 0, "moved": 0, "missing": 0}


@pytest.fixture
def written(settings, award, people):
    """Three statements that were written while the old key was the only one."""
    settings.STATEMENT_KEYS = [OLD]
    return [make_draft(award, nominator=people["nominator"], nominee=f"Nominee {n}").statement for n in range(3)]


def copy_of(statement) -> Sealed:
    """Return a statement and its key as a backup of both tables holds them."""
    row = Statement.objects.get(pk=statement.pk)
    return Sealed(bytes(row.sealed_text), keys.key_of(row))


def long_backup() -> list[dict]:
    """Return the statements as the backup holds them that is kept long: every column, and no table of keys."""
    return list(Statement.objects.order_by("pk").values())


def restore(rows: list[dict]) -> list[Statement]:
    """Put a backup of the statements back over what stands, whatever has become of the keys."""
    Statement._base_manager.all()._raw_delete("default")
    return Statement.objects.bulk_create(Statement(**row) for row in rows)


def hold_own_keys() -> None:
    """Leave every statement and import as the code from before the table of keys wrote them."""
    for model in keys.keyed_models():
        for one in model.objects.exclude(key_id=None):
            model.objects.filter(pk=one.pk).update(sealed_key=keys.key_of(one), key_id=None)
    RecordKey.objects.all().delete()


def breaches() -> list[str]:
    return [sentence for invariant in INVARIANTS for sentence in invariant()]


def rotate(**options) -> dict:
    """Return what the command prints."""
    out = StringIO()
    call_command("rotate_keys", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_what_is_written_under_two_keys_is_wrapped_by_the_newest(settings, written, award, people):
    settings.STATEMENT_KEYS = [NEW, OLD]
    newest = make_draft(award, nominator=people["nominator"], nominee="Newest").statement

    assert [is_newest(copy_of(s).key) for s in [*written, newest]] == [False, False, False, True]
    assert {Statement.objects.get(pk=s.pk).read() for s in [*written, newest]} == {WORDS}


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_after_rotation_the_new_key_alone_opens_everything(settings, written, batch):
    settings.STATEMENT_KEYS = [NEW, OLD]
    found = rotate(batch=batch)
    settings.STATEMENT_KEYS = [NEW]

    assert found["ok"] is True
    assert found["tables"]["statements"] == NOTHING | {"rewrapped": 3}
    assert [Statement.objects.get(pk=s.pk).read() for s in written] == [WORDS] * 3


def test_run_again_it_goes_on_where_it_stopped(settings, written):
    settings.STATEMENT_KEYS = [NEW, OLD]

    def stop(name, counts):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_keys(batch=1, tell=stop)
    assert [is_newest(copy_of(s).key) for s in written] == [True, False, False]
    assert rotate()["tables"]["statements"] == NOTHING | {"rewrapped": 2, "already": 1}
    assert rotate()["tables"]["statements"] == NOTHING | {"already": 3}


def test_the_words_themselves_are_not_touched(settings, written):
    before = [copy_of(s).text for s in written]
    settings.STATEMENT_KEYS = [NEW, OLD]
    rotate()

    assert [copy_of(s).text for s in written] == before


def test_a_key_that_nothing_opens_is_counted_and_fails_the_command(settings, written):
    settings.STATEMENT_KEYS = [NEW]
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=out)

    assert "statements: 0 rewrapped, 0 already, 0 erased, 3 unreadable" in out.getvalue()


def test_imports_are_rotated_too(settings, season, people):
    settings.STATEMENT_KEYS = [OLD]
    batch = checked_import(season, people["administrator"], [row()])
    content = open_file(batch)
    settings.STATEMENT_KEYS = [NEW, OLD]
    found = rotate()["tables"]["import batches"]
    settings.STATEMENT_KEYS = [NEW]

    assert found == NOTHING | {"rewrapped": 1}
    assert open_file(ImportBatch.objects.get()) == content


def test_a_record_keeps_one_key_however_often_its_words_change(written):
    before = copy_of(written[0])
    drafts.save_statement(written[0].nomination, "Something else", by=written[0].nomination.nominator)

    assert (copy_of(written[0]).key, Statement.objects.get(pk=written[0].pk).read()) == (before.key, "Something else")
    assert RecordKey.objects.count() == 3


def test_no_key_in_the_environment_opens_a_backup_without_the_table_of_keys(written):
    backup = long_backup()

    assert {bytes(one["sealed_key"]) for one in backup} == {b""}
    assert [one.read() for one in restore(backup)] == [WORDS] * 3
    RecordKey.objects.all().delete()
    for one in restore(backup):
        with pytest.raises(CannotOpen):
            one.read()


def test_what_was_erased_stays_unreadable_when_an_older_backup_is_restored(settings, written):
    settings.STATEMENT_KEYS = [NEW, OLD]
    backup = long_backup()
    erase_original(written[1].nomination, by=SYSTEM)
    first, erased, last = restore(backup)

    assert (first.read(), last.read(), bytes(erased.sealed_text) != b"") == (WORDS, WORDS, True)
    with pytest.raises(CannotOpen):
        erased.read()
    assert rotate()["tables"]["statements"] == NOTHING | {"rewrapped": 2, "missing": 1}
    erase_original(erased.nomination, by=SYSTEM)
    assert rotate()["tables"]["statements"] == NOTHING | {"already": 2, "erased": 1}
    assert breaches() == []


def test_keys_of_what_is_not_in_a_restored_backup_are_named_and_dropped(written, award, people):
    backup = long_backup()
    later = make_draft(award, nominator=people["nominator"], nominee="Later").statement
    restore(backup)

    assert breaches() == [f"Key {later.key_id} opens no record."]
    assert rotate(drop_unused=True)["dropped"] == 1
    assert [Statement.objects.get(pk=s.pk).read() for s in written] == [WORDS] * 3
    assert breaches() == []


def test_a_deleted_draft_takes_its_key_along(written):
    drafts.delete_draft(written[0].nomination, by=written[0].nomination.nominator)

    assert set(RecordKey.objects.values_list("pk", flat=True)) == {written[1].key_id, written[2].key_id}


@pytest.mark.parametrize("end", ["imported", "discarded"])
def test_an_import_that_is_over_has_no_key_and_its_statements_have(season, people, end):
    if end == "imported":
        batch = imported(season, people["administrator"], [row(), row(nominee="Bea Other", name="Ann Writer")])
    else:
        batch = checked_import(season, people["administrator"], [row()])
        batch = importing.discard_import(batch, by=people["administrator"])

    assert (batch.key_id, bytes(ImportBatch.objects.get().sealed_key)) == (None, b"")
    statements = Statement.objects.all()
    assert len(statements) == (2 if end == "imported" else 0)
    assert {one.key_id for one in statements} == set(RecordKey.objects.values_list("pk", flat=True))
    assert all(one.read() for one in statements)


def test_what_was_written_before_the_table_of_keys_opens_and_its_keys_are_moved(settings, written, season, people):
    batch = checked_import(season, people["administrator"], [row()])
    hold_own_keys()
    ImportRow.objects.update(sealed_key=b"as the older code left it")
    own = [f"Statement {one.pk} holds its own key: run manage.py rotate_keys." for one in written]
    assert [Statement.objects.get(pk=s.pk).read() for s in written] == [WORDS] * 3
    assert sorted(breaches()) == sorted(
        [*own, f"Import batch {batch.pk} holds its own key: run manage.py rotate_keys."]
    )

    settings.STATEMENT_KEYS = [NEW, OLD]
    found = rotate(batch=2)["tables"]

    assert found["statements"] == NOTHING | {"moved": 3, "rewrapped": 3}
    assert found["import batches"] == NOTHING | {"moved": 1, "rewrapped": 1}
    settings.STATEMENT_KEYS = [NEW]
    assert [Statement.objects.get(pk=s.pk).read() for s in written] == [WORDS] * 3
    assert open_file(ImportBatch.objects.get())
    assert set(ImportRow.objects.values_list("sealed_key", flat=True)) == {b""}
    assert breaches() == []


def test_what_the_older_code_wrote_last_is_what_opens(written):
    """While a release is put in place, code from before the table may write over what the new code wrote."""
    sealed = crypto.seal("Written by the older code")
    Statement.objects.filter(pk=written[0].pk).update(sealed_text=sealed.text, sealed_key=sealed.key)

    assert Statement.objects.get(pk=written[0].pk).read() == "Written by the older code"
    rotate()
    statement = Statement.objects.get(pk=written[0].pk)
    assert (statement.read(), bytes(statement.sealed_key)) == ("Written by the older code", b"")
    statement.write("And again")
    assert (Statement.objects.get(pk=statement.pk).read(), RecordKey.objects.count()) == ("And again", 3)


def test_writing_over_what_holds_its_own_key_moves_the_key(written):
    hold_own_keys()
    statement = Statement.objects.get(pk=written[0].pk)
    statement.write("Anew")

    statement = Statement.objects.get(pk=written[0].pk)
    assert (statement.read(), bytes(statement.sealed_key)) == ("Anew", b"")
    assert list(RecordKey.objects.values_list("pk", flat=True)) == [statement.key_id]


def test_going_back_to_the_version_before_puts_every_key_into_its_record_again(written, season, people):
    batch = checked_import(season, people["administrator"], [row()])
    erase_original(written[2].nomination, by=SYSTEM)
    before = [copy_of(one) for one in written]
    import_module("nominations.migrations.0005_record_keys")._put_keys_back(apps, connection.schema_editor())

    rows = [Statement.objects.get(pk=one.pk) for one in written]
    assert [Sealed(bytes(one.sealed_text), bytes(one.sealed_key)) for one in rows] == before
    assert [unseal(one) for one in before[:2]] == [WORDS] * 2
    assert bytes(ImportBatch.objects.get(pk=batch.pk).sealed_key) != b""
    assert not RecordKey.objects.exists()


def test_erasing_destroys_key_and_words_once_and_says_so(settings, written):
    nomination = written[0].nomination
    text = copy_of(written[0]).text
    for _ in range(2):
        erase_original(nomination, by=SYSTEM)

    erased = Statement.objects.get(pk=written[0].pk)
    assert (erased.key_id, bytes(erased.sealed_text), erased.words > 0) == (None, b"", True)
    with pytest.raises(CannotOpen):
        erased.read()
    with pytest.raises(CannotOpen):
        unseal(Sealed(text, keys.key_of(erased)))
    assert not RecordKey.objects.filter(pk=written[0].key_id).exists()
    assert [e.verb for e in trail(nomination)] == ["nomination.erase_original"]
    assert Statement.objects.get(pk=written[1].pk).read() == WORDS


def test_a_copy_of_both_tables_closes_with_the_key_that_wrapped_it(settings, written):
    old_copy = copy_of(written[0])
    settings.STATEMENT_KEYS = [NEW, OLD]
    erase_original(written[0].nomination, by=SYSTEM)
    rotated = rotate()["tables"]["statements"]
    settings.STATEMENT_KEYS = [NEW]

    assert rotated == NOTHING | {"rewrapped": 2, "erased": 1}
    with pytest.raises(CannotOpen):
        unseal(old_copy)


def test_information_governance_erases_and_nobody_else(written, people):
    nomination = written[0].nomination
    for role in ("administrator", "reviewer", "nominator", "superuser"):
        with pytest.raises(NotAllowed):
            erase_original(nomination, by=people[role])
    assert Statement.objects.get(pk=written[0].pk).read() == WORDS

    erase_original(nomination, by=people["information_governance"])
    with pytest.raises(CannotOpen):
        Statement.objects.get(pk=written[0].pk).read()


@pytest.mark.parametrize("state", ["submitted", "on_hold", "returned"])
def test_what_is_being_checked_is_not_erased(submitted, state):
    type(submitted).objects.filter(pk=submitted.pk).update(state=state)
    with pytest.raises(NotNow):
        erase_original(submitted, by=SYSTEM)

    assert submitted.statement.read() == WORDS
