"""One secret, two worlds: whoever must not know of it gets the same bytes from everything that they may ask for.

The same season is looked at twice, with the same numbers, times and seeds, and one thing changed between: an entry
that is there or not, somebody's marks, somebody's interest, who nominated. What differs is a leak.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from judging.models import PanelMember, Round, Score, ScoreSheet, Standing
from judging.pack_content import read_for
from judging.services.interests import declare_late
from judging.services.rounds import join_rounds
from judging.services.sheets import save_sheet, submit_sheet
from judging.services.standings import rebuild_totals
from kit import clock
from nominations.models import Entry, Interest, Nomination
from nominations.services.interests import find_interests
from notifications.models import Message
from people.models import Person
from tests.crawl import all_routes
from tests.judging.judged import member_of, open_round, points_of, sheet_of
from tests.world import make_entry, make_person, sign_in

NAMES = ("Joanna Ashcroft", "Marek Zielinski")
SECRET_NAME = "Zqnadia Zqhidden"
CHANGING = re.compile(
    rb'(name="csrfmiddlewaretoken" value=")[^"]+|(name="idempotency_key" value=")[^"]+|("X-CSRFToken": ")[^"]+'
)
FRESH_HEADERS = {"Date", "X-Request-ID"}
QUERIES = ("", "?page=2&sort=-state&q=Zq&status=all", "?format=csv")
# Pages that are looked at with every query; of the others the page itself is enough.
LISTS = {"judging:list", "panel:round", "panel:progress", "panel:totals", "records:audit", "review:interests"}
OF_ROUND, OF_SHEET = re.compile(r"rounds?/<uuid:public_id>"), re.compile(r"(?:entries|sheet)/<uuid:public_id>")


@pytest.fixture
def round_(award, people):
    """A round open for scoring: the second judge has handed in, the judge has begun, the others have not."""
    make_person("Zqmanaged Zqperson", line_manager=people["judge"])
    round_ = open_round(award, people, names=NAMES)
    for role, marks in (("second_judge", (2, 2, 2, 2)), ("judge", (3, 3, 3, None))):
        sheet = sheet_of(round_, people[role])
        keys = points_of(award, *marks)
        given = {key: value for key, value in keys.items() if value is not None}
        sheet = save_sheet(sheet, scores=given, note_to_panel="", feedback="", version=0, by=people[role])
        if role == "second_judge":
            submit_sheet(sheet, by=people[role])
    return round_


def addresses(round_, person) -> Iterator[str]:
    """Return every address about the round that `person` may try, theirs and others', by the site's own list."""
    of_all = {"round_": [round_.public_id], "sheet": [], "seat": []}
    own = list(ScoreSheet.objects.filter(round=round_, member__person=person).order_by("pk")[:1])
    others = list(ScoreSheet.objects.filter(round=round_).exclude(member__person=person).order_by("pk")[:1])
    of_all["sheet"] = [sheet.public_id for sheet in own + others]
    of_all["seat"] = list(PanelMember.objects.order_by("pk").values_list("pk", flat=True)[:2])
    entry = Entry.objects.order_by("pk").first()
    for name, pattern in sorted(all_routes().items()):
        if not name.startswith(("judging:", "panel:")):
            continue
        queries = QUERIES if name in LISTS else [""]
        kwargs: list[dict] = [{}]
        if "<uuid:public_id>" in pattern:
            kind = "round_" if OF_ROUND.search(pattern) else "sheet" if OF_SHEET.search(pattern) else None
            kwargs = [{"public_id": public_id} for public_id in of_all.get(kind, [])]
        if "<int:pk>" in pattern:
            kwargs = [have | {"pk": pk} for have in kwargs for pk in of_all["seat"]]
        if "<uuid:entry_id>" in pattern:
            kwargs = [have | {"entry_id": entry.public_id} for have in kwargs]
        if "<uuid:person_id>" in pattern:
            nominated = Person.objects.get(full_name="Nominator")
            kwargs = [have | {"person_id": nominated.public_id} for have in kwargs]
        if "<slug:slug>" in pattern:
            kwargs = [have | {"slug": round_.season.slug} for have in kwargs]
        yield from (reverse(name, kwargs=have) + query for have in kwargs for query in queries)
    slug = round_.season.slug
    yield from (reverse("awards:season", args=[slug]), reverse("awards:method", args=[slug]), reverse("awards:home"))
    yield from (reverse("records:dashboard", args=[slug]), reverse("announcements:releases", args=[slug]))
    for name in ("records:audit", "review:interests", "review:queue", "review:entries", "nominations:mine"):
        yield from (reverse(name) + query for query in (QUERIES if name in LISTS else [""]))


def everything(round_, person, only: str = "") -> dict[str, tuple]:
    """Return all that `person` is answered, what their pack would hold, and what is written to them."""
    client, found = sign_in(Client(), person), {}
    for address in [only] if only else addresses(round_, person):
        reply = client.get(address)
        body = b"".join(reply.streaming_content) if reply.streaming else reply.content
        headers = {key: value for key, value in reply.headers.items() if key not in FRESH_HEADERS}
        found[address] = (reply.status_code, CHANGING.sub(rb"\1\2\3", body), headers)
    seat = round_.panel.members.filter(person=person).first()
    if seat:
        found["pack"] = (read_for(Round.objects.get(pk=round_.pk), seat).entries,)
    mail = Message.objects.filter(person=person).order_by("pk")
    found["mail"] = tuple(mail.values_list("kind", "about", "subject", "context"))
    return found


def differences(round_, person, *changes: Callable, only: str = "") -> list[list[str]]:
    """Return for each change the addresses that answer `person` otherwise once it is made; each is undone again."""
    worlds = []
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        for change in (None, *changes):
            # Looking leaves a trail of its own, so the first world is undone too.
            with transaction.atomic():
                if change is not None:
                    change()
                worlds.append(everything(round_, person, only))
                transaction.set_rollback(True)
    one, *others = worlds
    return [sorted(address for address in one if one[address] != other.get(address)) for other in others]


def other_marks(round_, people):
    """Let the second judge have given other points, and another note, to the same entry at the same time."""
    sheet = sheet_of(round_, people["second_judge"])
    Score.objects.filter(sheet=sheet).update(value=4)
    ScoreSheet.objects.filter(pk=sheet.pk).update(note_to_panel="Zqoutstanding.", feedback="Zqsplendid.")
    rebuild_totals()
    assert str(Standing.objects.get(round=round_, entry=sheet.entry).total) == "4.0000"


def another_entry(round_, people):
    """Let there be one more entry, of somebody whom the judge manages; every other judge gets a sheet for it."""
    managed = Person.objects.get(full_name="Zqmanaged Zqperson")
    entry = make_entry(
        round_.award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=managed,
        state="in_round",
    )
    find_interests(entry, [member.person for member in round_.panel.members.all()])
    join_rounds(entry)
    states = dict(entry.sheets.values_list("member__person__full_name", "state"))
    assert (states["Judge"], states["Second Judge"]) == ("recused", "open")


def an_interest(round_, people):
    """Let the second judge have declared an interest in an entry that the judge scores too."""
    entry = Entry.objects.get(nominee__name=NAMES[1])
    seat = member_of(round_, people["second_judge"])
    declare_late(seat, entry=entry, kind="relative", note="Zqcousin.", by=people["second_judge"])
    assert Interest.objects.filter(person=people["second_judge"]).exists()


def another_nominator(round_, people):
    """Let somebody else have nominated, from somewhere else, in another way."""
    Nomination.objects.update(
        nominator=people["other_nominator"],
        nominator_name=SECRET_NAME,
        nominator_email="zqnadia@zqhidden.example",
        nominator_kind="public",
        nominator_organisation="Zqcharity",
        relationship="family",
        share_nominator_name="no",
    )


SECRETS = {
    "an entry of somebody whom the judge manages": (another_entry, ["judge"]),
    "another judge's marks": (other_marks, ["judge", "chair", "administrator"]),
    "another judge's interest": (an_interest, ["judge"]),
    "who nominated": (another_nominator, ["judge", "chair"]),
}


@pytest.mark.once
@pytest.mark.parametrize("role", ["judge", "chair", "administrator"])
def test_the_replies_are_the_same_in_both_worlds(round_, people, role):
    kept = {secret: change for secret, (change, roles) in SECRETS.items() if role in roles}
    changes = [lambda change=change: change(round_, people) for change in kept.values()]
    leaks = dict(zip(kept, differences(round_, people[role], *changes), strict=True))

    assert leaks == {secret: [] for secret in kept}


def test_the_comparison_asks_for_what_can_leak(round_, people):
    asked = set(addresses(round_, people["judge"]))
    own = sheet_of(round_, people["judge"])

    for name, thing in (("judging:list", round_), ("judging:sheet", own), ("panel:totals", round_)):
        assert reverse(name, args=[thing.public_id]) in asked


@pytest.mark.parametrize(
    ("secret", "role", "where"),
    [
        ("an entry of somebody whom the judge manages", "second_judge", "judging:mine"),
        ("another judge's marks", "second_judge", "judging:sheet"),
        ("another judge's interest", "chair", "panel:round"),
    ],
)
def test_the_comparison_notices_what_somebody_who_may_know_sees(round_, people, secret, role, where):
    """The same change shows where it should: what is compared can leak."""
    change = SECRETS[secret][0]
    thing = {"judging:mine": None, "judging:sheet": sheet_of(round_, people[role])}.get(where, round_)
    address = reverse(where, args=[thing.public_id] if thing else [])

    [shown] = differences(round_, people[role], lambda: change(round_, people), only=address)
    assert address in shown


def test_the_comparison_notices_a_nominator_who_is_shown(round_, people):
    Round.objects.update(shows_nominator=True)
    address = reverse("judging:sheet", args=[sheet_of(round_, people["judge"]).public_id])
    [shown] = differences(round_, people["judge"], lambda: another_nominator(round_, people), only=address)

    assert shown == [address]


def test_after_the_close_the_marks_are_there_to_read(round_, people):
    Round.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    address = reverse("panel:totals", args=[round_.public_id])
    [shown] = differences(round_, people["judge"], lambda: other_marks(round_, people), only=address)

    assert shown == [address]
