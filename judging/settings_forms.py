"""What administrators are asked about how one round is judged, and when."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django import forms

from awards.models import Scale
from judging.models import Round
from judging.ranking import TIE_RULES
from judging.services.settings import MOST, AwardSettings, RoundSettings, faults_of, faults_of_award
from judging.settings_words import METHODS, MODES
from judging.settled import figure_rounds
from judging.states import RankingMethod, RoundMode
from judging.words import RULES
from kit.forms import DateField, GovukForm, Look
from kit.templatetags.commend import clock_time

AWARDS, OWN = "award", "own"
OPENS, CLOSES = 7, 22  # the hours on offer, on the season's own clock; none of them falls in a clock change
TIES = [f"tie_{n}" for n in range(1, len(TIE_RULES) + 1)]
_TIMES = {"declare": "judges declare their interests", "opens": "scoring opens", "closes": "scoring closes"}
# Where a fault of the service stands on the page.
_PLACES = {"declare_by": "declare_day", "opens_at": "opens_day", "closes_at": "closes_day", "tie_rules": "tie_1"}


class Together(forms.Field):
    """No question of its own: the place of several questions that belong to one choice."""

    widget = forms.HiddenInput

    def __init__(self, template_name: str):
        super().__init__(required=False, template_name=template_name)


def _number(label: str, *, most: int = MOST, required: bool = False, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=1, max_value=most, help_text=hint)


class SettingsForm(GovukForm, forms.Form):
    """How a round is judged and when, and what holds for all rounds of its award while none has opened."""

    mode = forms.ChoiceField(label="What do judges do?", widget=forms.RadioSelect)
    bar = Together("judging/_panel_settings_bar.html")
    pass_answers = _number("How many judges must answer pass or fail before an entry can go on?")
    pass_percent = _number("Which share of passes, among pass and fail, lets an entry go on?", most=100)
    rank_top = _number("How many entries does each judge put in order?")
    figures_from = forms.ModelChoiceField(
        Round.objects.none(), label="On which round’s figures does the panel meet?", required=False, empty_label=None
    )
    method = forms.ChoiceField(
        label="By which figure are entries placed?",
        help_text="Chosen now, and not after scoring opens, so that nobody can choose it by its result. "
        "The mean is shown in any case.",
        widget=forms.RadioSelect,
        choices=[(str(method), method.label) for method in METHODS],
        required=False,
    )
    scale = forms.ModelChoiceField(Scale.objects.none(), label="On which scale?", required=False)
    criteria = forms.ChoiceField(
        label="Which criteria do judges score?", widget=forms.RadioSelect, choices=[(AWARDS, ""), (OWN, "")]
    )
    own = Together("judging/_panel_settings_criteria.html")
    declare_day = DateField(label="Day by which judges declare their interests", required=False)
    declare_time = forms.ChoiceField(label="Time by which judges declare their interests")
    opens_day = DateField(label="Day on which scoring opens")
    opens_time = forms.ChoiceField(label="Time at which scoring opens")
    closes_day = DateField(label="Day on which scoring closes")
    closes_time = forms.ChoiceField(label="Time at which scoring closes")
    quorum = _number("How many judges must score an entry before it can win or be shortlisted?", required=True)
    shows_nominator = forms.BooleanField(label="Judges see who nominated, where the nominator agreed", required=False)
    interest_bars_award = forms.BooleanField(
        label="An interest in one entry keeps a judge out of the whole award", required=False
    )
    shortlist_size = _number("How many entries are shortlisted?", required=True)
    look = {
        "mode": {
            "label_size": "m",
            "hints": MODES,
            "conditional": {
                RoundMode.PASS.value: "bar",
                RoundMode.RANK.value: "rank_top",
                RoundMode.MEETING.value: "figures_from",
            },
            "noun": "what judges do",
        },
        "pass_answers": {"width": 3, "noun": "the number of answers"},
        "pass_percent": {"width": 3, "suffix": "%", "noun": "the share of passes"},
        "rank_top": {"width": 3, "noun": "the number of places"},
        "method": {"hints": {str(m): words for m, words in METHODS.items()}, "small": True},
        "criteria": {"conditional": {OWN: "own"}, "noun": "which criteria judges score"},
        "quorum": {"width": 3, "noun": "quorum"},
        "shows_nominator": {"hint": "Beside the judging copy and nowhere else"},
        "interest_bars_award": {"hint": "So that nobody can mark a friend’s rivals down"},
        "shortlist_size": {"width": 3, "noun": "the size of the shortlist"},
        "declare_day": {"hint": "Leave this empty if there is no such day"},
    }

    def __init__(self, *args, round_: Round, now: datetime, takes_award: bool, **kwargs):
        self.round_, self.now, self.takes_award = round_, now, takes_award
        self.criteria_asked = list(round_.award.criteria.all())
        super().__init__(*args, initial=_initial(round_), **kwargs)
        # The form's own: `look` of the class is shared by all.
        self.look = dict(self.look)
        self._offer_modes()
        self._offer_scales()
        self._offer_criteria()
        self._offer_times()
        if takes_award:
            self._offer_ties()
        else:
            del self.fields["interest_bars_award"], self.fields["shortlist_size"]
        first = ("mode", "bar", "pass_answers", "pass_percent", "rank_top", "figures_from", "criteria", "own")
        self.order_fields([*first, *[f"w{c.pk}" for c in self.criteria_asked], "scale", "method"])

    def _offer_modes(self) -> None:
        others = figure_rounds(self.round_)
        self.fields["figures_from"].queryset = others
        self.fields["figures_from"].label_from_instance = lambda other: other.get_kind_display()
        meets = others.exists()
        self.fields["mode"].choices = [
            (mode.value, mode.label) for mode in RoundMode if meets or mode != RoundMode.MEETING
        ]

    def _offer_scales(self) -> None:
        award = self.round_.award
        self.fields["scale"].queryset = Scale.objects.filter(season=self.round_.season_id).order_by("name", "pk")
        self.fields["scale"].empty_label = f"The award’s own: {award.scale}"

    def _offer_criteria(self) -> None:
        weighed = ", ".join(f"{c.name} {c.weight}%" for c in self.criteria_asked)
        self.fields["criteria"].choices = [
            (AWARDS, f"All of the award’s: {weighed}"),
            (OWN, "Some of them, or with other weights"),
        ]
        own = dict(self.round_.own_criteria.values_list("criterion", "weight"))
        for c in self.criteria_asked:
            self.fields[f"w{c.pk}"] = _number(c.name)
            self.fields[f"w{c.pk}"].initial = own.get(c.pk) if own else c.weight
            self.fields[f"w{c.pk}"].error_messages |= {
                "invalid": f"Enter a whole number for {c.name}",
                "min_value": f"The weight of {c.name} must be from 1 to 100",
                "max_value": f"The weight of {c.name} must be from 1 to 100",
            }
            self.look[f"w{c.pk}"] = Look(width=3, suffix="%", noun=f"a weight for {c.name}")

    def _offer_times(self) -> None:
        hours = [_choice(time(hour)) for hour in range(OPENS, CLOSES + 1)]
        for name, what in _TIMES.items():
            stored = _local(self.round_, name)
            more = [] if stored is None or _choice(stored.time()) in hours else [_choice(stored.time())]
            self.fields[f"{name}_time"].choices = sorted([*hours, *more])
            self.look[f"{name}_time"] = Look(noun=f"the time at which {what}")
            self.look[f"{name}_day"] = Look(
                hint=self.look[f"{name}_day"].hint if f"{name}_day" in self.look else None,
                noun=f"the day on which {what}",
            )

    def _offer_ties(self) -> None:
        kept = list(self.round_.award.tie_rules) or list(TIE_RULES)
        for number, name in enumerate(TIES):
            choices = [(rule, RULES[rule]) for rule in TIE_RULES]
            self.fields[name] = forms.ChoiceField(
                label=("First", "Second", "Third", "Fourth")[number] + " rule",
                choices=choices if number == 0 else [("", "No further rule"), *choices],
                required=number == 0,
                initial=kept[number] if number < len(kept) else "",
            )

    @property
    def weight_fields(self):
        """The questions for weights, in the order of the criteria."""
        return [self[f"w{c.pk}"] for c in self.criteria_asked]

    @property
    def tie_fields(self):
        """The questions for rules for ties, in order."""
        return [self[name] for name in TIES]

    def clean(self):
        """Ask for what the mode needs, and see that it fits together."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self._need_what_is_chosen(cleaned)
        if not self.errors:
            for name, sentence in faults_of(self.round_, self.wanted(), self.now).items():
                self._add(name, sentence)
            for name, sentence in (faults_of_award(self.for_award()) if self.takes_award else {}).items():
                self._add(name, sentence)
        return cleaned

    def _need_what_is_chosen(self, cleaned) -> None:
        needed = {
            RoundMode.PASS: {
                "pass_answers": "Enter how many judges must answer",
                "pass_percent": "Enter the share of passes",
            },
            RoundMode.RANK: {"rank_top": "Enter how many each judge puts in order"},
            RoundMode.MEETING: {"figures_from": "Select the round whose figures the panel meets on"},
            RoundMode.SCORE: {"method": "Select by which figure entries are placed"},
        }[RoundMode(cleaned["mode"])]
        for name, sentence in needed.items():
            if not cleaned.get(name):
                self.add_error(name, sentence)
        if cleaned["mode"] == RoundMode.SCORE and cleaned["criteria"] == OWN and not self._weights():
            self.add_error(f"w{self.criteria_asked[0].pk}", "Enter a weight for at least one criterion")

    def _add(self, name: str, sentence: str) -> None:
        place = f"w{self.criteria_asked[0].pk}" if name == "weights" else _PLACES.get(name, name)
        self.add_error(place, sentence)

    def _weights(self) -> dict[int, int]:
        given = {c.pk: self.cleaned_data.get(f"w{c.pk}") for c in self.criteria_asked}
        return {pk: weight for pk, weight in given.items() if weight}

    def wanted(self) -> RoundSettings:
        """Return the settings of the round, as the service takes them."""
        said, is_score = self.cleaned_data, self.cleaned_data["mode"] == RoundMode.SCORE
        return RoundSettings(
            mode=said["mode"],
            method=said["method"] if is_score else RankingMethod.MEAN,
            scale=said["scale"] if is_score else None,
            weights=self._weights() if is_score and said["criteria"] == OWN else {},
            declare_by=self._moment("declare"),
            opens_at=self._moment("opens"),
            closes_at=self._moment("closes"),
            **{name: said[name] for name in ("quorum", "shows_nominator", "figures_from")},
            **{name: said[name] for name in ("pass_answers", "pass_percent", "rank_top")},
        )

    def for_award(self) -> AwardSettings | None:
        """Return the settings of the award, where they are asked."""
        if not self.takes_award:
            return None
        rules = [self.cleaned_data[name] for name in TIES]
        return AwardSettings(
            interest_bars_award=self.cleaned_data["interest_bars_award"],
            shortlist_size=self.cleaned_data["shortlist_size"],
            tie_rules=tuple(rule for rule in rules if rule),
        )

    def _moment(self, name: str) -> datetime | None:
        """Return the moment that was chosen, in UTC; what nobody touched stays as it is to the second."""
        chosen_day, chosen_time = self.cleaned_data[f"{name}_day"], self.cleaned_data[f"{name}_time"]
        if chosen_day is None:
            return None
        stored = _local(self.round_, name)
        if stored is not None and (chosen_day, chosen_time) == (stored.date(), _choice(stored.time())[0]):
            return stored.astimezone(UTC)
        chosen = datetime.combine(chosen_day, time.fromisoformat(chosen_time))
        return chosen.replace(tzinfo=ZoneInfo(self.round_.season.time_zone)).astimezone(UTC)


def _local(round_: Round, name: str) -> datetime | None:
    """Return when something is planned, on the clocks of the season."""
    planned = {"declare": round_.declare_by, "opens": round_.opens_at, "closes": round_.closes_at}[name]
    return planned and planned.astimezone(ZoneInfo(round_.season.time_zone))


def _choice(at: time) -> tuple[str, str]:
    return at.strftime("%H:%M"), clock_time(datetime(2000, 1, 1, at.hour, at.minute, tzinfo=UTC), "UTC")


def _initial(round_: Round) -> dict:
    """Return what holds now, as the questions ask it."""
    columns = ("mode", "method", "figures_from", "pass_answers", "pass_percent", "rank_top", "scale", "quorum")
    found = {name: getattr(round_, name) for name in (*columns, "shows_nominator")}
    found["criteria"] = OWN if round_.own_criteria.exists() else AWARDS
    for name in _TIMES:
        stored = _local(round_, name)
        found[f"{name}_day"] = stored and stored.date()
        found[f"{name}_time"] = _choice(stored.time())[0] if stored else "17:00"
    award = round_.award
    return found | {"interest_bars_award": award.interest_bars_award, "shortlist_size": award.shortlist_size}
