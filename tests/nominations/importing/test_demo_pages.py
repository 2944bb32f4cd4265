"""Through the pages, the demo's spreadsheet is found and imported as its own list of answers says."""

import json

import pytest
from django.core.management import call_command
from django.db import transaction

from awards.models import Season
from demo.source import FOLDER
from nominations.models import ImportBatch, Nomination
from notifications.models import Message
from people.models import RoleGrant
from people.roles import Role
from tests.imports import worked
from tests.nominations.importing.test_pages import as_shown, page, send, upload
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CSV = FOLDER / "nominations-import.csv"
EXPECTED = json.loads((FOLDER / "nominations-import.expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo with the dates of its file, loaded once."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", at="reviewing", no_shift=True, verbosity=0)
        yield Season.objects.get()
        transaction.set_rollback(True)


def test_through_the_pages_each_row_of_the_demo_is_found_as_expected(demo, client):
    grant = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, person__accounts__isnull=False).first()
    office = sign_in(client, grant.person)
    messages = Message.objects.count()
    upload(office, demo, CSV.read_bytes())
    batch = ImportBatch.objects.get()

    send(office, "columns", batch, **as_shown(page(office, "columns", batch)))
    done = send(office, "awards", batch, **as_shown(page(office, "awards", batch)))

    assert done.context["batch"].state == "checked"
    assert [
        {"id": int(r.key), "status": r.verdict, "category": r.award.slug if r.award else None, "words": r.words,
         "issues": r.issues}
        for r in batch.rows.select_related("award")
    ] == EXPECTED["rows"]  # fmt: skip
    assert {name: ImportBatch.objects.get().counts[name] for name in EXPECTED["counts"]} == EXPECTED["counts"]

    send(office, "confirm", batch)
    worked(batch)
    assert Nomination.objects.filter(import_row__batch=batch, state="submitted").count() == 33
    assert Message.objects.count() == messages
