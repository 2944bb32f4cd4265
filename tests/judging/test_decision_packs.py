"""Decision packs: what they hold and leave out, whose they are, how they are made, and when they go."""

import io
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from judging.decision_pack_blocks import names_of
from judging.decision_pack_content import as_data
from judging.decision_pack_redacted import BETTER, letters_of, redacted_sections
from judging.models import Decision, DecisionPack, Panel, Round
from judging.services.deciding import unlock_decision
from judging.services.decision_packs import ask_for_decision_pack, clear_away, read_decision_pack, state_of
from judging.services.packs import PackState
from judging.states import Outcome
from kit import clock
from kit.sealed_files import open_file
from nominations.models import Interest
from people.models import Person
from tests.judging.locked import NOT, SHORT, lock, locked_shortlist, make
from tests.judging.scored import WORKED, scored_round
from tests.world import sign_in
from workflow import NotAllowed, NotNow, trail

pytestmark = pytest.mark.django_db
NAMES = {"chair": "Zqchair Zqone", "judge": "Zqjudge Zqtwo", "second_judge": "Zqthird Zqthree", "third_judge": "Zqfour"}


@pytest.fixture
def decision(award, people):
    """A locked shortlist whose judges have names that stand nowhere else."""
    for role, name in NAMES.items():
        Person.objects.filter(pk=people[role].pk).update(full_name=name)
    return locked_shortlist(award, people, reason="Zqreason of the panel.", minutes="Zqminutes.\n\nMore.")


def said_in(sections: list[dict], title: str) -> list:
    """What a section says, without the kinds of its blocks."""
    [found] = [s for s in sections if s["title"] == title]
    return [block.get("lines") or block.get("rows") or block.get("paragraphs") for block in found["blocks"]]


def words_of(data) -> str:
    return json.dumps(data, ensure_ascii=False)


# What they hold


def test_the_full_version_says_what_was_decided_and_how(decision):
    data = as_data(decision, "full", clock.now())
    sections = data["sections"]
    first, second, third = (s["entry"] for s in decision.record["standings"])
    chair, judge, second_judge, third_judge = NAMES.values()
    left = "Present, and left the room for entries of an interest"

    assert said_in(sections, "What was decided") == [
        ["The decision follows the order of the figures."],
        [
            [first, "Joanna Ashcroft", "Shortlisted", "1"],
            [second, "Marek Zielinski", "Shortlisted", "2"],
            [third, "Keziah Brightwater", "Not shortlisted", "3"],
        ],
        [["Zqreason of the panel."]],
        [["Zqminutes."], ["More."]],
    ]
    assert said_in(sections, "The panel, and its interests") == [
        [
            [chair, "Present", "3", "–"],
            [third_judge, "Present", "3", "–"],
            [judge, left, "2", second],
            [second_judge, "Present", "3", "–"],
        ],
        [["Sam Patel, awards officer"]],
    ]
    assert said_in(sections, "The figures") == [
        [
            ["1", first, "Joanna Ashcroft", "3.6000", "4 of 4", "3.4000", "3.8000"],
            ["2", second, "Marek Zielinski", "3.6000", "3 of 3", "3.2000", "4.0000"],
            ["3", third, "Keziah Brightwater", "1.2875", "4 of 4", "1.0000", "1.6500"],
        ]
    ]
    assert said_in(sections, "Ties") == [
        [f"Equal at 3.6000: {first} Joanna Ashcroft, {second} Marek Zielinski."],
        ["Higher mean on the heaviest criterion: settled. Criterion impact (weight 40): 4.0000 against 3.0000"],
        [f"In this order: {first}, {second}."],
    ]
    assert len(said_in(sections, "Every mark")[0]) == 11
    assert [row[:2] for row in said_in(sections, "Signatures")[0]] == [
        ["Chair", chair],
        ["Administrator", "Administrator"],
    ]
    assert decision.record_hash in words_of(data)
    assert "manage.py verify_result safeguarding --season north-2027" in words_of(data)


def test_the_redacted_version_names_nobody_and_repeats_nobodys_words(decision):
    data = words_of(as_data(decision, "redacted", clock.now()))

    told = ["Joanna Ashcroft", "Marek Zielinski", "Keziah Brightwater", *NAMES.values(), 'Administrator", "Admin']
    told += ["Zqreason", "Zqminutes", "Sam Patel", decision.record["standings"][2]["entry"]]
    told += [sheet["total"] for sheet in decision.record["sheets"]] + [str(decision.record["recipe"]["seed"])]
    assert [word for word in told if word in data] == []


