"""Making nominations of the chosen rows of an import: all of them or none.

What takes time (opening rows, sealing statements) is done before the lock; the lock covers bulk writes alone.
No nomination is moved here: each begins in the state in which it is imported (docs/decisions/0040).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from kit import clock, crypto
from kit.jobs import works_on
from kit.models import RecordKey
from kit.text import count_words, fold
from nominations.import_querysets import ON_HOLD
from nominations.importing import words_for
from nominations.models import (
    Flag,
    ImportBatch,
    ImportRow,
    Nomination,
    Nominee,
    NomineeMember,
    ReferenceCounter,
    Statement,
)
from nominations.models.nominee import nominee_key
from nominations.screening import subjects
from nominations.services.import_people import People, as_address
from nominations.services.import_sealing import BatchKey, RowText, erase_import
from nominations.services.screening import READ_TWICE
from nominations.states import Channel, ImportState, NominationState, Screening
from workflow import SYSTEM, NotNow, Refused, perform
from workflow.audit import record_many

ROWS_AT_ONCE = 500
STATES = {ON_HOLD: NominationState.ON_HOLD}
LENGTHS = {
    "nominee": ("the nominee’s name", 200),
    "role": ("the job title", 200),
    "employer": ("the employer", 200),
    "nominator": ("the nominator’s name", 200),
    "nominator_phone": ("the nominator’s telephone number", 40),
    "nominator_organisation": ("the nominator’s organisation", 200),
}


class CannotImport(NotNow):
    """A row stands in the way of the whole import; the sentence names it and says why."""

    def __init__(self, row: ImportRow, why: str):
        super().__init__(f"Nothing was imported. Row {row.number}: {why}")


@dataclass
class Made:
    """The rows of the database that one row of the file becomes, not written yet."""

    row: ImportRow
    text: RowText
    nominee: Nominee
    members: list[NomineeMember]
    nomination: Nomination
    statement: Statement
    key: RecordKey
    flags: list[Flag]
    reason: str


def _give_up(job) -> None:
    """Give the import back to be mended, unless it was finished after all."""
    batch = ImportBatch.objects.filter(pk=job.about.partition(":")[2]).first()
    if batch is None:
        return
    try:
        perform(batch, "give_up", by=SYSTEM, data={"job": job.pk})
    except Refused:
        return


@works_on("import.write", "Importing nominations", gave_up=_give_up)
def import_in_background(job, tell) -> bool:
    """Import what was confirmed; a second try finds the work done."""
    batch = ImportBatch.objects.select_related("season", "confirmed_by").get(pk=job.about.partition(":")[2])
    if batch.state == ImportState.IMPORTING and batch.job_id == job.pk:
        run_import(batch, tell=tell)
    return True


def run_import(batch: ImportBatch, *, tell: Callable[[int], None] = lambda done: None) -> ImportBatch:
    """Make the nominations of a confirmed import, in one transaction, and erase the texts of its rows.

    `tell(done)` hears how many rows are behind it: the first half while they are prepared, the second while they
    are written. Raises CannotImport, which names a row, or NotNow; nothing is changed then.
    """
    made = _prepare(batch, tell)
    people = People(made)
    for attempts_left in (1, 0):
        try:
            return _write(batch, made, people, tell)
        except IntegrityError:
            # Somebody with one of the addresses was added meanwhile: the second look finds them.
            if not attempts_left:
                raise
            for one in made:
                for thing in (one.nominee, one.nomination, one.statement, *one.members, *one.flags):
                    thing.pk = None
                    thing._state.adding = True
    raise AssertionError("unreachable")


def _prepare(batch: ImportBatch, tell) -> list[Made]:
    """Make everything that can be made without a lock."""
    key, now, made = BatchKey.of(batch), clock.now(), []
    rows = batch.rows.to_be_imported().select_related("award").order_by("number")
    for row in rows.iterator(ROWS_AT_ONCE):
        text = key.open(row)
        _refuse(row, text)
        made.append(_make(batch, row, text, now))
        tell(len(made) // 2)
    return made


def _refuse(row: ImportRow, text: RowText) -> None:
    """Raise CannotImport for what no nomination can hold."""
    if row.award_id is None:
        raise CannotImport(row, "no award is chosen for it.")
    if not text.values.get("nominee", "").strip():
        raise CannotImport(row, "nobody is named as the nominee.")
    for name, (words, most) in LENGTHS.items():
        if len(text.values.get(name, "")) > most:
            raise CannotImport(row, f"{words} is longer than {most} characters.")
    if any(len(part) > 200 for member in text.meaning.members for part in (member.name, member.role, member.employer)):
        raise CannotImport(row, "the name of a member of the team is longer than 200 characters.")


def _make(batch: ImportBatch, row: ImportRow, text: RowText, now) -> Made:
    values, meaning = text.values, text.meaning
    reason = values.get("reason", "")
    name = values["nominee"]
    nominee = Nominee(
        kind=meaning.kind,
        name=name,
        folded_name=fold(name)[:200],
        match_key=nominee_key(meaning.kind, name),
        email=as_address(values.get("nominee_email", "")),
        job_title=values.get("role", ""),
        organisation_name=values.get("employer", ""),
    )
    members = [NomineeMember(nominee=nominee, name=m.name, role=m.role, employer=m.employer) for m in meaning.members]
    sent_at = meaning.completed_at or now
    about = subjects(reason)
    nomination = Nomination(
        season=batch.season,
        award=row.award,
        nominee=nominee,
        state=STATES.get(outcome_of(row), NominationState.SUBMITTED),
        nominator_kind=meaning.nominator_kind,
        nominator_name=values.get("nominator", ""),
        nominator_email=as_address(values.get("nominator_email", "")),
        nominator_phone=values.get("nominator_phone", ""),
        nominator_organisation=values.get("nominator_organisation", ""),
        relationship=meaning.relationship,
        endorser_name=meaning.manager_name[:200],
        endorser_email=as_address(meaning.manager_email),
        citation=values.get("citation", ""),
        nominee_knows=meaning.nominee_knows,
        share_nominator_name=meaning.share_name,
        channel=Channel.IMPORTED,
        is_self_nomination=meaning.is_self,
        screening=Screening.FLAGGED if text.findings else Screening.NOT_CHECKED,
        second_review_for=sorted({READ_TWICE[hint] for hint in about if hint in READ_TWICE}),
        started_at=min(meaning.started_at or sent_at, sent_at),
        saved_at=sent_at,
        submitted_at=sent_at,
        first_submitted_at=sent_at,
    )
    sealed = crypto.seal(reason)
    key = RecordKey(wrapped=sealed.key, created_at=now)
    statement = Statement(
        nomination=nomination,
        sealed_text=sealed.text,
        key_id=key.pk,
        words=count_words(reason),
        updated_at=sent_at,
    )
    flags = [
        Flag(nomination=nomination, kind=f.kind, start=f.start, end=f.end, certainty=f.certainty, why=f.why[:200])
        for f in text.findings
    ]
    return Made(row, text, nominee, members, nomination, statement, key, flags, _why_held(row))


def outcome_of(row: ImportRow) -> str:
    """Return what becomes of a row that was read `with_outcome`."""
    return row.__dict__["outcome"]


def _why_held(row: ImportRow) -> str:
    """Return what a reviewer reads of a nomination that is imported on hold, with the codes."""
    if outcome_of(row) != ON_HOLD:
        return ""
    found = " ".join(f"{words_for(code)} ({code})" for code in row.issues)
    return f"Imported on hold from row {row.number} of a spreadsheet. {found}".strip()


@transaction.atomic
def _write(batch: ImportBatch, made: list[Made], people: People, tell) -> ImportBatch:
    locked = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("season", "confirmed_by").get(pk=batch.pk)
    )
    if locked.state != ImportState.IMPORTING:
        return locked
    half, now = len(made) // 2, clock.now()
    outcomes = locked.rows.outcomes()
    people.settle()
    _refuse_what_was_nominated_meanwhile(locked, made)
    tell(half + half // 4)
    _number(locked, made)
    for start in range(0, len(made), ROWS_AT_ONCE):
        _insert(made[start : start + ROWS_AT_ONCE])
        tell(half + half // 4 + (start * half // max(len(made), 1)) // 2)
    nominations = [one.nomination for one in made]
    record_many(
        nominations,
        "import",
        by=locked.confirmed_by or SYSTEM,
        now=now,
        data=[_facts(locked, one) for one in made],
        reasons=[one.reason for one in made],
    )
    _join_rows(made)
    tell(len(made))
    done = perform(locked, "finish", by=SYSTEM, now=now, counts=locked.counts | outcomes, data=outcomes)
    erase_import(done)
    return done


def _facts(batch: ImportBatch, one: Made) -> dict[str, int]:
    facts = {"import": batch.pk, "row": one.row.number}
    return facts | ({"flags": len(one.flags)} if one.flags else {})


def _refuse_what_was_nominated_meanwhile(batch: ImportBatch, made: list[Made]) -> None:
    """Raise CannotImport for a nomination that its nominator has sent here since the rows were checked (R3)."""
    sent = Nomination.objects.filter(season=batch.season).standing()
    here = {
        (nominator, award, same)
        for nominator, award, name, email in sent.values_list(
            "nominator", "award", "nominee__folded_name", "nominee__email"
        )
        for same in (name, email.lower())
        if same
    }
    for one in made:
        if any(code.startswith("already_nominated") for code in one.row.issues):
            continue
        who = one.nomination.nominator_id, one.nomination.award_id
        if any((*who, same) in here for same in (one.nominee.folded_name, one.nominee.email) if same):
            raise CannotImport(
                one.row, "the same person has nominated the same nominee here since. Check the file again."
            )


def _number(batch: ImportBatch, made: list[Made]) -> None:
    """Give out references as one block."""
    ReferenceCounter.objects.get_or_create(season=batch.season)
    counter = ReferenceCounter.objects.select_for_update().get(season=batch.season)
    for number, one in enumerate(made, start=counter.last + 1):
        one.nomination.reference = f"{batch.season.reference_prefix}-{number:04d}"
    counter.last += len(made)
    counter.save()


def _insert(made: list[Made]) -> None:
    Nominee.objects.bulk_create(one.nominee for one in made)
    for one in made:
        one.nomination.nominee = one.nominee
        for member in one.members:
            member.nominee = one.nominee
    NomineeMember.objects.bulk_create(member for one in made for member in one.members)
    Nomination.objects.bulk_create(one.nomination for one in made)
    for one in made:
        one.statement.nomination = one.nomination
        for flag in one.flags:
            flag.nomination = one.nomination
    RecordKey.objects.bulk_create(one.key for one in made)
    Statement.objects.bulk_create(one.statement for one in made)
    Flag.objects.bulk_create(flag for one in made for flag in one.flags)


def _join_rows(made: list[Made]) -> None:
    """Say of each row which nomination it became: by the driver's own loop, ten times quicker than `bulk_update`."""
    table = connection.ops.quote_name(ImportRow._meta.db_table)
    pairs = [(one.nomination.pk, one.row.pk) for one in made]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET nomination_id = %s WHERE id = %s", pairs)  # noqa: S608 - our own name
