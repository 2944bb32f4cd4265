"""What a file of a list holds and costs: score sheets, and nominations that an import reads again."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Round, ScoreSheet
from judging.services.places import settle_round
from judging.sheet_exports import sheets_export
from kit import clock
from nominations.importing import check_rows, guess_awards, guess_columns, guess_dates, read_sheet
from nominations.models import Entry, Interest, JudgingCopy, Nomination, Nominee
from nominations.services.import_context import context_of
from tests.judging.scored import scored_round
from tests.records.downloads import rows_of
from tests.world import make_award, make_entry, make_submitted, sign_in
from workflow.models import AuditEvent


def many_nominations(award, people, count: int) -> None:
    """Add accepted nominations with their judging copies, in one go."""
    now, season, start = clock.now(), award.season, Nomination.objects.count()
    nominees = Nominee.objects.bulk_create(Nominee(name=f"Person {start + n}", folded_name="p") for n in range(count))
    entries = Entry.objects.bulk_create(
        Entry(season=season, award=award, nominee=nominee, reference=f"X-{start + n}", notice="due")
        for n, nominee in enumerate(nominees)
    )
    made = Nomination.objects.bulk_create(
        Nomination(
            season=season, award=award, nominee=entry.nominee, entry=entry, reference=entry.reference, state="accepted",
            nominator=people["nominator"], submitted_at=now, first_submitted_at=now, started_at=now, saved_at=now,
        )
        for entry in entries
    )  # fmt: skip
    JudgingCopy.objects.bulk_create(
        JudgingCopy(nomination=n, text="Copy", approved_by=people["reviewer"], approved_at=now) for n in made
    )
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now, verb="nomination.accept", subject_type="nomination", subject_id=n.pk,
            scope=f"season:{season.pk}", actor="x", person_id=people["reviewer"].pk,
        )
        for n in made
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "route", "query"),
    [
        ("administrator", "records:nominations", {}),
        ("administrator", "records:nominations", {"list": "full"}),
        ("administrator", "records:audit", {}),
        ("administrator", "review:entries", {}),
        ("reviewer", "review:queue", {"status": "all"}),
        ("reviewer", "review:queue", {"status": "all", "list": "full"}),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_costs_the_same_questions_at_any_length(client, season, award, people, role, route, query, form):
    where = reverse(route, args=[season.slug] if route == "records:nominations" else [])
    sign_in(client, people[role])
    costs = []
    for more in (3, 297):
        many_nominations(award, people, more)
        with CaptureQueriesContext(connection) as queries:
            rows = rows_of(client.get(where, query | {"format": form}))
        costs.append(len(queries))
        assert len(rows) >= Nomination.objects.count()
    assert costs[0] == costs[1]


# Score sheets


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def sheets_file(client, person, round_, form="csv"):
    where = reverse("panel:totals", args=[round_.public_id])
    return sign_in(client, person).get(where, {"format": form, "list": "sheets"})


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_every_sheet_is_a_line_with_a_column_for_each_criterion(client, people, round_, role):
    rows = rows_of(sheets_file(client, people[role], round_))

    sheets = ScoreSheet.objects.filter(round=round_).order_by("entry__reference", "-member__is_chair", "member_id")
    told = []
    for sheet in sheets.select_related("entry__nominee", "member__person"):
        points = dict(sheet.scores.values_list("criterion__name", "value")) if sheet.state == "submitted" else {}
        told.append(
            {
                "Entry": sheet.entry.reference,
                "Nominee": sheet.entry.nominee.name,
                "Judge": sheet.member.person.full_name,
                "State": sheet.get_state_display(),
                "Total": str(sheet.total) if points else "",
                **{name: str(points.get(name, "")) for name in ("Impact", "Personal", "Together", "Learning")},
                "Note to the panel": sheet.note_to_panel if points else "",
            }
        )
    assert rows == told
    assert {row["State"] for row in rows} == {"Submitted", "Takes no part"}


@pytest.mark.parametrize("role", ["judge", "nominator", "stranger", "reviewer", "superuser"])
def test_nobody_else_takes_the_sheets_away(client, people, round_, role):
    assert sheets_file(client, people[role], round_).status_code == 404


def test_no_sheet_leaves_before_the_close(client, award, people):
    round_ = scored_round(award, people)
    Round.objects.filter(pk=round_.pk).update(state="scoring", closes_at=clock.now().replace(year=2099))

    assert sheets_file(client, people["administrator"], round_).status_code == 403


def test_sheets_of_an_entry_of_ones_interest_stay_out(client, people, round_):
    entry = round_.award.entries.order_by("reference").first()
    Interest.objects.create(entry=entry, person=people["administrator"], source="found", kind="close_friend")

    rows = rows_of(sheets_file(client, people["administrator"], round_))
    assert entry.reference not in {row["Entry"] for row in rows}
    assert len(rows) == ScoreSheet.objects.filter(round=round_).exclude(entry=entry).count() > 0


def test_the_sheets_are_one_question_however_many(client, people, round_):
    costs = []
    for nominees in ((), ("A", "B", "C", "D")):
        for name in nominees:
            entry = make_entry(round_.award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=name)
            for member in round_.panel.members.all():
                ScoreSheet.objects.create(round=round_, entry=entry, member=member)
        with CaptureQueriesContext(connection) as queries:
            rows = list(sheets_export(people["administrator"], round_).values())
        asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
        costs.append((len(asked), len(rows) - ScoreSheet.objects.filter(round=round_).count()))
    assert costs == [(2, 0), (2, 0)]


# Nominations that an import reads again


def test_a_file_in_full_is_known_by_the_import_and_never_holds_the_original(client, season, award, people):
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee="Nadia Fenwick")
    nomination = entry.nominations.get()
    nomination.statement.write("The original names Qadira Zzyzx.")
    copy = "\r\n=She listened.\n\n[name removed] said “thank you”; ½ _x0041_ 🎉 "
    JudgingCopy.objects.filter(nomination=nomination).update(text=copy)

    for form in ("csv", "xlsx"):
        answer = sign_in(Client(), people["reviewer"]).get(
            reverse("review:queue"), {"format": form, "list": "full", "status": "accepted"}
        )
        content = b"".join(answer.streaming_content)
        sheet = read_sheet(content, f"x.{form}")
        columns = guess_columns(sheet.headers)
        known = {name: sheet.rows[0][place] for name, place in columns.items()}
        assert known == {
            "id": nomination.reference,
            "award": award.name,
            "nominee": "Nadia Fenwick",
            "nominee_kind": "Person",
            "role": "Social worker",
            "employer": "North County Council",
            "nominee_email": "",
            "members": "",
            "manager": "",
            "manager_email": "",
            "reason": copy,
            "citation": nomination.citation,
            "nominator": people["nominator"].full_name,
            "nominator_email": people["nominator"].email,
            "nominator_kind": nomination.get_nominator_kind_display(),
            "relationship": "We work together",
            "nominee_knows": "No",
            "share_name": "Yes",
        }
        assert "Zzyzx" not in str(sheet.rows)


def test_administrators_get_the_facts_in_full_without_the_words(client, season, award, people):
    make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"])
    make_submitted(award, nominator=people["administrator"], nominee="Of My Own")
    where = reverse("records:nominations", args=[season.slug])

    [row] = rows_of(sign_in(client, people["administrator"]).get(where, {"format": "csv", "list": "full"}))
    assert row["Email address of the nominator"] == people["nominator"].email
    assert not {"Judging copy", "Short text for publication"} & set(row)
    assert "listened" not in str(row)


def test_complete_rows_can_be_imported_in_another_season(client, award, other_season, people):
    wanted = {
        "Nadia Fenwick": ("Good words that say plainly what she did. " * 9).strip(),
        "Ann Ling": ("=Sums, " + "and more. " * 50).strip(),
    }
    for name, text in wanted.items():
        entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=name)
        JudgingCopy.objects.filter(nomination__entry=entry).update(text=text)
    make_award(other_season, "safeguarding-again", award.name)

    for form in ("csv", "xlsx"):
        query = {"format": form, "list": "full", "status": "accepted"}
        answer = sign_in(client, people["reviewer"]).get(reverse("review:queue"), query)
        sheet = read_sheet(b"".join(answer.streaming_content), f"x.{form}")
        context = context_of(other_season)
        columns = guess_columns(sheet.headers)
        place = columns["award"]
        awards = guess_awards({row[place] for row in sheet.rows}, context)
        checks = check_rows(sheet, columns, awards, guess_dates(sheet, columns), context, {})

        found = [(c.status, c.award, c.values["nominee"], c.original["reason"], c.values["reason"]) for c in checks]
        assert found == [("ok", "safeguarding-again", name, text, text) for name, text in wanted.items()]