def test_the_redacted_version_shows_totals_of_those_who_go_on_alone(decision):
    sections = as_data(decision, "redacted", clock.now())["sections"]
    first, second, _third = (s["entry"] for s in decision.record["standings"])

    assert said_in(sections, "What was decided") == [
        ["The decision follows the order of the figures."],
        [[first, "Shortlisted", "3.60"], [second, "Shortlisted", "3.60"]],
        ["Not shortlisted: 1 entry."],
    ]
    assert said_in(sections, "All other entries") == [["1 other entry. Figures are left out because they are so few."]]
    assert said_in(sections, "Ties") == [
        ["A tie of 2 entries. Asked, in this order: higher mean on the heaviest criterion."]
    ]


def test_letters_stand_in_an_order_that_tells_nothing(decision):
    letters = letters_of(decision)
    panel = said_in(redacted_sections(decision, names_of(decision, of_people=False)), "The panel, and its interests")[1]

    assert sorted(letters) == list(Panel.objects.get().members.order_by("pk").values_list("pk", flat=True))
    assert [row[0] for row in panel] == ["Judge A", "Judge B", "Judge C", "Judge D"]
    # Another record gives another order, so that packs of two rounds cannot be laid side by side.
    others = {tuple(letters_of(Decision(record=decision.record, record_hash=str(n)))) for n in range(20)}
    assert len(others) > 5


def test_small_panels_show_no_figure_that_is_one_judges(award, people):
    worked = [(name, (points[0], None, None, points[3])) for name, points in WORKED]
    award.quorum = 2
    decision = lock(scored_round(award, people, worked=worked), people, (SHORT, SHORT, NOT))

    rows = said_in(as_data(decision, "redacted", clock.now())["sections"], "What was decided")[1]
    assert [row[2] for row in rows] == ["Not shown: fewer than 3 judges"] * 2


def test_the_mean_of_the_others_is_over_three_at_least_and_this_decision_alone(decision):
    record, names = decision.record, names_of(decision, of_people=False)
    base = record["standings"][0]
    extra = [base | {"entry": f"NO27-1{n}", "total": f"{n}.0000", "position": 3 + n} for n in (1, 2, 3)]
    decision.record = record | {"standings": [*record["standings"], *extra]}
    outcomes = decision.record["decision"]["outcomes"]
    outcomes |= {"NO27-11": "not_shortlisted", "NO27-12": "not_shortlisted"}

    mean = (Decision.objects.get(pk=decision.pk).record["standings"][2]["total"], "1.0000", "2.0000")
    shown = sum(map(Decimal, mean)) / 3
    # The third of them stands in the figures, and this decision says nothing of it.
    assert said_in(redacted_sections(decision, names), "All other entries") == [
        [f"The mean total of the other 3 entries is {shown.quantize(Decimal('0.01'))}."]
    ]


def test_a_decision_against_the_order_says_so_and_keeps_the_reason_back(award, people):
    decision = lock(scored_round(award, people), people, (SHORT, NOT, SHORT), reason="Zqbreadth.")

    words = "The decision does not follow the order of the figures. The panel recorded why."
    redacted, full = (as_data(decision, kind, clock.now()) for kind in ("redacted", "full"))
    assert said_in(redacted["sections"], "What was decided")[0] == [words]
    assert said_in(full["sections"], "What was decided")[:1] == [[words]]
    assert ("Zqbreadth." in words_of(redacted), "Zqbreadth." in words_of(full)) == (False, True)


def test_better_outcomes_are_those_who_go_on_or_win():
    assert {Outcome.SHORTLISTED, Outcome.WINNER, Outcome.JOINT_WINNER} == BETTER


# Making and reading


@pytest.mark.once
def test_the_worker_makes_tagged_pdf_and_a_page_of_the_same_words(decision, people):
    pack = make(decision, "full", people["chair"])
    found = read_decision_pack(pack, "pdf", by=people["chair"])

    file = PdfReader(io.BytesIO(found["pdf"]))
    words = " ".join(" ".join(page.extract_text() for page in file.pages).split())
    assert state_of(pack, clock.now()) == PackState.READY
    assert (len(file.pages), file.trailer["/Root"]["/MarkInfo"]["/Marked"]) == (pack.pages, True)
    assert [title for s in found["data"]["sections"] if (title := s["title"]) not in words] == []
    assert "Zqchair Zqone" in words


@pytest.mark.once
def test_letters_that_the_fonts_lack_leave_a_page_alone(client, decision, people):
    Decision.objects.get().lines.first().entry.nominee.__class__.objects.filter(name="Joanna Ashcroft").update(
        name="𠮷"
    )
    pack = make(decision, "full", people["chair"])
    visitor = sign_in(client, people["chair"])

    page = visitor.get(reverse("panel:decision-pack", args=[pack.public_id])).content.decode()
    file = visitor.get(reverse("panel:decision-pack-file", args=[pack.public_id]))
    assert pack.pages == 0
    assert "Some letters cannot be printed in our PDF" in page
    assert "Download as PDF" not in page
    assert file["Content-Disposition"] == 'attachment; filename="decision-full.html"'
    assert "𠮷" in file.content.decode()


