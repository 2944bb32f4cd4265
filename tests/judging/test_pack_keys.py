"""The keys of packs stand in the table of keys: changed with the others, and destroyed with what they open."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from judging.models import Pack
from judging.services.packs import ask_for_pack, clear_away, erase, open_pack
from judging.states import PackKind
from kit import clock, crypto, jobs
from kit.crypto import is_newest
from kit.invariants import INVARIANTS
from kit.keys import unused_keys
from kit.models import RecordKey
from kit.sealed_files import open_file, seal_file
from nominations.services.keys import Rotated, drop_unused_keys, rotate_keys
from tests.judging.judged import NAMES, member_of, open_round

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def pack(settings, award, people):
    """A web page of one entry, made while the old key was the only one."""
    settings.STATEMENT_KEYS = [OLD]
    round_ = open_round(award, people, names=NAMES[:1])
    asked = ask_for_pack(member_of(round_, people["judge"]), round_, PackKind.HTML, by=people["judge"])
    while jobs.work_on(asked.job_id):
        pass
    return Pack.objects.select_related("job", "round__award", "member__person").get(pk=asked.pk)


def breaches() -> list[str]:
    return [sentence for check in INVARIANTS for sentence in check()]


def as_before_the_table(pack) -> bytes:
    """Leave a pack as the code wrote it that kept its key in front of its text."""
    key = RecordKey.objects.get(pk=pack.public_id)
    Pack.objects.filter(pk=pack.pk).update(content=bytes(key.wrapped) + b"\n" + bytes(pack.content))
    key.delete()


def test_the_row_alone_opens_nothing(pack, people):
    kept = bytes(Pack.objects.get(pk=pack.pk).content)
    assert NAMES[0].encode() in open_pack(pack, by=people["judge"])
    assert b"\n" not in kept
    RecordKey.objects.filter(pk=pack.public_id).delete()

    assert open_file(Pack.objects.get(pk=pack.pk)) is None


def test_the_key_is_changed_while_packs_stand(settings, pack, people):
    before = bytes(pack.content)
    settings.STATEMENT_KEYS = [NEW, OLD]
    assert rotate_keys()["packs"] == Rotated(rewrapped=1)
    assert rotate_keys()["packs"] == Rotated(already=1)
    settings.STATEMENT_KEYS = [NEW]

    assert is_newest(bytes(RecordKey.objects.get(pk=pack.public_id).wrapped))
    assert NAMES[0].encode() in open_pack(pack, by=people["judge"])
    assert bytes(Pack.objects.get(pk=pack.pk).content) == before


def test_a_key_in_front_of_the_text_still_opens_and_is_moved(settings, pack, people):
    as_before_the_table(pack)
    assert NAMES[0].encode() in open_pack(pack, by=people["judge"])
    settings.STATEMENT_KEYS = [NEW, OLD]

    assert rotate_keys()["packs"] == Rotated(rewrapped=1, moved=1)
    assert b"\n" not in bytes(Pack.objects.get(pk=pack.pk).content)
    assert NAMES[0].encode() in open_pack(pack, by=people["judge"])


def test_what_no_key_of_the_environment_opens_is_counted(settings, pack):
    settings.STATEMENT_KEYS = [NEW]
    assert rotate_keys()["packs"] == Rotated(unreadable=1)
    RecordKey.objects.filter(pk=pack.public_id).delete()

    assert rotate_keys()["packs"] == Rotated(missing=1)


def test_erasing_and_deleting_destroy_the_key(pack, people):
    kept = bytes(pack.content), bytes(RecordKey.objects.get(pk=pack.public_id).wrapped)
    assert erase(Pack.objects.filter(pk=pack.pk)) == 1
    assert erase(Pack.objects.filter(pk=pack.pk)) == 0
    assert not RecordKey.objects.filter(pk=pack.public_id).exists()

    Pack.objects.filter(pk=pack.pk).update(content=kept[0])
    assert open_file(Pack.objects.get(pk=pack.pk)) is None
    RecordKey.objects.create(pk=pack.public_id, wrapped=kept[1])
    Pack.objects.update(asked_at=clock.now() - timedelta(days=31))
    clear_away(clock.now())
    assert (Pack.objects.count(), RecordKey.objects.filter(pk=pack.public_id).count()) == (0, 0)


def test_a_key_that_opens_a_pack_is_in_use_and_one_that_opens_none_is_named(pack):
    assert breaches() == []
    assert not unused_keys().filter(pk=pack.public_id).exists()
    assert drop_unused_keys() == 0
    Pack.objects.filter(pk=pack.pk).update(content=None)

    assert len(breaches()) == 1
    assert drop_unused_keys() == 1


def test_a_file_that_is_sealed_again_has_one_key(pack):
    pack.content = seal_file(pack, b"\x00 other bytes \n")

    assert open_file(pack) == b"\x00 other bytes \n"
    assert RecordKey.objects.filter(pk=pack.public_id).count() == 1
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(crypto.Sealed(bytes(pack.content), b""))
