"""The administrator's pages about a spreadsheet, as an administrator uses them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kit import clock
from kit.models import Job
from nominations.models import ImportBatch, ImportRow, Nomination
from nominations.services import importing
from notifications.models import Message
from people.models import Person, RoleGrant
from people.roles import Role
from tests.imports import add_rows, as_csv, checked_import, finished_import, imported, row, worked
from tests.world import make_award, make_person, make_submitted, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, people):
    """A browser in which the administrator is signed in."""
    return sign_in(client, people["administrator"])


def page(client, name, batch=None, *args, query="", **options):
    """Look at a page of an import."""
    where = reverse(f"imports:{name}", args=[batch.public_id, *args] if batch else [])
    return client.get(where + query, **options)


def send(client, name, batch, *args, **fields):
    """Send a form of a page of an import, and give back the page that follows."""
    return client.post(reverse(f"imports:{name}", args=[batch.public_id, *args]), fields, follow=True)


def upload(client, season, content, name="nominations.csv"):
    """Upload a file."""
    fields = {"season": season.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("imports:upload"), fields)


def as_shown(response):
    """Return what the form of a page holds, ready to be sent as it is."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("story.txt", b"hello", "The selected file must be a CSV file or an Excel workbook (.xlsx)"),
        ("empty.csv", b"", "The selected file is empty"),
        ("broken.xlsx", b"PK\x03\x04 no workbook", "cannot be read"),
        ("headings.csv", as_csv([]), "no"),
    ],
    ids=("another kind", "empty", "broken", "no rows"),
)
def test_a_file_that_cannot_be_imported_leaves_nothing_behind(office, season, name, content, sentence):
    refused = upload(office, season, content, name)

    [error] = [e for errors in refused.context["form"].errors.values() for e in errors]
    assert sentence in error
    assert "Error: " in refused.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_column_that_is_needed_must_be_matched(office, season, people):
    upload(office, season, as_csv([row()]))
    batch = ImportBatch.objects.get()

    refused = send(office, "columns", batch, **(as_shown(page(office, "columns", batch)) | {"award": ""}))

    assert refused.context["form"].errors == {"award": ["Select the column for “Award”"]}
    assert batch.rows.count() == 0


def test_an_import_that_is_not_there_looks_like_one_of_another_season(office, other_season, people):
    stranger = make_person("Other Administrator")
    RoleGrant.objects.create(person=stranger, role=Role.ADMINISTRATOR, scope=other_season.audit_scope)
    make_award(other_season, "care", "Safeguarding Award")
    elsewhere = checked_import(other_season, Person.objects.get(pk=stranger.pk), [row()])

    for name, *more in (("import",), ("columns",), ("row", 1), ("confirm",), ("discard",)):
        assert page(office, name, elsewhere, *more).status_code == 404
    assert list(page(office, "list").context["table"].data) == []


def test_rows_are_found_by_number_name_verdict_issue_and_what_happens(office, season, people):
    rows = [row(), row(nominee="Zoë O’Brien", name="Una Writer", reason="Short."), row(award="Best Hat", nominee="Cy")]
    batch = checked_import(season, people["administrator"], rows)

    def found(query):
        return [r.number for r in page(office, "import", batch, query=query).context["table"].page.object_list.data]

    assert found("") == [1, 2, 3]
    assert found("?q=2") == [2]
    assert found("?q=zoe+obrien") == [2]
    assert found("?verdict=ok") == [1]
    assert found("?issue=award_unknown") == [3]
    assert found("?outcome=left_out") == [3]
    assert found("?q=nobody") == []


def test_a_row_is_mended_and_decided_in_place(office, season, award, people):
    batch = checked_import(season, people["administrator"], [row(award="Best  Hat", nominee=" Cy   Cole ")])
    shown = page(office, "row", batch, 1)
    assert [(m["came"], m["is"]) for m in shown.context["mended"]] == [("·Cy···Cole·", "Cy Cole")]

    done = send(office, "row", batch, 1, **(as_shown(shown) | {"award": award.name, "nominee": "Cyril Cole"}))
    assert "Row 1 was checked again: ok." in done.content.decode()
    assert [m["is"] for m in page(office, "row", batch, 1).context["mended"]] == ["Cyril Cole"]

    send(office, "decide", batch, 1, decision="hold")
    assert ImportRow.objects.get().decision == "hold"
    send(office, "decide", batch, 1, decision="as_found")
    assert ImportRow.objects.get().decision == ""


def test_all_rows_like_these_are_chosen_for_at_once(office, season, people):
    rows = [row(), row(nominee="Bo", name="Una Writer", reason="Short."), row(award="Best Hat", nominee="Cy")]
    batch = checked_import(season, people["administrator"], rows)

    send(office, "choose", batch, decision="take", asked="verdict=needs_decision")

    # Of the row without an award no nomination can be made yet.
    assert list(batch.rows.values_list("number", "decision")) == [(1, ""), (2, "take"), (3, "")]


def test_whoever_is_named_in_a_row_neither_reads_nor_decides_it(office, season, people):
    runs = people["administrator"]
    batch = checked_import(season, runs, [row(nominee=runs.full_name, theirs=runs.email), row(nominee="Bo")])

    shown = page(office, "row", batch, 1)
    listed = page(office, "import", batch)
    refused = send(office, "decide", batch, 1, decision="leave_out")

    assert "listened first" not in shown.content.decode()
    assert "Not shown: you are named in this row" in listed.content.decode()
    assert "You are named in this row" in refused.content.decode()
    assert ImportRow.objects.get(number=1).decision == ""


