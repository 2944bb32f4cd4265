"""What an import finds of each row: to import, to decide, or to leave out, and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.text import count_words
from nominations.importing import awards as naming
from nominations.importing.cleaning import mend
from nominations.importing.codes import in_order, status_of
from nominations.importing.columns import FIELDS
from nominations.importing.context import AwardFacts, Context
from nominations.importing.dates import Moment, Timestamps, period_code
from nominations.importing.duplicates import Candidate, Duplicates, nominator_key
from nominations.importing.people import (
    Manager,
    Member,
    has_emoji,
    household_members,
    is_all_capitals,
    is_email,
    is_nobody,
    is_test,
    kind_of,
    manager_of,
    members_of,
    mixes_directions,
    nominees_in,
)
from nominations.importing.pool import pool_code
from nominations.importing.reading import Sheet
from nominations.importing.relations import is_supported, nominator_kind_of, relationship_of, yes_or_no
from nominations.importing.stories import known_names, read_story
from nominations.matching import match_key

__all__ = ["Meaning", "Member", "RowCheck", "check_rows"]

LAST_MINUTE = timedelta(minutes=1)
LONGEST = {
    "nominee": 200, "role": 200, "employer": 200, "nominator": 200, "nominator_organisation": 200,
    "nominator_phone": 40, "nominee_email": 254, "nominator_email": 254,
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What the answers of a row mean, in the words that a nomination stores."""

    kind: str = "person"  # person, team, household
    members: tuple[Member, ...] = ()
    nominator_kind: str = ""  # a value of NominatorKind
    relationship: str = ""  # a value of Relationship
    is_self: bool = False
    started_at: datetime | None = None
    completed_at: datetime | None = None
    manager_name: str = ""
    manager_email: str = ""
    nominee_knows: str = ""  # yes, no, ""
    share_name: str = ""  # yes, no, ""


@dataclass(frozen=True)
class RowCheck:
    """What was found of one row. `values` are its answers by field, mended; `changed` names the fields that differ."""

    number: int  # from 1, without the headings
    key: str  # the file's own number of it, or its place
    status: str  # ok, needs_decision, reject
    award: str | None
    words: int
    issues: list[str]
    values: dict[str, str]
    original: dict[str, str] = field(default_factory=dict)  # as they came in the file (or as edited)
    changed: tuple[str, ...] = ()
    meaning: Meaning = Meaning()
    findings: tuple = ()  # what `screen` found in values["reason"]


def check_rows(
    sheet: Sheet,
    columns: dict[str, int],
    awards: dict[str, str | None],
    dates: str,
    context: Context,
    edited: dict[int, dict[str, str]] | None = None,
    tell: Callable[[int], None] | None = None,
    read: Callable = read_story,
) -> list[RowCheck]:
    """Return what an import finds of every row. `edited` holds answers that somebody typed in place, by row number.

    `tell(done)` hears how many rows are behind it. `read` stands in for `read_story` where a caller remembers what
    it has read before.
    """
    columns = {name: place for name, place in columns.items() if name in FIELDS}
    stamps = Timestamps(sheet, columns, dates, context.zone)
    rows = []
    for number, cells in enumerate(sheet.rows, start=1):
        original = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        row = Row(number, original | (edited or {}).get(number, {}), awards, stamps, context, read)
        row.look()
        rows.append(row)
        if tell:
            tell(number)
    found = Duplicates(context, [row.candidate for row in rows if row.may_repeat])
    first_without_themes = next((row for row in rows if "themes" in columns and not row.values["themes"]), None)
    return [
        row.check(found.codes.get(row.number, []), is_first_without_themes=row is first_without_themes) for row in rows
    ]


