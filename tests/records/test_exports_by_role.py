"""Every list as a file, asked for by everybody: the page's rows and no others, and the trail knows that it left."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString

from awards.roles import scope_of
from kit import clock
from kit.exports import words_of
from nominations.models import Nominee
from people.models import RoleGrant
from people.roles import Role
from records.exports import LISTS
from tests.matrix_routes import names_of
from tests.matrix_worlds import IDENTITIES, build, signed_in
from tests.records.downloads import rows_of
from tests.world import make_award, make_person, make_season, make_submitted
from workflow.models import AuditEvent

pytestmark = pytest.mark.once

HOSTILE = '=HYPERLINK("http://x.example","Zoë")'
# The nominee in whom one administrator has an interest.
THEIRS = "Qadira Zzyzx"
# Each list of staff: its address, the name that the address asks for, the heading of what names a row.
ROUTES = [
    ("review:queue", "", "Reference"),
    ("review:entries", "", "Reference"),
    ("review:endorsements", "", "Nomination"),
    ("review:endorsements", "missing", "Nomination"),
    ("review:late", "", "Nominee"),
    ("review:interests", "", "Who"),
    ("records:nominations", "", "Reference"),
    ("records:audit", "", "What"),
    ("notifications:list", "", "Message"),
    ("announcements:releases", "", "What"),
    ("panel:progress", "", "Award"),
    ("panel:totals", "", "Entry"),
    ("panel:checks", "", "Name"),
]


def named_on(page) -> list[str]:
    """Return what names each row of a page's first table."""
    body = page.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    return [words_of(SafeString(cell)) for cell in re.findall(r'<th scope="row".*?</th>', body, re.S)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A season whose first round is decided, with a name that would be a formula."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build("deciding")
        Nominee.objects.filter(nomination=world.second).update(name=HOSTILE)
        Nominee.objects.filter(nomination=world.nomination).update(name=THEIRS)
        world.clients["Hr"] = signed_in(world.people["hr_adviser"])
        yield world
        transaction.set_rollback(True)


PATTERNS = {"records:nominations": "<slug:season>", "announcements:releases": "<slug:season>"} | dict.fromkeys(
    ("panel:progress", "panel:totals"), "<uuid:public_id>"
)


def address(route: str, world) -> str:
    """Return the address of a list in this world."""
    return reverse(route, kwargs=names_of(route, PATTERNS.get(route, ""), world))


@pytest.mark.django_db
@pytest.mark.parametrize("identity", [*IDENTITIES, "Hr"])
def test_a_file_holds_what_the_page_shows_that_person_and_is_missing_where_the_page_is(world, identity):
    client, wrong, taken = world.clients[identity], [], []
    for route, which, heading in ROUTES:
        where = address(route, world)
        for form in ("csv", "xlsx"):
            page = client.get(where)
            answer = client.get(where, {"format": form} | ({"list": which} if which else {}))
            is_open = page.status_code == 200 and not (route == "panel:totals" and identity in {"Ju", "Jr"})
            if answer.status_code != (200 if is_open else 404 if page.status_code == 200 else page.status_code):
                wrong.append((route, form, answer.status_code))
            if answer.status_code != 200:
                continue
            taken.append(route)
            names, shown = [row[heading] for row in rows_of(answer)], named_on(page) if not which else []
            if form == "csv":
                names = [name.removeprefix("'") for name in names]
            total = page.context["table"].total if "table" in page.context and not which else len(names)
            if len(names) != total or not all(a.startswith(b) for a, b in zip(shown, names, strict=False)):
                wrong.append((route, form, names, shown))
    assert wrong == []
    expected = {"Rv": 2, "Ch": 4, "Ad": 10, "Ax": 10, "Ig": 2, "Co": 1, "Ho": 1, "Jx": 3, "Hr": 1}
    assert len(set(taken)) == expected.get(identity, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("identity", ["Ad", "Ax"])
def test_an_entry_of_ones_interest_is_in_no_file(world, identity):
    own, found = {world.nomination.reference, THEIRS}, set()
    for route, which, _heading in [*ROUTES, ("records:nominations", "full", ""), ("panel:totals", "sheets", "")]:
        for form in ("csv", "xlsx"):
            answer = world.clients[identity].get(
                address(route, world), {"format": form} | ({"list": which} if which else {})
            )
            if answer.status_code == 200:
                words = str([list(row.values()) for row in rows_of(answer)])
                found |= {word for word in own if word in words}
    assert found == (own if identity == "Ad" else set())


@pytest.mark.django_db
@pytest.mark.parametrize("outsider", ["Elsewhere", "Superuser", "Stranger"])
def test_nothing_of_another_season_is_in_a_file(world, outsider):
    for route, which, _heading in ROUTES:
        answer = world.outsiders[outsider].get(address(route, world), {"format": "csv", "list": which})
        rows = rows_of(answer) if answer.status_code == 200 else []
        assert (answer.status_code in {200, 404}, rows) == (True, []), route


@pytest.mark.django_db
def test_no_cell_of_any_file_is_a_formula(world):
    names = set()
    for route, which, _heading in ROUTES:
        answer = world.clients["Ad"].get(address(route, world), {"format": "csv", "list": which})
        if answer.status_code == 200:
            for row in rows_of(answer):
                assert not [cell for cell in row.values() if cell[:1] in "=+-@\t\r" and cell], row
                names |= set(row.values())
    assert f"'{HOSTILE}" in names


@pytest.mark.django_db
def test_the_search_of_the_page_is_the_search_of_the_file(world):
    where, client = address("records:nominations", world), world.clients["Ad"]
    reference = world.nomination.reference
    links = re.findall(r'href="([^"]+format=[^"]+)"', client.get(where, {"q": reference, "page": "1"}).content.decode())

    for link in links[:2]:
        assert [row["Reference"] for row in rows_of(client.get(link.replace("&amp;", "&")))] == [reference]
    assert links[:2] == [f"{where}?q={reference}&amp;format={form}" for form in ("csv", "xlsx")]
    assert client.get(where, {"format": "pdf"}).status_code == 404
    assert client.get(where, {"format": "csv", "list": "everything"}).status_code == 404


@pytest.mark.django_db
def test_every_file_is_in_the_trail_by_codes_alone(world):
    where, client = address("records:nominations", world), world.clients["Ad"]
    before, total = AuditEvent.objects.first().pk, client.get(where).context["table"].total
    client.head(where, {"format": "csv"})
    client.get(where, {"format": "pdf"})
    rows_of(client.get(where, {"format": "csv", "q": "Someone", "state": "draft", "sort": "-reference"}))
    rows_of(client.get(where, {"format": "xlsx"}))

    events = AuditEvent.objects.filter(pk__gt=before).order_by("pk")
    person = world.people["administrator"]
    assert [(e.verb, e.person_id, e.scope, e.data) for e in events] == [
        (
            "list.export",
            person.pk,
            f"season:{world.season.pk}",
            {
                "list": "nominations",
                "format": "csv",
                "narrowed_by": ["q", "state=draft", "sort=-reference"],
                "rows": 1,
            },
        ),
        (
            "list.export",
            person.pk,
            f"season:{world.season.pk}",
            {"list": "nominations", "format": "xlsx", "narrowed_by": [], "rows": total},
        ),
    ]
    shown = client.get(reverse("records:audit"), {"about": "list"}).content.decode()
    assert re.findall(r'data-label="About">([^<]+)<', shown)[:2] == ["Nominations", "Nominations"]


@pytest.mark.django_db
def test_a_list_over_two_seasons_is_told_of_in_each(world):
    client, reviewer = world.clients["Rv"], world.people["reviewer"]
    other_season = make_season("west")
    make_submitted(make_award(other_season, "safeguarding", "Western Award"), nominator=make_person("Somebody Else"))
    RoleGrant.objects.create(person=reviewer, role=Role.REVIEWER, scope=scope_of(other_season))
    before = AuditEvent.objects.first().pk

    rows = rows_of(client.get(reverse("review:queue"), {"format": "csv", "status": "all"}))
    assert [row["Award"] for row in rows].count("Western Award") == 1
    told = AuditEvent.objects.filter(pk__gt=before).values_list("scope", "data__rows")
    assert set(told) == {(f"season:{world.season.pk}", len(rows) - 1), (f"season:{other_season.pk}", 1)}


@pytest.mark.django_db
def test_the_audit_file_does_not_tell_of_itself(world):
    client = world.clients["Ig"]
    total = client.get(reverse("records:audit")).context["table"].total

    rows = rows_of(client.get(reverse("records:audit"), {"format": "csv"}))
    assert len(rows) == total
    assert rows[0]["When"] == clock.now().astimezone().strftime("%Y-%m-%d") + rows[0]["When"][10:]


@pytest.mark.django_db
def test_file_names_hold_no_names(world):
    names = set()
    for route, which, _heading in ROUTES:
        answer = world.clients["Ad"].get(address(route, world), {"format": "csv", "list": which})
        if answer.status_code == 200:
            names.add(
                re.fullmatch(r'attachment; filename="([a-z-]+)-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])[1]
            )
    assert names <= set(LISTS)
    assert len(names) == 11
