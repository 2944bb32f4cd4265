"""The settings of a round in words: what each choice is for, what holds now, and what was changed."""

from dataclasses import dataclass
from datetime import datetime

from awards.models import Award
from judging.models import Round
from judging.ranking import TIE_RULES
from judging.services.settings import DEED
from judging.states import RankingMethod, RoundKind, RoundMode
from judging.versions import criteria_of
from judging.words import RULES
from kit.templatetags.commend import count_noun, moment
from people.models import Person
from workflow.audit import trail

MODES = {
    RoundMode.SCORE: "Each judge gives each criterion a point of the scale.",
    RoundMode.PASS: "For a long list: each judge says pass, unsure or fail.",
    RoundMode.RANK: "Each judge puts their best entries in order, on one page.",
    RoundMode.MEETING: "Nobody marks anew: the panel talks and decides on the figures that it has.",
}
METHODS = {
    RankingMethod.MEAN: "Use it where every judge reads every entry.",
    RankingMethod.ADJUSTED: (
        "Use it where judges read different entries: what a strict judge takes off everywhere is put right, the more "
        "carefully the fewer entries judges share."
    ),
    RankingMethod.ADJUSTED_FIXED: "The same in full measure. Use it only where each judge reads many entries.",
    RankingMethod.MEDIAN: "Use it where a single unusual judge must not move an entry.",
    RankingMethod.TRIMMED: "Use it where five judges or more read each entry, and the ends shall not count.",
    RankingMethod.BORDA: "Use it where judges agree on an order but use the scale very differently.",
    RankingMethod.Z: "Use it where each judge reads many entries, dealt by chance, and uses the scale in a way of "
    "their own.",
}
SETTINGS = {
    "mode": "What judges do",
    "method": "Placed by",
    "scale": "Scale",
    "weights": "Criteria",
    "pass_answers": "Answers needed",
    "pass_percent": "Passes needed",
    "rank_top": "Entries put in order",
    "figures_from": "Figures of",
    "quorum": "Quorum",
    "declare_by": "Interests declared by",
    "opens_at": "Scoring opens",
    "closes_at": "Scoring closes",
    "shows_nominator": "Judges see who nominated",
    "interest_bars_award": "An interest closes the whole award",
    "shortlist_size": "Size of the shortlist",
    "tie_rules": "Rules for ties",
}
SHOWN = 10
METHOD_DEED = "round.set_method"
_TIMES = ("declare_by", "opens_at", "closes_at")
_CHOICES = {
    "mode": dict(RoundMode.choices),
    "method": dict(RankingMethod.choices),
    "figures_from": dict(RoundKind.choices),
}
_EMPTY = {"weights": "the award’s own", "scale": "the award’s own", "declare_by": "no such day"}


def rows_of(round_: Round) -> list[dict]:
    """Return what holds for a round, as rows to read."""
    zone, mode = round_.season.time_zone, round_.mode
    rows = [("mode", round_.get_mode_display())]
    if mode == RoundMode.SCORE:
        rows += [
            ("method", round_.get_method_display()),
            ("scale", str(round_.scale or round_.award.scale)),
            ("weights", ", ".join(f"{c.name} {c.weight}%" for c in criteria_of(round_))),
        ]
    elif mode == RoundMode.PASS:
        rows += [("pass_answers", str(round_.pass_answers)), ("pass_percent", f"{round_.pass_percent}%")]
    elif mode == RoundMode.RANK:
        rows += [("rank_top", str(round_.rank_top))]
    else:
        rows += [("figures_from", round_.figures.get_kind_display())]
    rows += [("quorum", count_noun(round_.quorum, "judge"))]
    if mode != RoundMode.MEETING:
        rows += [(name, moment(getattr(round_, name), zone)) for name in _TIMES if getattr(round_, name)]
    rows += [("shows_nominator", _yes(round_.shows_nominator))]
    return [{"key": SETTINGS[name], "value": value} for name, value in rows]


def rows_of_award(award: Award) -> list[dict]:
    """Return what holds for all rounds of an award, as rows to read."""
    rows = [
        ("interest_bars_award", _yes(award.interest_bars_award)),
        ("shortlist_size", count_noun(award.shortlist_size, "entry,entries")),
        ("tie_rules", _rules(award.tie_rules or TIE_RULES)),
    ]
    return [{"key": SETTINGS[name], "value": value} for name, value in rows]


def changes_of(round_: Round) -> list[dict]:
    """Return the latest changes of the settings of a round and of its award, newest first, each in words."""
    zone = round_.season.time_zone
    wanted = [(round_, [f"round.{DEED}", METHOD_DEED]), (round_.award, [f"award.{DEED}"])]
    events = [event for thing, verbs in wanted for event in trail(thing).filter(verb__in=verbs)[:SHOWN]]
    events = sorted(events, key=lambda e: (e.at, e.pk), reverse=True)[:SHOWN]
    names = dict(Person.objects.filter(pk__in={e.person_id for e in events}).values_list("pk", "full_name"))
    say = _Values(zone, dict(round_.award.criteria.values_list("key", "name")))
    return [
        {
            "at": moment(event.at, zone),
            "by": names.get(event.person_id, "A former colleague"),
            "lines": [
                f"{SETTINGS[name]}: {say(name, before)}, now {say(name, after)}"
                for name, (before, after) in _changed(event)
                if name in SETTINGS
            ],
        }
        for event in events
    ]


def _changed(event) -> list[tuple[str, list]]:
    if event.verb == METHOD_DEED:
        return [("method", [event.data.get("before"), event.data.get("method")])]
    return list(event.data.items())


@dataclass(frozen=True)
class _Values:
    """Says what the trail keeps as codes: times on the clocks of the season, criteria by name."""

    zone: str
    criteria: dict[str, str]

    def __call__(self, name: str, value) -> str:
        if value in (None, {}, "", []):
            return _EMPTY.get(name, "none")
        if name in _TIMES:
            return moment(datetime.fromisoformat(value), self.zone)
        if name == "weights":
            return ", ".join(f"{self.criteria.get(key, key)} {weight}%" for key, weight in value.items())
        if name == "tie_rules":
            return _rules(value).lower()
        if isinstance(value, bool):
            return _yes(value).lower()
        if name == "pass_percent":
            return f"{value}%"
        return _CHOICES.get(name, {}).get(value, str(value))


def _rules(rules) -> str:
    first, *others = [RULES.get(rule, rule) for rule in rules]
    return ", then ".join([first, *[other.lower() for other in others]])


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