class Row:
    """One row while it is looked at."""

    def __init__(
        self, number: int, original: dict[str, str], awards, stamps: Timestamps, context: Context, read=read_story
    ):
        """Take the cells of a row as they came, or as somebody has corrected them."""
        self._read = read
        self.number, self.original, self.context = number, original, context
        self._awards, self._stamps = awards, stamps
        self.values: dict[str, str] = {}
        self.codes: list[str] = []

    def look(self) -> None:
        """Find all that can be found of the row without the others."""
        self._mend()
        self.key = self.values.get("id") or str(self.number)
        self.words = count_words(self.values.get("reason", ""))
        self.award_key = self._find_award()
        self.award: AwardFacts | None = self.context.award(self.award_key)
        self.kind = kind_of(self.values, self.award)
        self.is_test = is_test(self.values.get("nominee", ""), self.values.get("reason", ""))
        self.members: tuple[Member, ...] = ()
        self.manager: Manager = manager_of(self.values)
        self.started, self.completed = self._moment("started"), self._moment("completed")
        self._look_at_times()
        self._look_at_nominee()
        self._look_at_nominator()
        self._look_at_roles()
        self._look_at_reason()

    def value(self, name: str) -> str:
        """Return an answer, empty when the file has no column for it."""
        return self.values.get(name, "")

    def say(self, code: str, when=True) -> None:
        """Note a code."""
        if when and code:
            self.codes.append(code)

    def _mend(self) -> None:
        for name, raw in self.original.items():
            self.values[name], codes = mend(name, raw)
            self.codes += codes
            self.say(f"value_too_long:{name}", len(self.values[name]) > LONGEST.get(name, len(self.values[name])))

    def _find_award(self) -> str | None:
        raw, typed = self.original.get("award", ""), self.value("award")
        if not typed:
            self.say("award_blank")
            return None
        chosen = next((self._awards[name] for name in (raw, raw.strip(), typed) if name in self._awards), None)
        key = chosen or (None if raw in self._awards else naming.award_of(typed, self.context))
        if key is None or self.context.award(key) is None:
            self.say("award_multiple" if naming.awards_in(typed, self.context) else "award_unknown")
            return None
        if not naming.is_own_name(raw, self.context, key):
            # The name of the award takes the place of what was typed, whatever was to be mended in it.
            mended = mend("award", raw)[1]
            self.codes = [code for code in self.codes if code not in mended or self._elsewhere(code)]
            same = naming.is_own_name_but_for_case(raw, self.context, key)
            self.say("award_name_normalised" if same else "award_alias")
        return key

    def _elsewhere(self, code: str) -> bool:
        return any(code in mend(name, raw)[1] for name, raw in self.original.items() if name != "award")

    def _moment(self, name: str) -> Moment:
        return self._stamps.read(self.value(name)) if self.value(name) else Moment(None)

    def _look_at_times(self) -> None:
        stamp, main = self.completed, self._stamps.main
        if not self.value("completed"):
            return
        if stamp.at is None:
            self.say("timestamp_unreadable")
            return
        names = {"dmy": "timestamp_uk_format", "mdy": "timestamp_us_format", "iso": "timestamp_iso"}
        self.say(names.get(stamp.form, ""), stamp.form != main)
        self.say(self._lateness(stamp.at))
        if stamp.other and self._lateness(stamp.other) != self._lateness(stamp.at):
            self.say("timestamp_ambiguous")

    def _lateness(self, sent: datetime) -> str:
        closes, opens = self.context.closes, self.context.opens
        if opens and sent < opens:
            return "submitted_before_opening"
        if closes is None or sent < closes - LAST_MINUTE:
            return ""
        if sent < closes:
            return "close_to_deadline_accept"
        if self.started.at and self.started.at < closes:
            return "late_submission_started_before_deadline"
        return "late_submission"

    def _look_at_nominee(self) -> None:
        name, email = self.value("nominee"), self.value("nominee_email")
        self.is_many = False
        if email and not is_email(email):
            self.say("nominee_email_invalid")
        if not name:
            self.say("nominee_blank")
            return
        self.say("test_row", self.is_test)
        self.is_many = len(nominees_in(name, self.kind)) > 1
        self.say("multiple_nominees_in_one_row", self.is_many)
        self.say("nominee_name_all_caps", self.kind != "team" and is_all_capitals(name))
        self.say("name_mixed_direction_text", mixes_directions(name))
        self.say("emoji_in_name", has_emoji(name))
        self.say("employer_blank", "employer" in self.values and not self.value("employer") and not self.is_many)
        if self.kind == "team":
            self._look_at_team()
        elif self.kind == "household":
            self.members = household_members(name)
        if self.award and not self.is_test and not self.is_many:
            fits = {"individual": {"person"}, "team": {"team"}}.get(self.award.nominee_type)
            self.say("nominee_kind_not_for_award", fits is not None and self.kind not in fits)
            self.say(pool_code(self.values, self.award, self.context), self.kind != "team")

    def _look_at_team(self) -> None:
        self.members, code = members_of(self.value("members"))
        self.say(code, "members" in self.values)

    def _look_at_nominator(self) -> None:
        name, email = self.value("nominator"), self.value("nominator_email")
        nobody = is_nobody(email) and is_nobody(name)
        self.nominator = (
            "" if nobody else nominator_key("" if is_nobody(name) else name, "" if is_nobody(email) else email)
        )
        self.say("nominator_unknown", nobody and not self.is_test)
        self.say("nominator_email_invalid", not is_nobody(email) and not is_email(email))
        same_name = bool(name) and match_key(name) == match_key(self.value("nominee"))
        same_email = bool(email) and is_email(email) and email == self.value("nominee_email") and self.kind != "team"
        self.is_self = bool(self.value("nominee")) and not self.is_test and not nobody and (same_name or same_email)
        self.relationship = relationship_of(self.value("relationship"), is_self=self.is_self)
        self.nominator_kind = nominator_kind_of(
            self.value("nominator_kind"), self.relationship, email, self.context.own_domains
        )
        self.say("nominator_lived_experience", is_supported(self.value("relationship")) and not nobody)
        self.share = yes_or_no(self.value("share_name"))
        self.say("keep_nominator_private", self.share == "no" and not nobody)
        self.say(self.manager.code, bool(self.value("nominee")) and not (nobody and "nominator" in self.manager.code))

    def _look_at_roles(self) -> None:
        """Whether somebody in the row judges or reviews, or may not nominate here."""
        nominee = {self.value("nominee_email"), match_key(self.value("nominee"))} - {""}
        nominator = {self.value("nominator_email"), match_key(self.value("nominator"))} - {""}
        judges = self.context.judges.get(self.award_key or "", frozenset())
        self.say("nominee_is_judge_in_category", nominee & judges)
        self.say("nominator_is_judge_in_category", nominator & judges)
        self.say("nominee_is_reviewer", nominee & self.context.reviewers)
        self.say("nominator_is_reviewer", nominator & self.context.reviewers)
        if self.award is None:
            return
        self.say("self_nomination_not_allowed_in_category", self.is_self and not self.award.self_nomination)
        asked = self.award.who_may_nominate
        told = bool(self.value("nominator_kind")) and bool(self.nominator_kind)
        self.say("nominator_kind_not_allowed", bool(asked) and told and self.nominator_kind not in asked)

    def _look_at_reason(self) -> None:
        limits, named = self.context.limits, (*self.context.own_names, *(a.name for a in self.context.awards))
        self.findings, codes = self._read(self.values, [*known_names(self.values, self.members, self.manager), *named])
        self.codes += codes
        if self.words > limits.most:
            self.say("over_word_limit")
        elif self.words == 0:
            self.say("reason_blank")
        elif self.words < limits.short_below:
            self.say("reason_too_short" if self.words < limits.too_short_below else "reason_short")
        if "period" in self.values:
            self.say(period_code(self.value("period")))

    @property
    def may_repeat(self) -> bool:
        """Whether the row is about one nominee, so that it can be one that others are about."""
        return bool(self.value("nominee")) and not self.is_test and not self.is_many

    @property
    def candidate(self) -> Candidate:
        """The row as far as it may repeat another."""
        email = self.value("nominee_email")
        return Candidate(
            number=self.number,
            key=self.key,
            award=self.award_key,
            kind=self.kind,
            name=self.value("nominee"),
            email=email if is_email(email) else "",
            nominator=self.nominator,
            reason=self.value("reason"),
        )

    def check(self, repeats: list[str], *, is_first_without_themes: bool) -> RowCheck:
        """Return what was found of the row, with what it shares with others."""
        codes = [*self.codes, *repeats]
        known = any(code.startswith(("duplicate_nominee", "duplicate_submission")) for code in repeats)
        if self.kind == "household" and self.may_repeat and not known:
            codes.append("nominee_is_household")
        if is_first_without_themes:
            # Themes are optional: the first row without any stands for all.
            codes.append("themes_blank")
        status = status_of(codes)
        if status == "ok" and self.kind == "team" and "role" in self.values and not self.value("role"):
            # Nothing is amiss with a team that has no job title: it is said only where nothing else has to be settled.
            codes.append("role_blank_for_team")
        meaning = self._meaning()
        return RowCheck(
            number=self.number,
            key=self.key,
            status=status,
            award=self.award_key,
            words=self.words,
            issues=in_order(codes, nominee_knows=meaning.nominee_knows == "yes"),
            values=self.values,
            original=self.original,
            changed=tuple(name for name, raw in self.original.items() if raw != self.values[name]),
            meaning=meaning,
            findings=self.findings,
        )

    def _meaning(self) -> Meaning:
        return Meaning(
            kind=self.kind,
            members=self.members,
            nominator_kind=self.nominator_kind,
            relationship=self.relationship,
            is_self=self.is_self,
            started_at=self.started.at,
            completed_at=self.completed.at,
            manager_name=self.manager.name,
            manager_email=self.manager.email,
            nominee_knows=yes_or_no(self.value("nominee_knows")),
            share_name=self.share,
        )