@pytest.fixture
def quick(monkeypatch):
    """Set no PDF: what is told of a pack does not depend on it."""
    monkeypatch.setattr("judging.decision_pack_content.as_pdf", lambda data, made_at: b"%PDF")


def test_one_pack_is_made_of_one_record_and_each_deed_is_in_the_trail(client, decision, people, quick):
    pack = make(decision, "redacted", people["chair"])
    again = make(decision, "redacted", people["administrator"])
    for name in ("read", "file"):
        sign_in(client, people["administrator"]).get(reverse(f"panel:decision-pack-{name}", args=[pack.public_id]))
        client.head(reverse(f"panel:decision-pack-{name}", args=[pack.public_id]))

    assert again == pack
    told = [(event.verb, event.actor, event.data.get("form")) for event in trail(decision)[:3]]
    assert told == [
        ("decision.read_pack", people["administrator"].actor_key, "html"),
        ("decision.read_pack", people["administrator"].actor_key, "page"),
        ("decision.ask_for_pack", people["chair"].actor_key, None),
    ]


def test_what_a_pack_holds_is_encrypted(decision, people, quick):
    pack = make(decision, "full", people["chair"])

    assert b"Zqchair" not in bytes(pack.content)
    assert b"Zqchair" in open_file(pack)


def test_a_pack_falls_away_when_its_decision_is_opened(client, decision, people, quick):
    pack = make(decision, "full", people["chair"])
    for role in ("chair", "administrator"):
        unlock_decision(Decision.objects.get(), reason="A sheet was misread.", by=people[role])

    pack = DecisionPack.objects.select_related("decision", "job").get(pk=pack.pk)
    page = sign_in(client, people["chair"]).get(reverse("panel:decision-pack", args=[pack.public_id]))
    assert (pack.content, state_of(pack, clock.now())) == (None, PackState.WITHDRAWN)
    assert "withdrawn because the decision was opened again" in page.content.decode()
    with pytest.raises(NotNow, match="not locked"):
        ask_for_decision_pack(Decision.objects.get(), "full", by=people["chair"])


def test_a_pack_expires_and_is_forgotten(decision, people, quick):
    pack = make(decision, "full", people["chair"])
    later = clock.now() + timedelta(days=7, seconds=1)

    assert (state_of(pack, later), clear_away(later)) == (PackState.EXPIRED, 1)
    with clock.set_to(later), pytest.raises(NotNow, match="expired"):
        read_decision_pack(pack, "pdf", by=people["chair"])
    clear_away(later + timedelta(days=30))
    assert not DecisionPack.objects.exists()


# Whose they are


@pytest.mark.parametrize("role", ["judge", "second_administrator", "reviewer", "hr_adviser", "stranger", "superuser"])
def test_nobody_else_knows_of_packs(client, decision, people, role, quick):
    first = decision.round.award.entries.first()
    Interest.objects.create(entry=first, person=people["second_administrator"], source="declared", kind="relative")
    pack = make(decision, "full", people["chair"])
    visitor = sign_in(client, people[role])
    urls = [reverse("panel:decision-packs", args=[decision.public_id])] + [
        reverse(f"panel:decision-pack{name}", args=[pack.public_id]) for name in ("", "-read", "-file")
    ]

    assert [visitor.get(url).status_code for url in urls] == [404] * 4
    assert visitor.post(urls[0], {"kind": "full"}).status_code == 404
    with pytest.raises(NotAllowed):
        ask_for_decision_pack(decision, "full", by=people[role])


@pytest.mark.parametrize("role", ["chair", "administrator"])
def test_chair_and_administrator_read_it_as_a_page(client, decision, people, role, quick):
    visitor = sign_in(client, people[role])
    listed = visitor.post(reverse("panel:decision-packs", args=[decision.public_id]), {}).content.decode()
    made = visitor.post(reverse("panel:decision-packs", args=[decision.public_id]), {"kind": "redacted"})
    pack = make(decision, "redacted", people[role])
    page = visitor.get(made.url.rstrip("/") + "/read/")

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "Select which version you want" in listed
    assert made.url == reverse("panel:decision-pack", args=[pack.public_id])
    assert "This version names neither judges nor nominees" in words
    assert page["Cache-Control"] == "private, no-store"


def test_an_interest_found_later_shuts_the_chair_out(client, decision, people, quick):
    pack = make(decision, "full", people["chair"])
    first = Round.objects.get().award.entries.first()
    Interest.objects.create(entry=first, person=people["chair"], source="declared", kind="relative")

    page = sign_in(client, people["chair"]).get(reverse("panel:decision-pack-read", args=[pack.public_id]))
    assert page.status_code == 404