def test_confirming_says_what_will_happen_and_a_double_click_imports_once(office, season, people):
    batch = checked_import(season, people["administrator"], [row(), row(award="Best Hat", nominee="Cy")])
    shown = page(office, "confirm", batch)
    assert (shown.context["submitted"], shown.context["on_hold"], shown.context["left_out"]) == (1, 0, 1)
    assert "nothing is sent to anybody" in shown.content.decode()

    key = shown.context["idempotency_key"]
    for _ in range(2):
        send(office, "confirm", batch, idempotency_key=key)
    worked(batch)

    assert (Job.objects.count(), Nomination.objects.count(), Message.objects.count()) == (1, 1, 0)
    assert "Imported" in page(office, "import", batch).content.decode()


def test_two_administrators_at_once_import_once(office, season, people):
    batch = checked_import(season, people["administrator"], [row()])
    importing.confirm_import(batch, by=people["second_administrator"])

    refused = send(office, "confirm", batch)

    assert Job.objects.count() == 1
    assert "A worker is at this import" in refused.content.decode()


def test_the_progress_is_shown_in_words_that_hold_when_no_worker_runs(office, season, people):
    batch = importing.confirm_import(
        checked_import(season, people["administrator"], [row()]), by=people["administrator"]
    )
    assert page(office, "progress", batch).context["progress"].worry == ""
    Job.objects.update(created_at=clock.now() - timedelta(minutes=1))

    shown = page(office, "progress", batch)
    part = page(office, "progress", batch, headers={"HX-Request": "true"})

    assert "the queue may be down" in shown.content.decode()
    assert ("<html" in shown.content.decode(), "<html" in part.content.decode()) == (True, False)
    worked(batch)
    over = page(office, "progress", batch, headers={"HX-Request": "true"})
    assert over["HX-Redirect"] == reverse("imports:import", args=[batch.public_id])
    assert page(office, "progress", batch).url == over["HX-Redirect"]


def test_the_result_links_to_the_nominations_that_the_reader_may_open(office, client, season, people):
    batch = imported(season, people["administrator"], [row(), row(nominee="Bo", name="Una Writer")])
    first = Nomination.objects.order_by("pk").first()
    assert f"/review/nominations/{first.public_id}/" not in page(office, "import", batch).content.decode()
    assert "NO27-0001" in page(office, "import", batch).content.decode()

    RoleGrant.objects.create(person=people["administrator"], role=Role.REVIEWER, scope=season.audit_scope)
    shown = page(office, "import", batch).content.decode()

    assert f"/review/nominations/{first.public_id}/" in shown


def test_what_was_received_is_sent_when_it_is_chosen(office, season, people):
    batch = imported(season, people["administrator"], [row(), row(nominee="Bo", name="Una Writer")])
    assert "Send to 2 nominators" in page(office, "tell", batch).content.decode()
    assert Message.objects.count() == 0

    done = send(office, "tell", batch)

    assert "What was received will be sent to its nominators now." in done.content.decode()
    assert Message.objects.count() == 2


def test_a_discarded_import_shows_its_counts_and_no_words(office, season, people):
    batch = checked_import(season, people["administrator"], [row()])

    done = send(office, "discard", batch)

    assert done.context["batch"].state == "discarded"
    assert "Wilma" not in done.content.decode()
    assert page(office, "row", batch, 1).status_code == 302


def queries_of(client, url, counter) -> int:
    """Count what a page asks of the database, once its ways are warm."""
    client.get(url)
    with counter as asked:
        response = client.get(url)
    assert response.status_code == 200
    assert len(response.content) < 60_000
    return len(asked)


def test_lists_ask_the_same_of_one_three_and_three_hundred(
    office, season, award, people, django_assert_max_num_queries
):
    runs, made = people["administrator"], {}
    batch = checked_import(season, runs, [row()])
    done = finished_import(season, runs, [])
    for count in (1, 3, 300):
        add_rows(batch, count - batch.rows.count())
        have = done.rows.count()
        nominations = [make_submitted(award, nominator=people["nominator"]) for _ in range(min(count, 30) - have)]
        ImportRow.objects.bulk_create(
            ImportRow(batch=done, number=n, key="", sealed_values=b"", sealed_key=b"", verdict="ok", nomination=one)
            for n, one in enumerate(nominations, start=have + 1)
        )
        ImportBatch.objects.bulk_create(
            ImportBatch(season=season, file_name=f"{n}.csv", sealed_file=b"", sealed_key=b"", uploaded_by=runs)
            for n in range(ImportBatch.objects.count(), count + 2)
        )
        for name, url in {
            "list": reverse("imports:list"),
            "rows": reverse("imports:import", args=[batch.public_id]),
            "result": reverse("imports:import", args=[done.public_id]),
            "row": reverse("imports:row", args=[batch.public_id, 1]),
        }.items():
            made.setdefault(name, set()).add(queries_of(office, url, django_assert_max_num_queries(20)))

    assert {name: len(found) for name, found in made.items()} == {"list": 1, "rows": 1, "result": 1, "row": 1}
