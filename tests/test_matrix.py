"""The access matrix, asked of the running site: every address, as everybody, in the states that matter."""

import pytest
from django.db import transaction

from nominations.models import Nomination
from tests.crawl import Answer, address_of, all_routes, ask
from tests.matrix import MATRIX, Line
from tests.matrix_routes import BODIES, another, names_of
from tests.matrix_worlds import IDENTITIES, STATES, build

# The database of the suite; what a test changes in it is undone, the world stays.
pytestmark = [pytest.mark.django_db, pytest.mark.crawl]

ROUTES = all_routes()


@pytest.fixture(scope="module", params=STATES)
def world(request, django_db_setup, django_db_blocker):
    """The world of one state, built once, undone when every question about it is answered."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(request.param)
        transaction.set_rollback(True)


def lines_of(state: str) -> list[Line]:
    """Return the lines of the matrix that speak of a state."""
    return [line for line in MATRIX if line.state == state]


def where(line: Line, world) -> dict:
    """Return what the address of a line names."""
    return names_of(line.route, ROUTES[line.route], world, line.of)


def put(line: Line, world, client, *, address: str = "") -> Answer:
    """Ask the question of a line."""
    body = BODIES[line.route](world) if line.method == "POST" and line.route in BODIES else None
    return ask(client, line.method, address or address_of(line.route, where(line, world)), body)


def test_every_address_of_the_site_has_a_line():
    """An address that nobody thought about is a hole: it fails here until the matrix says who may open it."""
    said = {line.route for line in MATRIX}
    missing = sorted(set(ROUTES) - said)
    assert not missing, f"Add a line to tests/matrix.py that says who may open: {', '.join(missing)}"
    gone = sorted(said - set(ROUTES))
    assert not gone, f"Take out of tests/matrix.py what is no address any more: {', '.join(gone)}"


def test_every_state_is_asked_about():
    """No state of the world is built for nothing."""
    assert {line.state for line in MATRIX} == set(STATES)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_everybody_may_do_what_the_matrix_says_and_nothing_else(world, identity):
    """Each answer is the cell's; what is not allowed changes nothing, and neither does looking."""
    wrong = []
    for line in lines_of(world.state):
        answer = put(line, world, world.clients[identity])
        cell = line.cell(identity)
        if cell in "HL":
            world.answers[line, identity] = answer
        if answer.cell != cell:
            wrong.append(f"{line} {identity}: {answer.cell}, not {cell}")
        if answer.kept and (cell != "A" or line.method == "GET"):
            wrong.append(f"{line} {identity}: changed {sorted(answer.kept)}")
        if cell == "A" and line.writes and not answer.kept:
            wrong.append(f"{line} {identity}: the deed was not done")
    assert wrong == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_what_is_hidden_answers_like_what_is_not_there(world, identity):
    """Neither words, headers nor work done tell a hidden thing from a missing one."""
    differ = []
    for line in lines_of(world.state):
        names = where(line, world)
        if line.cell(identity) not in "HL" or not names or line.is_public or not line.is_first:
            continue
        client = world.clients[identity]
        hidden = world.answers.get((line, identity)) or put(line, world, client)
        missing = put(line, world, client, address=address_of(line.route, another(names)))
        if line.cell(identity) == "L":
            hidden.headers.pop("Location", None), missing.headers.pop("Location", None)
        if (hidden.cell, hidden.body, hidden.headers) != (missing.cell, missing.body, missing.headers):
            differ.append(f"{line} {identity}: {hidden.cell} {hidden.status}, a missing one {missing.status}")
        elif abs(hidden.queries - missing.queries) > 1:
            differ.append(f"{line} {identity}: {hidden.queries} queries, a missing one {missing.queries}")
    assert differ == []


@pytest.mark.parametrize("outsider", ["Elsewhere", "Superuser", "Stranger"])
def test_whoever_has_no_part_in_the_season_finds_nothing_of_it(world, outsider):
    """Neither every role of another season nor a superuser's account opens more than a stranger's."""
    references = {n.reference for n in Nomination.objects.all() if n.reference}
    wrong = []
    for line in lines_of(world.state):
        if line.is_public:
            continue
        answer = put(line, world, world.outsiders[outsider])
        if where(line, world):
            is_right = answer.cell == "H"
        elif outsider == "Elsewhere":
            is_right = answer.cell in "AH" and not any(r.encode() in answer.body for r in references)
        else:
            is_right = answer.cell == line.cell("No")
        if not is_right or answer.kept:
            wrong.append(f"{line}: {answer.cell} {sorted(answer.kept)}")
    assert wrong == []


@pytest.mark.parametrize("identity", ["An", "Jr", "Ad", "Ax"])
def test_other_methods_say_no_more_and_change_nothing(world, identity):
    """HEAD answers as GET does, OPTIONS tells no hidden thing from a missing one, and the rest is not taken."""
    client, wrong = world.clients[identity], []
    lines = lines_of(world.state)
    taken = {(line.route, line.of, line.method) for line in lines}
    for line in lines:
        if not line.is_first:
            continue
        names = where(line, world)
        address = address_of(line.route, names)
        other = "POST" if line.method == "GET" else "GET"
        if (line.route, line.of, other) not in taken:
            refused = ask(client, other, address)
            if refused.cell not in "-DHL" or refused.kept:
                wrong.append(f"{line} {identity}: {other} is {refused.cell}")
        if line.method == "GET" and ask(client, "HEAD", address).cell != line.cell(identity):
            wrong.append(f"{line} {identity}: HEAD differs from GET")
        if line.cell(identity) == "H" and names:
            hidden = ask(client, "OPTIONS", address)
            missing = ask(client, "OPTIONS", address_of(line.route, another(names)))
            if (hidden.status, hidden.body, hidden.headers) != (missing.status, missing.body, missing.headers):
                wrong.append(f"{line} {identity}: OPTIONS tells that it is there")
    assert wrong == []
