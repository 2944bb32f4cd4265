"""How each address names its thing, and a form that would do the deed if the person may."""

from tests.matrix_worlds import World


def pid(name: str, key: str = "public_id"):
    """Name a thing by its random identifier."""
    return lambda world: {key: world.things[name].public_id}


def pk(name: str):
    """Name a thing by its number."""
    return lambda world: {"pk": world.things[name].pk}


def season(key: str = "season"):
    """Name the season."""
    return lambda world: {key: world.season.slug}


def nothing(world: World) -> dict:
    """Name nothing."""
    return {}


NAMES = {
    "nominations:start": lambda w: {"season_slug": w.season.slug, "award_slug": w.award.slug},
    "nominations:not-open": lambda w: {"season_slug": w.season.slug, "award_slug": w.award.slug},
    "nominations:resume": pk("nomination"),
    "nominations:endorse": pk("endorsement"),
    "nominations:endorse-another": pk("endorsement"),
    "nominations:nominee": pk("entry"),
    "nominations:nominee-withdraw": pk("entry"),
    "nominations:question": lambda w: {"public_id": w.nomination.public_id, "question": "statement"},
    "review:entry": pid("entry"),
    "review:hide": pid("entry"),
    "review:show_again": pid("entry"),
    "review:interest": lambda w: {"public_id": w.entry.public_id, "pk": w.interest.pk},
    "review:endorsement": pid("endorsement"),
    "judging:seat": pk("member"),
    "judging:declare": pk("member"),
    "judging:list": pid("round"),
    "judging:submit": pid("round"),
    "judging:sheet": pid("sheet"),
    "judging:wrong": pid("sheet"),
    "judging:know": pid("sheet"),
    "judging:identifies": pid("sheet"),
    "panel:progress": season("slug"),
    "panel:round": pid("round"),
    "panel:start-declaring": pid("round"),
    "panel:extend": pid("round"),
    "panel:call-up": pid("round"),
    "panel:stand-down": lambda w: {"public_id": w.round.public_id, "pk": w.member.pk},
    "panel:sheet": pid("sheet"),
    "panel:sheet-reopen": pid("sheet"),
    "panel:sheet-admit": pid("sheet"),
    "panel:totals": pid("round"),
    "panel:decide": pid("round"),
    "panel:deliberate": pid("round"),
    "panel:ask-checks": pid("round"),
    "panel:sign": pid("decision"),
    "panel:unlock": pid("decision"),
    "panel:check": pid("check"),
    "announcements:results": season(),
    "announcements:feed": season(),
    "announcements:releases": season(),
    "announcements:prepare": season(),
    "records:dashboard": season(),
    "records:nominations": season(),
    "records:ready": season(),
    "records:publish": season(),
    "records:pause": season(),
    "records:resume": season(),
    "awards:season": season(),
    "awards:method": season(),
    "awards:privacy": season(),
    "awards:award": lambda w: {"season": w.season.slug, "award": w.award.slug},
}
