"""Packs of a judge: what they hold, whose they are, how they are made, and when they go."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from judging.models import Pack, ScoreSheet
from judging.services import packs
from judging.services.interests import declare_late
from judging.services.packs import PackState, ask_for_pack, clear_away, open_pack, state_of
from judging.services.reading import sheets_in_order
from judging.services.seats import stand_down_judge
from judging.states import PackKind
from kit import clock, jobs
from nominations.models import Interest, JudgingCopy
from nominations.services.interests import declare_interest
from people.models import Person
from tests.judging.judged import NAMES, member_of, open_round, sheet_of
from tests.world import sign_in
from workflow import SYSTEM, NotAllowed, NotNow, perform, trail

pytestmark = pytest.mark.django_db
KINDS = tuple(PackKind)
NOMINATOR = "Zqnominator Zqsurname"


@pytest.fixture
def round_(award, people):
    """A round open for scoring with five entries, each with words of its own."""
    Person.objects.filter(pk=people["nominator"].pk).update(full_name=NOMINATOR)
    round_ = open_round(award, people)
    for copy in JudgingCopy.objects.select_related("nomination__nominee"):
        copy.text = f"Told of {copy.nomination.nominee.name}: *not bold*, #import “x”.\n\nAnother part."
        copy.save()
    return round_


@pytest.fixture
def judge(people):
    """A judge of it."""
    return people["judge"]


@pytest.fixture
def make(round_, people):
    """What asks for a pack and lets the worker make it."""

    def made(role="judge", kind=PackKind.PDF, by=None) -> Pack:
        person = people[role]
        pack = ask_for_pack(member_of(round_, person), round_, kind, by=by or person)
        while jobs.work_on(pack.job_id):
            pass
        return Pack.objects.select_related("job", "round__award", "member__person").get(pk=pack.pk)

    return made


def text_of(content: bytes, kind=PackKind.PDF) -> str:
    """The words of a pack."""
    if kind == PackKind.HTML:
        words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", content.decode(), flags=re.DOTALL)
    else:
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(words.split())


def now_of(pack) -> PackState:
    return state_of(Pack.objects.select_related("job").get(pk=pack.pk), clock.now())


def pack_url(pack, name="pack") -> str:
    return reverse(f"judging:{name}", args=[pack.public_id])


@pytest.mark.parametrize("kind", KINDS)
def test_a_pack_holds_what_the_judges_own_pages_show_in_their_own_order(make, round_, people, kind):
    pack = make(kind=kind)

    words = text_of(open_pack(pack, by=people["judge"]), kind)
    names = [str(s.entry.nominee) for s in sheets_in_order(round_, member_of(round_, people["judge"]))]
    told = re.findall(r"Told of (.*?): \*not bold\*, #import “x”\.", words)
    assert sorted(told) == sorted(NAMES)
    assert told == names
    assert words.count("Another part.") == 5
    assert words.count(f"Social worker, {round_.season.programme.organisation_name}") == 5
    assert words.count("What of impact? Counts for 40%.") == 5
    assert words.count("4: Outstanding What outstanding means.") == 20
    assert words.count("Note to the panel") == words.count("Feedback that may be shared") == 5
    assert NOMINATOR not in words


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_bears_the_judges_name(make, people, kind):
    content = open_pack(make(kind=kind), by=people["judge"])

    mark = f"Made for {people['judge']} on "
    if kind == PackKind.HTML:
        assert content.decode().count(mark) == 6
    else:
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
        assert [mark in page and "Not to be passed on." in page for page in pages] == [True] * len(pages)
    assert str(people["second_judge"]) not in text_of(content, kind)


def test_large_print_is_large(make, people):
    reader = PdfReader(io.BytesIO(open_pack(make(kind=PackKind.LARGE_PRINT), by=people["judge"])))
    sizes = set()

    def measure(text, transform, placed, font, size):
        if text.strip():
            sizes.add(round(size * placed[0] * transform[0], 1))

    for page in reader.pages:
        page.extract_text(visitor_text=measure)

    assert min(sizes) == 18


def test_an_entry_of_interest_is_in_no_byte_of_it(make, round_, people):
    declare_late(
        member_of(round_, people["judge"]),
        entry=sheet_of(round_, people["judge"]).entry,
        kind="close_friend",
        note="",
        by=people["judge"],
    )

    words = text_of(open_pack(make(), by=people["judge"]))
    html = open_pack(make(kind=PackKind.HTML), by=people["judge"]).decode()

    assert [name for name in NAMES if name in words] == list(NAMES[1:])
    assert [name for name in NAMES if name in html] == list(NAMES[1:])
    assert "4 entries, in your own order" in words


def test_an_entry_that_is_being_checked_is_told_without_its_name(make, round_, people):
    entry = sheet_of(round_, people["judge"]).entry
    perform(entry, "hide", by=SYSTEM, reason="A judge asked.")

    words = text_of(open_pack(make(), by=people["judge"]))

    assert NAMES[0] not in words
    assert words.count("An entry is being checked") == 1


def conflict(round_, people):
    entry = sheet_of(round_, people["judge"]).entry
    declare_interest(entry, person=people["judge"], kind="close_friend", note="", by=people["judge"])


def hiding(round_, people):
    perform(sheet_of(round_, people["judge"]).entry, "hide", by=SYSTEM, reason="A judge asked.")


def withdrawal(round_, people):
    perform(sheet_of(round_, people["judge"]).entry, "withdraw", by=people["administrator"], reason="They asked.")


def new_copy(round_, people):
    copy = JudgingCopy.objects.get(nomination__entry=sheet_of(round_, people["judge"]).entry)
    copy.text = "Written anew."
    copy.save()


def void(round_, people):
    perform(sheet_of(round_, people["judge"]), "make_void", by=people["administrator"], reason="A mistake.")


@pytest.mark.parametrize("change", [conflict, hiding, withdrawal, new_copy, void])
def test_a_change_of_what_may_be_read_takes_the_pack_back_and_erases_it(make, round_, people, client, change):
    pack, other = make(), make("second_judge") if change in {conflict, void} else None

    change(round_, people)

    kept = Pack.objects.get(pk=pack.pk)
    assert (kept.content, kept.fingerprint, now_of(pack)) == (None, "erased", PackState.WITHDRAWN)
    with pytest.raises(NotNow, match="withdrawn because an entry has changed"):
        open_pack(pack, by=people["judge"])
    page = sign_in(client, people["judge"]).get(pack_url(pack, "pack-file"), follow=True)
    assert "Your pack has been withdrawn because an entry has changed. Make a new one." in page.content.decode()
    if other:
        assert now_of(other) == PackState.READY


def test_what_changes_unseen_is_noticed_when_the_pack_is_opened(make, round_, people):
    pack = make()
    JudgingCopy.objects.filter(nomination__entry=sheet_of(round_, people["judge"]).entry).update(text="Other.")

    with pytest.raises(NotNow, match="withdrawn"):
        open_pack(pack, by=people["judge"])
    packs.settle_pack(pack, clock.now())

    assert Pack.objects.get(pk=pack.pk).content is None


def test_what_changes_while_a_pack_is_made_is_not_in_it(round_, people, monkeypatch):
    judge, real, times = people["judge"], packs.as_pdf, []
    pack = ask_for_pack(member_of(round_, judge), round_, PackKind.PDF, by=judge)

    def meanwhile(data, at):
        content = real(data, at)
        if not times:
            conflict(round_, people)
        times.append(at)
        return content

    monkeypatch.setattr(packs, "as_pdf", meanwhile)
    while jobs.work_on(pack.job_id):
        pass

    assert len(times) == 2
    assert NAMES[0] not in text_of(open_pack(pack, by=judge))


def test_a_pack_that_is_asked_for_twice_is_made_once_until_something_changes(make, round_, people):
    first = make()
    assert make().pk == first.pk
    assert make(kind=PackKind.HTML).pk != first.pk

    hiding(round_, people)

    assert make().pk != first.pk


def test_it_is_kept_encrypted_and_expires(make, people, client):
    pack = make(kind=PackKind.HTML)
    assert b"Told of" not in bytes(pack.content)
    assert pack.expires_at - clock.now() <= timedelta(days=7)
    Pack.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    with pytest.raises(NotNow, match="expired"):
        open_pack(pack, by=people["judge"])
    assert clear_away(clock.now()) == 1

    assert (Pack.objects.get().content, now_of(pack)) == (None, PackState.EXPIRED)
    assert (
        "Your pack has expired. Make a new one."
        in sign_in(client, people["judge"]).get(pack_url(pack)).content.decode()
    )
    Pack.objects.update(asked_at=clock.now() - timedelta(days=31))
    clear_away(clock.now())
    assert not Pack.objects.exists()


def test_it_ends_with_the_seat(make, round_, people, client):
    pack = make()

    stand_down_judge(member_of(round_, people["judge"]), reason="They asked.", by=people["administrator"])

    assert not Pack.objects.exists()
    assert sign_in(client, people["judge"]).get(pack_url(pack, "pack-file")).status_code == 404


@pytest.mark.parametrize("role", ["second_judge", "chair", "stranger", "reviewer", "superuser"])
@pytest.mark.parametrize("name", ["pack", "pack-file"])
def test_nobody_else_finds_it(make, people, client, role, name):
    pack = make()
    visitor = sign_in(client, people[role])

    assert visitor.get(pack_url(pack, name)).status_code == 404
    assert visitor.get(reverse(f"panel:{name}", args=[pack.public_id])).status_code == 404


@pytest.mark.parametrize("role", ["second_judge", "chair", "stranger", "reviewer"])
def test_nobody_else_can_ask_for_it(round_, people, role):
    with pytest.raises(NotAllowed):
        ask_for_pack(member_of(round_, people["judge"]), round_, PackKind.PDF, by=people[role])

    assert not Pack.objects.exists()


def test_an_administrator_makes_one_for_a_judge_unless_an_interest_keeps_them_out(make, round_, people, client):
    administrator, judge = people["administrator"], member_of(round_, people["judge"])
    visitor = sign_in(client, administrator)
    page = reverse("panel:packs", args=[round_.public_id, judge.pk])
    answer = visitor.post(page, {"kind": "large"})
    pack = Pack.objects.get()
    jobs.work_on(pack.job_id)
    file = visitor.get(reverse("panel:pack-file", args=[pack.public_id]))
    assert answer.url == reverse("panel:pack", args=[pack.public_id])
    assert (file.status_code, file["Content-Disposition"]) == (
        200,
        'attachment; filename="judging-pack-large-print.pdf"',
    )

    declare_interest(
        sheet_of(round_, people["judge"]).entry, person=administrator, kind="relative", note="", by=administrator
    )

    assert Interest.objects.shutting_out(administrator).exists()
    urls = [page, *(reverse(f"panel:{name}", args=[pack.public_id]) for name in ("pack", "pack-file"))]
    assert [visitor.get(url).status_code for url in urls] == [404, 404, 404]
    with pytest.raises(NotAllowed):
        ask_for_pack(judge, round_, PackKind.PDF, by=administrator)


def test_who_asked_and_who_read_is_recorded_without_a_word_of_it(make, round_, people, client):
    pack = make()
    response = sign_in(client, people["judge"]).get(pack_url(pack, "pack-file"))

    told = {"pack": pack.pk, "member": pack.member_id, "kind": "pdf"}
    events = [(e.verb, e.person_id, e.data) for e in trail(round_).filter(verb__endswith="_pack").order_by("pk")]
    assert events == [("round.ask_for_pack", people["judge"].pk, told), ("round.read_pack", people["judge"].pk, told)]
    assert (response["Cache-Control"], response["Content-Type"]) == ("private, no-store", "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="judging-pack.pdf"'
    reader = PdfReader(io.BytesIO(response.content))
    assert set(reader.metadata) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert reader.metadata.title == "Judging pack: Safeguarding Award"


def test_letters_that_no_font_has_make_it_a_web_page_that_says_so(make, people, client):
    copy = JudgingCopy.objects.first()
    copy.text = "She signs her name 𠮷."
    copy.save()

    pack = make()

    assert (pack.kind, pack.pages) == (PackKind.HTML, 0)
    assert "She signs her name 𠮷." in open_pack(pack, by=people["judge"]).decode()
    page = sign_in(client, people["judge"]).get(pack_url(pack)).content.decode()
    assert "Some letters in these entries cannot be printed in our PDF" in page


def test_hostile_words_stay_words_in_the_web_page(make, people):
    copy = JudgingCopy.objects.first()
    copy.text = "<script>alert(1)</script> {{ pack }} &amp;"
    copy.save()

    html = open_pack(make(kind=PackKind.HTML), by=people["judge"]).decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ pack }} &amp;amp;" in html
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!#)', html)


def test_there_is_no_pack_before_scoring_and_none_after_the_decision(award, people, round_, client):
    judge = member_of(round_, people["judge"])
    ScoreSheet.objects.filter(member=judge).delete()
    with pytest.raises(NotNow, match="nothing to read yet"):
        ask_for_pack(judge, round_, PackKind.PDF, by=people["judge"])
    type(round_).objects.filter(pk=round_.pk).update(state="decided")
    page = sign_in(client, people["judge"]).get(reverse("judging:packs", args=[round_.public_id]))

    assert "This round is decided, so no more packs are made for it." in page.content.decode()
    assert "Make the pack" not in page.content.decode()


def test_the_page_of_packs_leads_from_the_list_to_the_file(round_, people, client):
    visitor = sign_in(client, people["judge"])
    page = reverse("judging:packs", args=[round_.public_id])
    assert page in visitor.get(reverse("judging:list", args=[round_.public_id])).content.decode()
    assert "Select which kind of pack you want" in visitor.post(page, {}).content.decode()

    progress = visitor.post(page, {"kind": "html"}, follow=True)
    pack = Pack.objects.get()
    part = visitor.get(pack_url(pack), headers={"hx-request": "true"})
    jobs.work_on(pack.job_id)
    over = visitor.get(pack_url(pack), headers={"hx-request": "true"})
    ready = visitor.get(pack_url(pack)).content.decode()

    assert "The pack is being made" in progress.content.decode()
    assert "<html" not in part.content.decode()
    assert "Waiting to start" in part.content.decode()
    assert over["HX-Redirect"] == pack_url(pack)
    assert pack_url(pack, "pack-file") in ready


def queries_of(deed) -> int:
    """How often a deed asks the database."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def test_reading_and_showing_cost_the_same_for_one_and_for_many(make, round_, people, client):
    judge, visitor = member_of(round_, people["judge"]), sign_in(client, people["judge"])
    page = reverse("judging:packs", args=[round_.public_id])
    many = queries_of(lambda: packs.read_for(round_, judge))
    make()
    one_pack = queries_of(lambda: visitor.get(page))
    for kind in KINDS:
        make(kind=kind)
        Pack.objects.filter(kind=kind).update(fingerprint="another")
        make(kind=kind)
    assert queries_of(lambda: visitor.get(page)) == one_pack

    ScoreSheet.objects.filter(member=judge).exclude(entry__nominee__name=NAMES[0]).delete()

    assert queries_of(lambda: packs.read_for(round_, judge)) == many
