"""The words in which the public pages speak of a season's settings."""

import re
from dataclasses import dataclass

from awards.models import NominatorKind, NomineeType, Season
from awards.rules import MILESTONE_NOMINATIONS
from awards.states import PUBLIC_LABELS, SeasonState
from kit.templatetags.commend import day, day_range, moment

PEOPLE_WHO = {
    NominatorKind.STAFF: "people who work for the council",
    NominatorKind.PARTNER: "people who work for a partner organisation",
    NominatorKind.PROVIDER: "people who work for a care provider",
    NominatorKind.LIVED_EXPERIENCE: "people who draw on care and support",
    NominatorKind.FAMILY: "family members and unpaid carers",
    NominatorKind.PUBLIC: "members of the public",
}
FOR_WHOM = {
    NomineeType.INDIVIDUAL: "This award is for a person.",
    NomineeType.TEAM: "This award is for a team.",
    NomineeType.EITHER: "This award is for a person, a team or a household.",
}
TIE_STEPS = {
    "higher_mean_on_highest_weight_criterion": "the higher average mark on the question that counts most",
    "more_judges_ranking_higher": "the entry that more judges placed higher",
    "panel_discussion_recorded": "a discussion of the panel, which is recorded",
    "chair_decides_with_reason": "a decision of the chair, who records the reason",
}
COUNTED_FROM = {
    "nominations_close": "nominations close",
    "results_announced": "the results are announced",
    "event_ends": "the event ends",
    "sent": "the message is sent",
    "created": "the record is made",
}
_DURATION = re.compile(r"^P(\d+)([DWMY])$")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


@dataclass(frozen=True)
class Phase:
    """Where a season stands for the public at one moment, by the clock."""

    key: str
    label: str
    colour: str
    sentence: str

    @property
    def is_open(self) -> bool:
        """Say whether somebody can start a nomination now."""
        return self.key == "open"


def phase_of(season: Season, now) -> Phase:
    """Say in which phase `season` is at `now`: the calendar decides, not the label."""
    window, zone = season.window(MILESTONE_NOMINATIONS), season.time_zone
    if season.paused_at is not None:
        return Phase("paused", "Paused", "yellow", "The awards are paused. Please come back later.")
    if season.takes_nominations(now):
        return Phase("open", "Open for nominations", "green", f"Nominations close at {moment(window.ends_at, zone)}.")
    if window is not None and now < window.starts_at:
        return Phase("before", "Opening soon", "blue", f"Nominations open at {moment(window.starts_at, zone)}.")
    label = PUBLIC_LABELS[SeasonState.IN_REVIEW]
    if season.state not in {SeasonState.PUBLISHED, SeasonState.OPEN}:
        label = season.public_label
    closed = f"Nominations closed at {moment(window.ends_at, zone)}." if window else "Nominations are closed."
    return Phase("closed", label, "grey", closed)


def what_is_next(season: Season, now) -> str:
    """Say when people hear more once nominations are closed; empty when the calendar holds nothing to come."""
    for key, verb in (("shortlist_public", "We announce the shortlist at"), ("event", "We announce the results at")):
        date = season.window(key)
        if date is not None and date.starts_at > now:
            return f"{verb} {moment(date.starts_at, season.time_zone)}."
    return ""


def public_dates(season: Season, now) -> list[dict]:
    """Return the calendar that anybody may read: what, when, and whether it is past."""
    rows = []
    for date in season.milestones.all():
        if date.audience != "everyone":
            continue
        if date.key == MILESTONE_NOMINATIONS and date.ends_at:
            rows.append((date.name, date.starts_at, moment(date.starts_at, season.time_zone)))
            rows.append(("Nominations close", date.ends_at, moment(date.ends_at, season.time_zone)))
        else:
            rows.append((date.name, date.ends_at or date.starts_at, _when(date, season.time_zone)))
    rows.sort(key=lambda row: row[1])
    return [{"name": name, "when": when, "past": at <= now} for name, at, when in rows]


def tie_rules_of(awards) -> list[dict]:
    """Return what decides between equal marks, in order; one list where all awards agree, or one for each difference.

    Each is {"awards": their names, empty where all agree, "steps": phrases}. An award without rules is left out.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for award in awards:
        steps = tuple(TIE_STEPS[step] for step in award.tie_rules if step in TIE_STEPS)
        if steps:
            found.setdefault(steps, []).append(award.name)
    agree = len(found) == 1
    return [{"awards": [] if agree else names, "steps": list(steps)} for steps, names in found.items()]


def zone_name(zone: str) -> str:
    """Write a time zone as people call it: the United Kingdom's own has a plain name."""
    return "UK time" if zone == "Europe/London" else f"the time of {zone.rpartition('/')[2].replace('_', ' ')}"


def _when(date, zone: str) -> str:
    """Write a moment, or the days of a window that lasts more than one."""
    if date.ends_at and day(date.starts_at, zone) != day(date.ends_at, zone):
        return day_range(date.starts_at, date.ends_at, zone)
    return moment(date.starts_at, zone)


def people_who_may(kinds) -> list[str]:
    """Return who may nominate, as phrases in a fixed order."""
    return [phrase for kind, phrase in PEOPLE_WHO.items() if kind in kinds]


def kept_for(text: str) -> str:
    """Write how long something is kept: "P6M" becomes "6 months"; other words stand as they are."""
    found = _DURATION.match(text or "")
    if not found:
        return text
    number, unit = int(found[1]), _UNITS[found[2]]
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def retention_rows(season: Season) -> list[dict]:
    """Return what is kept and for how long, as the privacy notice says it."""
    rows = []
    for line in season.retention:
        start = COUNTED_FROM.get(line.get("from", ""), "")
        long = kept_for(line.get("keep_for", ""))
        counted = f"{long} after {start}" if start and _DURATION.match(line.get("keep_for", "")) else long
        rows.append({"record": line.get("record", ""), "kept": counted[:1].upper() + counted[1:]})
    return rows
