"""The states of rounds, panel members, sheets and decisions."""

from django.db import models


class RoundState(models.TextChoices):
    """Where a round stands."""

    PLANNED = "planned", "Planned"
    DECLARING = "declaring", "Declaring interests"
    SCORING = "scoring", "Scoring"
    CLOSED = "closed", "Closed"
    DELIBERATING = "deliberating", "Deliberating"
    DECIDED = "decided", "Decided"


class MemberState(models.TextChoices):
    """Where a judge stands on a panel."""

    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLARED = "declared", "Interests declared"
    SCORING = "scoring", "Scoring"
    FINISHED = "finished", "Finished"
    DECLINED = "declined", "Declined"
    STOOD_DOWN = "stood_down", "Stood down"


class SheetState(models.TextChoices):
    """Where one judge stands on one entry."""

    OPEN = "open", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    RECUSED = "recused", "Takes no part"
    ABSTAINED = "abstained", "Abstained"
    REOPENED = "reopened", "Opened again"
    VOID = "void", "Void"


class DecisionState(models.TextChoices):
    """Whether a decision may still change."""

    PROVISIONAL = "provisional", "Provisional"
    LOCKED = "locked", "Locked"


class RoundKind(models.TextChoices):
    """What a round decides."""

    SHORTLISTING = "shortlisting", "Shortlisting"
    FINAL = "final", "Final"


class RoundMode(models.TextChoices):
    """How a round's panel comes to its figures."""

    SCORE = "score", "Score each criterion"
    PASS = "pass", "Pass, unsure or fail"
    RANK = "rank", "Put the best in order"
    MEETING = "meeting", "Meet on the figures of the round before"


class RankingMethod(models.TextChoices):
    """By which figure a round places its entries; chosen before scoring opens."""

    MEAN = "mean", "Weighted mean"
    MEDIAN = "median", "Median"
    TRIMMED = "trimmed", "Trimmed mean"
    BORDA = "borda", "Mean rank within each judge"
    Z = "z", "Standardised for each judge"
    ADJUSTED = "adjusted", "Corrected for each judge’s severity"
    ADJUSTED_FIXED = "adjusted-fixed", "Corrected for severity, without shrinkage"


class Presence(models.TextChoices):
    """Where a judge was while the panel decided."""

    PRESENT = "present", "Present"
    LEFT_ROOM = "left_room", "Present, and left the room for entries of an interest"
    ABSENT = "absent", "Absent"


class DecisionPackKind(models.TextChoices):
    """For whom a decision pack is made."""

    FULL = "full", "Full, for the chair and the awards team"
    REDACTED = "redacted", "Redacted, to hand out"


class Outcome(models.TextChoices):
    """What a decision says of one entry."""

    SHORTLISTED = "shortlisted", "Shortlisted"
    NOT_SHORTLISTED = "not_shortlisted", "Not shortlisted"
    WINNER = "winner", "Winner"
    JOINT_WINNER = "joint_winner", "Joint winner"
    HIGHLY_COMMENDED = "highly_commended", "Highly commended"
    FINALIST = "finalist", "Finalist"


class Suitability(models.TextChoices):
    """The only answers of a suitability check (R16); why is never stored."""

    AWAITING = "awaiting", "Waiting for an answer"
    CLEAR = "clear", "Clear"
    DO_NOT_PROCEED = "do_not_proceed", "Do not proceed"


class DeclarationAnswer(models.TextChoices):
    """What a judge says of one name on the list."""

    NONE = "none", "No interest"
    INTEREST = "interest", "I have an interest"
    NOT_SURE = "not_sure", "Not sure"


class PassAnswer(models.TextChoices):
    """What a judge says of one entry of a long list."""

    PASS = "pass", "Pass"
    UNSURE = "unsure", "Unsure"
    FAIL = "fail", "Fail"


class AllocationState(models.TextChoices):
    """Where a proposal of who reads what stands."""

    WORKING = "working", "Being worked out"
    PROPOSED = "proposed", "Proposed"
    APPLIED = "applied", "Applied"
    UNDONE = "undone", "Undone"
    DISCARDED = "discarded", "Discarded"


class WeightChangeState(models.TextChoices):
    """Where a proposal to weigh a round's criteria anew stands."""

    PROPOSED = "proposed", "Waiting for a second person"
    IN_FORCE = "in_force", "In force"
    TAKEN_BACK = "taken_back", "Taken back"


class PanelChangeState(models.TextChoices):
    """Where a proposal that somebody joins a panel stands."""

    PROPOSED = "proposed", "Waiting for a second person"
    IN_FORCE = "in_force", "Invited"
    TAKEN_BACK = "taken_back", "Taken back"


class PackKind(models.TextChoices):
    """In which form a judge's pack is made."""

    PDF = "pdf", "PDF"
    LARGE_PRINT = "large", "PDF in large print"
    HTML = "html", "Web page"
