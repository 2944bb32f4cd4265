"""Certificates: whose, what they say and from when; all of a release as files; and what nobody learns early."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from announcements import certificate_runs, services
from announcements.certificate_runs import RunState, ask_for_certificates, current_of, state_of, take_certificates
from announcements.certificates import Honour, as_pdf, certificate_for, certificates_of, check_number
from announcements.models import CertificatePart, CertificateRun, EventDetails, Release
from awards.models import Season
from judging.models import DecisionLine
from judging.states import Outcome
from kit import clock, jobs
from kit.models import RecordKey
from nominations.models import Entry, Nominee
from nominations.states import EntryState
from tests.announcements.building import decide, enter, prepare
from tests.world import make_award, sign_in
from workflow import NotAllowed, NotNow, trail

HOUR = timedelta(hours=1)
NAMES = {
    "Siân Ŵyn Gruffydd-Llŷr": Outcome.WINNER,
    "Małgorzata Żółć": Outcome.HIGHLY_COMMENDED,
    "فاطمة الزهراء": Outcome.FINALIST,
    "હેતલબેન પટેલ": None,
    "欧阳明霞": None,
}


@pytest.fixture
def entries(award, people):
    """Five entries: three that a final panel decided on, and two that were nominated."""
    made = [enter(award, people, name) for name in NAMES]
    decided = {entry: outcome for entry, outcome in zip(made, NAMES.values(), strict=True) if outcome}
    decide(award, people, decided)
    return made


@pytest.fixture
def release(season, award, people, entries):
    """Their release, which becomes public in an hour."""
    release = prepare(season, people, award, at=clock.now() + HOUR)
    return services.approve_release(release, by=people["second_administrator"])


@pytest.fixture
def public(release):
    """The same release an hour later."""
    with clock.set_to(release.goes_public_at):
        yield Release.objects.select_related("season__programme").get()


@pytest.fixture
def quick(monkeypatch):
    """Set no PDF: what is told of a run does not depend on it."""
    monkeypatch.setattr("announcements.certificate_runs.as_pdf", lambda found, release: b"%PDF")


def nominee_of(entry, person) -> Client:
    """Sign `person` in as the nominee of `entry`."""
    Nominee.objects.filter(pk=entry.nominee_id).update(person=person)
    Entry.objects.filter(pk=entry.pk).update(notice="sent", notice_at=clock.now())
    return sign_in(Client(), person)


def make(release, by) -> CertificateRun:
    """Return the run that `by` asks for, made as a worker makes it."""
    run = ask_for_certificates(release, by=by)
    while jobs.work_on(run.job_id):
        pass
    return CertificateRun.objects.select_related("job", "release__season__programme").get(pk=run.pk)


def state(run):
    """Where a run stands now."""
    return state_of(run, clock.now(), current_of(run.release, clock.now()))


def words(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


# What they say


def test_each_nominee_reads_what_theirs_is_for(public, entries):
    Release.objects.update(goes_public_at=datetime(2026, 7, 3, 23, 30, tzinfo=UTC))
    found = certificates_of(Release.objects.get(), clock.now())

    assert [(one.name, one.honour) for one in found] == [
        ("Siân Ŵyn Gruffydd-Llŷr", "Winner"),
        ("Małgorzata Żółć", "Highly commended"),
        ("فاطمة الزهراء", "Finalist"),
        ("હેતલબેન પટેલ", "Nominated for this award"),
        ("欧阳明霞", "Nominated for this award"),
    ]
    assert {one.date for one in found} == {"4 July 2026"}
    assert {(one.organisation, one.season, one.award) for one in found} == {
        ("North County Council", "North Awards 2027", "Safeguarding Award")
    }
    assert len({one.number for one in found}) == 5


def test_a_season_that_does_not_name_its_programme_is_named_with_it(public, entries):
    Season.objects.filter(pk=public.season_id).update(name="The year 2027")

    assert certificate_for(entries[0], clock.now())[0].season == "North Awards: The year 2027"


@pytest.mark.parametrize(
    ("outcome", "no_award", "honour"),
    [(Outcome.JOINT_WINNER, False, Honour.JOINT_WINNER), (Outcome.WINNER, True, Honour.FINALIST)],
)
def test_a_shared_award_says_so_and_where_none_is_made_nobody_has_won(public, entries, outcome, no_award, honour):
    line = DecisionLine.objects.get(entry=entries[0])
    type(line).objects.filter(pk=line.pk).update(outcome=outcome)
    type(line.decision).objects.filter(pk=line.decision_id).update(no_award=no_award)

    assert certificate_for(entries[0], clock.now())[0].honour == honour


def test_the_name_is_as_they_want_it_written(public, entries):
    EventDetails.objects.create(entry=entries[0], written_name="Dr Siân Llŷr")
    EventDetails.objects.create(entry=entries[1], written_name=" ")

    assert [one.name for one in certificates_of(public, clock.now())][:2] == ["Dr Siân Llŷr", "Małgorzata Żółć"]


def test_a_number_is_short_and_changes_with_what_is_certified_but_not_with_the_spelling(public, entries):
    first = entries[0]
    number = certificate_for(first, clock.now())[0].number
    Nominee.objects.filter(pk=first.nominee_id).update(name="Sian Llyr")
    same = certificate_for(Entry.objects.get(pk=first.pk), clock.now())[0].number
    DecisionLine.objects.filter(entry=first).update(outcome=Outcome.HIGHLY_COMMENDED)
    other = certificate_for(first, clock.now())[0].number

    assert (same, number != other, len(number)) == (number, True, 9)
    assert other == check_number(first, Honour.HIGHLY_COMMENDED)


@pytest.mark.once
def test_the_pdf_is_one_tagged_page_each_in_any_script_and_however_long_the_name(public, entries):
    Nominee.objects.filter(pk=entries[3].nominee_id).update(name="Wolfeschlegelsteinhausen " * 7)
    Nominee.objects.filter(pk=entries[4].nominee_id).update(name="W" * 200)
    type(entries[0].award).objects.update(name="The very long name of an award " * 3)
    certificates = certificates_of(public, clock.now())
    document = as_pdf(certificates, public)
    reader = PdfReader(io.BytesIO(document))

    assert len(reader.pages) == 5
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (842, 595)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is True or reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert all(word in words(document) for word in ("Siân Ŵyn Gruffydd-Llŷr", certificates[0].number, "Winner"))
    assert document == as_pdf(certificates, public)


# From when, and for whom


def test_before_the_minute_nobody_has_one_and_after_it_the_nominee_reaches_it_from_their_page(release, entries, people):
    client = nominee_of(entries[0], people["nominee"])
    pages = [reverse(f"announcements:{name}", args=[entries[0].pk]) for name in ("certificate", "certificate-file")]
    home = reverse("nominations:nominee", args=[entries[0].pk])

    with clock.set_to(release.goes_public_at - timedelta(seconds=1)):
        assert [client.get(page).status_code for page in pages] == [404, 404]
        assert pages[0] not in client.get(home).content.decode()
    with clock.set_to(release.goes_public_at):
        assert pages[0] in client.get(home).content.decode()
        page, file = (client.get(page) for page in pages)
    assert (page.status_code, "Siân Ŵyn Gruffydd-Llŷr" in page.content.decode()) == (200, True)
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/pdf", "private, no-store")


def test_a_pause_of_the_release_or_of_the_season_takes_it_back(public, entries, people):
    client = nominee_of(entries[0], people["nominee"])
    page = reverse("announcements:certificate", args=[entries[0].pk])
    found = [client.get(page).status_code]
    for model, one in ((Release, public), (Season, public.season)):
        model.objects.filter(pk=one.pk).update(paused_at=clock.now())
        found.append(client.get(page).status_code)
        model.objects.filter(pk=one.pk).update(paused_at=None)

    assert [*found, client.get(page).status_code] == [200, 404, 404, 200]


@pytest.mark.parametrize("gone", [EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING, EntryState.WAITING])
def test_who_fell_out_or_was_never_judged_has_none(public, entries, gone):
    Entry.objects.filter(pk=entries[0].pk).update(state=gone)

    assert certificate_for(entries[0], clock.now()) is None
    assert len(certificates_of(public, clock.now())) == 4


def test_nobody_elses_eyes(public, entries, people):
    nominee_of(entries[0], people["nominee"])
    mine = [reverse("announcements:certificate", args=[entries[0].pk])]
    listed = [
        reverse("announcements:certificates", args=[public.public_id]),
        reverse("announcements:release-certificate", args=[public.public_id, entries[0].pk]),
    ]

    def reached(pages):
        return {
            name
            for name, person in people.items()
            if any(sign_in(Client(), person).get(page).status_code == 200 for page in pages)
        }

    assert reached(mine) == {"nominee"}
    assert reached(listed) == {"administrator", "second_administrator"}


@pytest.mark.parametrize("role", [None, "nominee", "administrator", "communications", "host", "judge", "stranger"])
def test_before_the_minute_the_reply_is_the_same_whoever_won(release, entries, people, role):
    client = Client()
    if role:
        client = nominee_of(entries[0], people["nominee"]) if role == "nominee" else sign_in(client, people[role])
    first = entries[0].pk
    urls = [reverse(f"announcements:{name}", args=[first]) for name in ("certificate", "certificate-file")]
    urls += [reverse("announcements:certificates", args=[release.public_id])]
    urls += [
        reverse(f"announcements:{name}", args=[release.public_id, first])
        for name in ("release-certificate", "release-certificate-file")
    ]
    urls += [reverse("nominations:nominee", args=[first])]

    def everything():
        replies = [client.get(url) for url in urls]
        found = [(r.status_code, sorted(r.headers.items()), len(r.content)) for r in replies]
        with CaptureQueriesContext(connection) as asked:
            client.get(urls[0])
        return found, len(asked), [r.status_code for r in replies[:-1]]

    with clock.set_to(release.goes_public_at - timedelta(seconds=1)):
        one_world = everything()
        DecisionLine.objects.filter(entry=entries[0]).update(outcome=Outcome.FINALIST)
        DecisionLine.objects.filter(entry=entries[1]).update(outcome=Outcome.WINNER)
        assert one_world == everything()
    assert set(one_world[2]) == ({404} if role else {302})


def test_letters_that_the_fonts_lack_leave_a_page_that_says_so(public, entries, people):
    Nominee.objects.filter(pk=entries[0].nominee_id).update(name="𠮷田")
    client = nominee_of(entries[0], people["nominee"])
    page = reverse("announcements:certificate", args=[entries[0].pk])

    shown = client.get(page).content.decode()
    assert ("𠮷田" in shown, "cannot be printed in our PDF" in shown, "Download as PDF" in shown) == (True, True, False)
    assert client.get(reverse("announcements:certificate-file", args=[entries[0].pk])).url == page


# All of a release


@pytest.mark.once
def test_all_certificates_are_one_zip_with_a_pdf_an_award_and_a_page_for_what_fonts_lack(public, entries, people):
    Nominee.objects.filter(pk=entries[4].nominee_id).update(name="𠮷田")
    run = make(public, people["administrator"])

    with take_certificates(run, by=people["administrator"]) as whole, zipfile.ZipFile(whole) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    pdf, page = found.values()
    assert list(found) == ["001-safeguarding.pdf", "001-safeguarding-to-print-from-a-browser.html"]
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 4
    assert ("𠮷田" in page.decode(), page.decode().count("<h1")) == (True, 1)


def test_a_run_goes_on_where_it_stopped(public, people, quick, monkeypatch):
    monkeypatch.setattr(certificate_runs, "AT_ONCE", 2)
    monkeypatch.setattr(certificate_runs, "STEP", -1)
    run = ask_for_certificates(public, by=people["administrator"])
    assert list(run.parts.values_list("order", "fingerprint")) == [(1, ""), (2, ""), (3, "")]
    made = []
    content = certificate_runs._content

    def slow(certificates, release):
        made.append([one.name for one in certificates])
        monkeypatch.setattr(certificate_runs, "STEP", -1)
        return content(certificates, release)

    monkeypatch.setattr(certificate_runs, "_content", slow)
    for _ in range(3):
        # Time for one part only, as if the worker had died after it.
        monkeypatch.setattr(certificate_runs, "STEP", 20)
        jobs.work_on(run.job_id)
    names = list(NAMES)
    assert made == [names[:2], names[2:4], names[4:]]
    assert state(CertificateRun.objects.select_related("job", "release__season__programme").get()) == RunState.READY


def test_pressing_twice_makes_one_run_and_each_deed_is_in_the_trail(public, people, quick):
    administrator = people["administrator"]
    run = make(public, administrator)
    again = make(public, people["second_administrator"])
    take_certificates(run, by=administrator).close()

    told = {"run": run.pk, "certificates": 5}
    events = trail(public).filter(verb__endswith="_certificates").order_by("pk")
    assert again == run
    assert [(e.verb, e.person_id, e.data) for e in events] == [
        ("release.make_certificates", administrator.pk, told),
        ("release.take_certificates", administrator.pk, told),
    ]


def test_files_are_sealed_and_hold_no_name_in_the_clear(public, people, quick, monkeypatch):
    monkeypatch.setattr("announcements.certificate_runs.is_printable", lambda one: False)
    run = make(public, people["administrator"])
    part = run.parts.get()

    assert "Małgorzata".encode() not in bytes(part.content)
    assert RecordKey.objects.filter(pk=part.public_id).exists()


def test_a_run_that_is_out_of_date_is_erased_and_made_anew(public, entries, people, quick):
    run = make(public, people["administrator"])
    Nominee.objects.filter(pk=entries[0].nominee_id).update(name="Sian Llyr")
    assert state(run) == RunState.CHANGED

    client = sign_in(Client(), people["administrator"])
    page = client.get(reverse("announcements:certificate-run", args=[run.public_id])).content.decode()
    assert "A name or a result has changed since these certificates were made." in page
    assert (run.parts.get().content, RecordKey.objects.filter(pk=run.parts.get().public_id).exists()) == (None, False)
    with pytest.raises(NotNow):
        take_certificates(run, by=people["administrator"])
    assert make(public, people["administrator"]) != run


def test_a_run_expires_after_a_week_and_is_forgotten_after_a_month(public, people, quick):
    run = make(public, people["administrator"])
    week, month = run.expires_at, run.asked_at + timedelta(days=30)

    with clock.set_to(week):
        assert (state(run), certificate_runs.clear_away(week)) == (RunState.EXPIRED, 1)
    part = CertificatePart.objects.get()
    assert (part.content, RecordKey.objects.filter(pk=part.public_id).exists()) == (None, False)
    certificate_runs.clear_away(month)
    assert not CertificateRun.objects.exists()


def test_a_pause_hides_the_files_and_a_run_under_way_ends_in_words(public, people, quick):
    run, client = make(public, people["administrator"]), sign_in(Client(), people["administrator"])
    urls = [
        reverse(f"announcements:{name}", args=[run.public_id]) for name in ("certificate-run", "certificate-run-file")
    ]
    sent = [client.get(url) for url in urls]
    assert [reply.status_code for reply in sent] == [200, 200]
    assert zipfile.ZipFile(io.BytesIO(b"".join(sent[1]))).namelist() == ["001-safeguarding.pdf"]
    Release.objects.update(paused_at=clock.now())
    assert [client.get(url).status_code for url in urls] == [404, 404]
    with pytest.raises(NotNow):
        take_certificates(run, by=people["administrator"])
    Release.objects.update(paused_at=None)
    assert client.get(urls[0]).status_code == 200

    Nominee.objects.filter(name="欧阳明霞").update(name="Mingxia Ouyang")
    second = ask_for_certificates(public, by=people["administrator"])
    Release.objects.update(paused_at=clock.now())
    jobs.work_on(second.job_id)
    second.job.refresh_from_db()
    assert (second.job.state, second.job.problem) == ("failed", certificate_runs.NOT_PUBLIC)


@pytest.mark.parametrize("role", ["communications", "host", "chair", "judge", "nominee", "superuser"])
def test_only_administrators_have_them_made(public, people, role):
    with pytest.raises(NotAllowed):
        ask_for_certificates(public, by=people[role])
    assert not CertificateRun.objects.exists()


def test_nothing_is_made_before_the_minute(release, people):
    with pytest.raises(NotNow):
        ask_for_certificates(release, by=people["administrator"])
    assert not CertificateRun.objects.exists()


def test_a_number_is_checked_on_the_page_of_the_release(public, entries, people):
    client = sign_in(Client(), people["administrator"])
    url = reverse("announcements:certificates", args=[public.public_id])
    number = certificate_for(entries[1], clock.now())[0].number

    typed = client.get(url, {"number": number.lower().replace("-", " ")}).content.decode()
    assert (f"{number} stands on this certificate:" in typed, "Highly commended, Safeguarding Award." in typed) == (
        True,
        True,
    )
    assert "has the number 0000-0000" in client.get(url, {"number": "0000 0000"}).content.decode()
    assert "Enter a check number" in client.get(url, {"number": ""}).content.decode()


def test_the_page_asks_as_often_for_many_as_for_one(season, people, public, entries, quick):
    client = sign_in(Client(), people["administrator"])
    url = reverse("announcements:certificates", args=[public.public_id])
    make(public, people["administrator"])

    def count(address):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def add(number):
        award = make_award(season, f"more-{number}", f"More {number}")
        decide(award, people, {})
        public.awards.add(award)
        nominees = Nominee.objects.bulk_create(Nominee(name=f"Person {number} {i}") for i in range(number))
        Entry.objects.bulk_create(
            Entry(season=season, award=award, nominee=n, reference=f"{number}-{i}", state=EntryState.CLOSED)
            for i, n in enumerate(nominees)
        )

    counts = [count(url)]
    for number in (1, 3, 300):
        add(number)
        counts.append(count(url))
    assert counts == [counts[0]] * 4
