"""How each address names its thing, and a form that does the deed if the person may."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from judging.attendance import everyone_present
from kit import clock
from nominations.states import ConsentPurpose
from nominations.wording import ENDORSEMENT_CONFIRMATIONS
from notifications import planning
from notifications.kinds import Kind
from notifications.stopping import token_of
from tests.imports import as_csv, row
from tests.matrix_worlds import World
from tests.world import WORDS

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


def entry_of_round(world: World, of: str = "") -> dict:
    """Name an entry within a round."""
    return {"public_id": world.round.public_id, "entry_id": world.second_entry.public_id}


def certificate_of_release(world: World, of: str = "") -> dict:
    """Name an entry within a release."""
    return {"release": world.release.public_id, "pk": world.entry.pk}


def season(key: str = "season"):
    """Name the season."""
    return lambda world, of="": {key: world.season.slug}


def award(world: World, of: str = "") -> dict:
    """Name the award by season and award."""
    return {"season_slug": world.season.slug, "award_slug": world.award.slug}


def plan_of(world: World) -> str:
    """Return the name of the next reminder to judges that the calendar holds."""
    plans = planning.plans(world.season, world.people["administrator"])
    return next(plan.key for plan in plans if plan.kind == Kind.SCORING_REMINDER and plan.outgoing)


# Where an address has one variable, the room says what it is about; the rest is named one by one.
ROOMS = {
    ("nominations", "public_id"): pid("nomination"),
    ("review", "public_id"): pid("nomination"),
    ("imports", "public_id"): pid("import"),
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
    "announcements:event-details": pk("entry"),
    "announcements:certificate": pk("entry"),
    "announcements:certificate-file": pk("entry"),
    "announcements:release-certificate": certificate_of_release,
    "announcements:release-certificate-file": certificate_of_release,
    "announcements:certificate-run": pid("certificate_run"),
    "announcements:certificate-run-file": pid("certificate_run"),
    "nominations:nominee-not-me": pk("entry"),
    "nominations:nominee-choice": lambda world, of="": {"pk": world.entry.pk, "purpose": "name"},
    "nominations:proposal": pid("asked"),
    "review:propose_no_more": pid("asked"),
    "nominations:question": pid("nomination", question="citation"),
    "review:take": pid("second"),
    "review:remove_redaction": part("nomination", "redaction"),
    "review:flag": part("nomination", "flag"),
    "review:concern_settle": pid("concern"),
    "review:entry": pid("entry"),
    "review:nominee": pid("entry"),
    "review:stop_messages": pid("entry"),
    "review:transcribe_in": season(),
    "review:allow_messages": pid("entry"),
    "review:hide": pid("entry"),
    "review:show_again": pid("entry"),
    "review:interest": part("entry", "interest"),
    "review:endorsement": pid("late_endorsement"),
    "review:endorser": pid("second"),
    "review:admit": pid("late_draft"),
    "imports:row": pid("import", number=1),
    "imports:decide": pid("import", number=1),
    "judging:seat": pk("member"),
    "judging:declare": pk("member"),
    "judging:briefing": pk("member"),
    "judging:practice": pk("member"),
    "judging:list": pid("round"),
    "judging:submit": pid("round"),
    "judging:order": pid("round"),
    "judging:packs": pid("round"),
    "judging:pack": pid("pack"),
    "judging:pack-file": pid("pack"),
    "panel:packs": part("round", "member"),
    "panel:pack": pid("pack"),
    "panel:pack-file": pid("pack"),
    "panel:progress": season("slug"),
    "panel:stand-down": part("round", "member"),
    "panel:reads-at-most": part("round", "member"),
    "panel:entry-readers": entry_of_round,
    "panel:allocation": pid("allocation"),
    "panel:allocation-discard": pid("allocation"),
    "panel:allocation-undo": pid("applied_allocation"),
    "panel:sheet": pid("sheet"),
    "panel:sheet-reopen": pid("sheet"),
    "panel:sheet-admit": pid("sheet"),
    "panel:sheet-paper": pid("sheet"),
    "panel:sheet-admit-late": pid("sheet"),
    "panel:sheet-leave-late": pid("sheet"),
    "notifications:remind-scores": pid("round"),
    "notifications:remind-interests": pid("round"),
    "panel:add-this-judge": lambda world, of="": world.candidate,
    "panel:judge-sign": pid("panel_change"),
    "panel:judge-take-back": pid("panel_change"),
    "panel:weights-sign": pid("weight_change"),
    "panel:weights-take-back": pid("weight_change"),
    "panel:figures-entry": entry_of_round,
    "panel:tie": part("round", "tie"),
    "panel:sign": pid("decision"),
    "panel:decision-packs": pid("decision"),
    "panel:decision-pack": pid("decision_pack"),
    "panel:decision-pack-read": pid("decision_pack"),
    "panel:decision-pack-file": pid("decision_pack"),
    "panel:unlock": pid("decision"),
    "panel:check": pid("check"),
    "notifications:deed": pid("message", deed="cancel"),
    "notifications:calendar": season(),
    "notifications:planned": lambda world, of="": {"season": world.season.slug, "plan": plan_of(world)},
    "notifications:stop": lambda world, of="": {"token": token_of(world.people["nominator"], world.season.pk)},
    "notifications:person": lambda world, of="": {"public_id": world.people["nominee"].public_id},
    "awards:brand": lambda world, of="": {"programme": world.season.programme.slug},
    "awards:award": lambda world, of="": {"season": world.season.slug, "award": world.award.slug},
    "awards:go": lambda world, of="": {"code": world.award.short_code},
    "awards:poster-code": lambda world, of="": {"season": world.season.slug, "award": world.award.slug},
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


def settings_of_a_round() -> dict:
    """Return the settings of a round in which judges put their three best in order."""
    chosen = {"mode": "rank", "rank_top": "3", "criteria": "award", "quorum": "2"}
    times = {"declare_time": "17:00", "opens_time": "09:00", "closes_time": "17:00"}
    return chosen | times | later(30, "opens_day") | later(40, "closes_day")


def other_weights(world: World) -> dict:
    """Return weights of the award's criteria the other way round, which still make 100."""
    criteria = list(world.award.criteria.all())
    return {f"w{c.pk}": str(w) for c, w in zip(criteria, [x.weight for x in reversed(criteria)], strict=True)}


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


