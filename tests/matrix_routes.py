"""How each address names its thing, and a form that does the deed if the person may."""

import uuid
from datetime import timedelta

from kit import clock
from nominations.states import ConsentPurpose
from nominations.wording import ENDORSEMENT_CONFIRMATIONS
from tests.matrix_worlds import World

REASON = {"reason": "Asked for by the panel."}


def pid(name: str, key: str = "public_id", **more):
    """Name a thing by its random identifier."""
    return lambda world, of="": {key: world.things[of or name].public_id, **more}


def pk(name: str):
    """Name a thing by its number."""
    return lambda world, of="": {"pk": world.things[of or name].pk}


def part(name: str, child: str):
    """Name a part of a thing: the thing by its random identifier, the part by its number."""
    return lambda world, of="": {"public_id": world.things[name].public_id, "pk": world.things[of or child].pk}


def season(key: str = "season"):
    """Name the season."""
    return lambda world, of="": {key: world.season.slug}


def award(world: World, of: str = "") -> dict:
    """Name the award by season and award."""
    return {"season_slug": world.season.slug, "award_slug": world.award.slug}


# Where an address has one variable, the room says what it is about; the rest is named one by one.
ROOMS = {
    ("nominations", "public_id"): pid("nomination"),
    ("review", "public_id"): pid("nomination"),
    ("announcements", "release"): pid("release", "release"),
    ("announcements", "season"): season(),
    ("records", "season"): season(),
    ("awards", "season"): season(),
    ("panel", "public_id"): pid("round"),
    ("judging", "public_id"): pid("sheet"),
    ("notifications", "public_id"): pid("message"),
}
NAMES = {
    "nominations:start": award,
    "nominations:not-open": award,
    "nominations:resume": pk("nomination"),
    "nominations:endorse": pk("endorsement"),
    "nominations:endorse-another": pk("endorsement"),
    "nominations:nominee": pk("entry"),
    "nominations:nominee-withdraw": pk("entry"),
    "nominations:question": pid("nomination", question="citation"),
    "review:take": pid("second"),
    "review:remove_redaction": part("nomination", "redaction"),
    "review:flag": part("nomination", "flag"),
    "review:entry": pid("entry"),
    "review:hide": pid("entry"),
    "review:show_again": pid("entry"),
    "review:interest": part("entry", "interest"),
    "review:endorsement": pid("late_endorsement"),
    "review:endorser": pid("second"),
    "review:admit": pid("late_draft"),
    "judging:seat": pk("member"),
    "judging:declare": pk("member"),
    "judging:list": pid("round"),
    "judging:submit": pid("round"),
    "panel:progress": season("slug"),
    "panel:stand-down": part("round", "member"),
    "panel:sheet": pid("sheet"),
    "panel:sheet-reopen": pid("sheet"),
    "panel:sheet-admit": pid("sheet"),
    "panel:tie": part("round", "tie"),
    "panel:sign": pid("decision"),
    "panel:unlock": pid("decision"),
    "panel:check": pid("check"),
    "notifications:deed": pid("message", deed="cancel"),
    "awards:brand": lambda world, of="": {"programme": world.season.programme.slug},
    "awards:award": lambda world, of="": {"season": world.season.slug, "award": world.award.slug},
    "people:link": lambda world, of="": {"token": "bm90LWEtbGluaw"},
    "demo:mail": pk("letter"),
    "demo:mail_html": pk("letter"),
}


def names_of(route: str, pattern: str, world: World, of: str = "") -> dict:
    """Return what the address of a route names in this world."""
    if route in NAMES:
        return NAMES[route](world, of)
    if "<" not in pattern:
        return {}
    variable = pattern.partition("<")[2].partition(">")[0].partition(":")[2]
    return ROOMS[route.partition(":")[0], variable](world, of)


def another(names: dict) -> dict:
    """Return names of the same kind that nothing has."""
    has_id = any(isinstance(value, (uuid.UUID, int)) for value in names.values())

    def other(value):
        if isinstance(value, uuid.UUID):
            return uuid.uuid4()
        if isinstance(value, int):
            return 98_765_432
        return value if has_id else "never-was"

    return {key: other(value) for key, value in names.items()}


def marks(world: World) -> dict:
    """Return a sheet with a middling point for each criterion."""
    return {f"c{criterion.pk}": "3" for criterion in world.award.criteria.all()} | {
        "version": world.sheet.version,
        "then": "save",
    }


def later(days: int, name: str) -> dict:
    """Return a day in three fields."""
    day = (clock.now() + timedelta(days=days)).date()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


# What is typed. A deed that is one button needs nothing, and says so with an empty form.
BODIES = {
    "nominations:start": lambda w: {"nominator_kind": "staff"},
    "nominations:endorse": lambda w: {"confirmed": list(ENDORSEMENT_CONFIRMATIONS)},
    "nominations:endorse-another": lambda w: {"name": "Somebody Else", "email": "somebody.else@fellshire.example"},
    "nominations:nominee": lambda w: {purpose.value: "yes" for purpose in ConsentPurpose},
    "nominations:nominee-withdraw": lambda w: {},
    "nominations:withdraw": lambda w: {},
    "nominations:delete": lambda w: {},
    "nominations:question": lambda w: {"citation": "For patient work that keeps people safe."},
    "review:take": lambda w: {},
    "review:let_go": lambda w: {},
    "review:redact": lambda w: {"phrase": "how the whole team", "label": "own", "wording": "a phrase"},
    "review:remove_redaction": lambda w: {},
    "review:flag": lambda w: {"ruling": "not_identifying"},
    "review:accept": lambda w: {"has_read": "on", "citation": ""},
    "review:return": lambda w: {"note": "Say more about the second year."},
    "review:hold": lambda w: REASON,
    "review:reject": lambda w: {"public_reason": "The person left before the period of the awards."},
    "review:merge": lambda w: {"into": "own", "reference": w.second.reference},
    "review:original": lambda w: REASON,
    "review:hide": lambda w: REASON,
    "review:withdraw": lambda w: REASON,
    "review:interest": lambda w: {"ruling": "recused", "note": ""},
    "review:endorsement": lambda w: {"name": "Somebody Else", "email": "somebody.else@fellshire.example"},
    "review:admit": lambda w: REASON,
    "judging:sheet": marks,
    "judging:know": lambda w: {"kind": "close_friend", "note": ""},
    "judging:identifies": lambda w: {"where": "The second paragraph."},
    "panel:extend": lambda w: later(9, "day") | {"hour": "17"} | REASON,
    "panel:stand-down": lambda w: REASON,
    "panel:sheet-reopen": lambda w: REASON,
    "panel:tie": lambda w: {"words": "The panel talked it over."},
    "panel:decide": lambda w: {
        f"outcome_{w.entry.pk}": "shortlisted",
        f"outcome_{w.second_entry.pk}": "not_shortlisted",
        "minutes": "By the order of totals, once more.",
    },
    "panel:sign": lambda w: {},
    "panel:unlock": lambda w: REASON,
    "panel:check": lambda w: {"answer": "clear"},
    "announcements:pause": lambda w: REASON,
    "announcements:cancel": lambda w: REASON,
    "announcements:announce": lambda w: {},
    "announcements:approve": lambda w: {},
    "announcements:revise": lambda w: later(5, "on") | {"at": "12:30pm"},
    "notifications:deed": lambda w: REASON,
    "records:pause": lambda w: REASON,
}