def on_paper(world: World) -> dict:
    """Return what came on paper today."""
    return later(0, "received_on") | {
        "award": world.award.pk,
        "channel": "paper",
        "nominee_kind": "person",
        "nominee_name": "Petra Paper",
        "nominee_organisation": "Fell Care",
        "nominator_kind": "public",
        "nominator_name": "Norman Note",
        "relationship": "other",
        "statement": WORDS,
        "nominee_knows": "no",
        "share_nominator_name": "yes",
    }


# What is typed. A deed that is one button needs nothing, and says so with an empty form.
BODIES = {
    "nominations:start": lambda w: {"nominator_kind": "staff"},
    "nominations:endorse": lambda w: {"confirmed": list(ENDORSEMENT_CONFIRMATIONS)},
    "nominations:endorse-another": lambda w: {"name": "Somebody Else", "email": "somebody.else@fellshire.example"},
    "nominations:nominee": lambda w: {purpose.value: "yes" for purpose in ConsentPurpose},
    "nominations:nominee-withdraw": lambda w: {},
    "nominations:nominee-not-me": lambda w: {},
    "nominations:nominee-choice": lambda w: {"name": "yes"},
    "review:nominee": lambda w: {"deed": "address", "email": "right.person@fellshire.example"},
    "review:stop_messages": lambda w: REASON,
    "review:transcribe_in": on_paper,
    "review:allow_messages": lambda w: REASON,
    "nominations:withdraw": lambda w: {},
    "nominations:delete": lambda w: {},
    "nominations:question": lambda w: {"citation": "For patient work that keeps people safe."},
    "nominations:proposal": lambda w: {"answer": "keep"},
    "review:propose": lambda w: {"award": w.other_award.slug, "note": "It is about everyday care."},
    "review:propose_no_more": lambda w: {},
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
    "review:worry": lambda w: {},
    "review:concern": lambda w: {"how": "phone"},
    "review:concern_settle": lambda w: {"how": "phone"},
    "review:second": lambda w: {"reasons": ["publicity"], "why": ""},
    "review:ask_second": lambda w: {"has_read": "on"},
    "review:hide": lambda w: REASON,
    "review:withdraw": lambda w: REASON,
    "review:interest": lambda w: {"ruling": "recused", "note": ""},
    "review:endorsement": lambda w: {"name": "Somebody Else", "email": "somebody.else@fellshire.example"},
    "review:admit": lambda w: REASON,
    "imports:upload": lambda w: {"season": w.season.pk, "file": SimpleUploadedFile("more.csv", as_csv([row()]))},
    "imports:columns": lambda w: {"award": "0", "nominee": "1", "reason": "2", "nominator": "3"},
    "imports:awards": lambda w: {"name-0": w.other_award.slug},
    "imports:check": lambda w: {},
    "imports:choose": lambda w: {"decision": "leave_out", "asked": ""},
    "imports:row": lambda w: {"award": w.other_award.name, "nominee": "Somebody Else", "reason": WORDS},
    "imports:decide": lambda w: {"decision": "hold"},
    "imports:confirm": lambda w: {},
    "imports:tell": lambda w: {},
    "imports:discard": lambda w: {},
    "judging:sheet": marks,
    "judging:autosave": marks,
    "judging:practice": lambda w: marks(w) | {"note_to_panel": "As an example."},
    "judging:worry": lambda w: {},
    "judging:know": lambda w: {"kind": "close_friend", "note": ""},
    "judging:identifies": lambda w: {"where": "The second paragraph."},
    "judging:packs": lambda w: {"kind": "pdf"},
    "panel:packs": lambda w: {"kind": "pdf"},
    "panel:extend": lambda w: later(9, "day") | {"hour": "17"} | REASON,
    "panel:stand-down": lambda w: REASON,
    "panel:readers-count": lambda w: {"who": "all"},
    "panel:reads-at-most": lambda w: {"reads_at_most": "5"},
    "panel:work-out": lambda w: {},
    "panel:entry-readers": lambda w: {"give": w.relieved_member.pk},
    "panel:allocation": lambda w: {},
    "panel:allocation-discard": lambda w: {},
    "panel:allocation-undo": lambda w: REASON,
    "panel:sheet-reopen": lambda w: REASON,
    "panel:sheet-paper": lambda w: marks(w) | REASON,
    "notifications:remind-scores": lambda w: {},
    "notifications:remind-interests": lambda w: {},
    "panel:add-this-judge": lambda w: {"part": "judge"} | REASON,
    "panel:judge-sign": lambda w: {},
    "panel:judge-take-back": lambda w: {},
    "panel:settings": lambda w: settings_of_a_round(),
    "panel:weights": lambda w: other_weights(w) | REASON,
    "panel:weights-sign": lambda w: {},
    "panel:weights-take-back": lambda w: {},
    "panel:tie": lambda w: {"words": "The panel talked it over."},
    "panel:decide": lambda w: (
        {
            f"outcome_{w.entry.pk}": "shortlisted",
            f"outcome_{w.second_entry.pk}": "not_shortlisted",
            "minutes": "By the order of totals, once more.",
        }
        | {f"presence_{seat}": str(where) for seat, where in everyone_present(w.round).items()}
    ),
    "panel:sign": lambda w: {},
    "panel:decision-packs": lambda w: {"kind": "full"},
    "panel:unlock": lambda w: REASON,
    "panel:check": lambda w: {"answer": "clear"},
    "announcements:pause": lambda w: REASON,
    "announcements:cancel": lambda w: REASON,
    "announcements:announce": lambda w: {},
    "announcements:announce-on-stage": lambda w: {},
    "announcements:event-details": lambda w: {"written_name": "Nia", "attendance": "online"},
    "announcements:approve": lambda w: {},
    "announcements:revise": lambda w: later(5, "on") | {"at": "12:30pm"},
    "notifications:deed": lambda w: REASON,
    "notifications:stop": lambda w: {"List-Unsubscribe": "One-Click"},
    "records:pause": lambda w: REASON,
}
