"""What must hold of nominations, entries and interests whatever the code does. Breaches carry ids, never names."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F, Q

from awards.models import Season
from awards.states import SeasonState
from kit.crypto import CannotOpen
from kit.keys import wrapped_at
from nominations.models import Consent, Endorsement, Entry, Interest, Nomination, ReferenceCounter
from nominations.services.interests import role_holders, stakes_of
from nominations.services.redaction import redacted
from nominations.states import EndorsementState, EntryState, NominationState, Screening

THROUGH = [NominationState.ACCEPTED, NominationState.MERGED]
FALLEN_OUT = [EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING]


def merged_nominations_share_an_entry() -> Iterator[str]:
    """A merged nomination is joined to an accepted one of the same award, in the same entry; no other is."""
    is_merged = Q(state=NominationState.MERGED)
    odd = is_merged ^ Q(merged_into__isnull=False)
    for pk in Nomination.objects.filter(odd).values_list("pk", flat=True):
        yield f"Nomination {pk} is merged without being joined to another, or joined without being merged."
    apart = ~Q(entry=F("merged_into__entry")) | ~Q(award=F("merged_into__award"))
    for pk in Nomination.objects.filter(is_merged).filter(apart).values_list("pk", flat=True):
        yield f"Nomination {pk} is joined to a nomination of another entry or award."
    chained = Nomination.objects.filter(is_merged, merged_into__merged_into__isnull=False)
    for pk in chained.values_list("pk", flat=True):
        yield f"Nomination {pk} is joined to a nomination that is itself joined to another."


def nominations_of_an_entry_are_of_its_award() -> Iterator[str]:
    """A nomination and its entry are of one award and one season."""
    elsewhere = Nomination.objects.filter(entry__isnull=False).filter(
        ~Q(award=F("entry__award")) | ~Q(season=F("entry__season"))
    )
    for pk in elsewhere.values_list("pk", flat=True):
        yield f"Nomination {pk} is in an entry of another award or season."


def nominations_going_forward_have_a_judging_copy() -> Iterator[str]:
    """What judges read exists for every accepted or merged nomination, and somebody has cleared it."""
    through = Nomination.objects.filter(state__in=THROUGH)
    for pk in through.filter(judging_copy__isnull=True).values_list("pk", flat=True):
        yield f"Nomination {pk} goes forward without a judging copy."
    for pk in through.exclude(screening__in=[Screening.CLEAR, Screening.REDACTED]).values_list("pk", flat=True):
        yield f"Nomination {pk} goes forward without having been screened."


def entries_hold_a_nomination() -> Iterator[str]:
    """Every entry holds a nomination, and one that goes forward while it has not fallen out."""
    forward = Count("nominations", filter=Q(nominations__state__in=THROUGH))
    entries = Entry.objects.exclude(state=EntryState.JOINED).annotate(held=Count("nominations"), forward=forward)
    for pk in entries.filter(held=0).values_list("pk", flat=True):
        yield f"Entry {pk} holds no nomination."
    for pk in entries.filter(held__gt=0, forward=0).exclude(state__in=FALLEN_OUT).values_list("pk", flat=True):
        yield f"Entry {pk} stands, but no nomination in it goes forward."


def joined_entries_stand_aside() -> Iterator[str]:
    """An entry that stands aside holds no nomination, and the one it came from is joined to another."""
    joined = Entry.objects.filter(state=EntryState.JOINED)
    for pk in joined.filter(nominations__isnull=False).distinct().values_list("pk", flat=True):
        yield f"Entry {pk} stands aside and holds a nomination."
    is_merged = Q(nominee__nomination__state=NominationState.MERGED)
    for pk in joined.exclude(is_merged).values_list("pk", flat=True):
        yield f"Entry {pk} stands aside, but its nomination is not joined to another."


def judging_copies_are_what_redaction_left() -> Iterator[str]:
    """A judging copy is the statement with its redactions, and no redaction lies outside the statement.

    Where the original has been erased there is nothing left to compare.
    """
    written = Nomination.objects.filter(statement__isnull=False).filter(
        Q(redactions__isnull=False) | Q(judging_copy__isnull=False)
    )
    rows = written.distinct().select_related("statement", "judging_copy").prefetch_related("redactions")
    rows = rows.annotate(wrapped=wrapped_at("statement"))
    for nomination in rows.order_by("pk").iterator(chunk_size=200):
        try:
            text = nomination.statement.read(nomination.wrapped)
        except CannotOpen:
            continue
        redactions = list(nomination.redactions.all())
        if any(not 0 <= start < end <= len(text) for r in redactions for start, end in r.spans):
            yield f"Nomination {nomination.pk} has a redaction outside its statement."
            continue
        copy = getattr(nomination, "judging_copy", None)
        if copy and nomination.state in THROUGH and copy.text != redacted(text, redactions):
            yield f"Nomination {nomination.pk} has a judging copy that is not its statement with its redactions."


def one_endorsement_is_open() -> Iterator[str]:
    """Nobody waits for two answers about one nomination."""
    asked = Endorsement.objects.filter(state=EndorsementState.REQUESTED).order_by()
    for row in asked.values("nomination").annotate(n=Count("pk")).filter(n__gt=1):
        yield f"Nomination {row['nomination']} has {row['n']} open endorsements."


def one_answer_a_purpose_is_current() -> Iterator[str]:
    """A nominee has one current answer to each question of publicity."""
    current = Consent.objects.filter(is_current=True).order_by()
    for row in current.values("entry", "purpose").annotate(n=Count("pk")).filter(n__gt=1):
        yield f"Entry {row['entry']} has {row['n']} current answers for {row['purpose']}."


def open_concerns_stop_what_they_are_about() -> Iterator[str]:
    """While a safeguarding concern is open, nobody checks its nomination further and no judge reads its entry."""
    worried = Nomination.objects.with_open_concern()
    for pk in worried.filter(state=NominationState.SUBMITTED).values_list("pk", flat=True):
        yield f"Nomination {pk} is being checked although a safeguarding concern about it is open."
    read = Entry.objects.before_judges().filter(nominations__in=worried).distinct()
    for pk in read.values_list("pk", flat=True):
        yield f"Entry {pk} is before judges although a safeguarding concern about it is open."


def references_are_given_once() -> Iterator[str]:
    """No reference is given twice, and the counter is not behind any of them."""
    counters = dict(ReferenceCounter.objects.values_list("season", "last"))
    prefixes = dict(Season.objects.values_list("pk", "reference_prefix"))
    seen: Counter = Counter()
    for pk, season, reference in (
        Nomination.objects.exclude(reference="").values_list("pk", "season", "reference").order_by("pk")
    ):
        seen[season, reference] += 1
        prefix, _dash, number = reference.rpartition("-")
        if prefix != prefixes[season] or not number.isdecimal():
            yield f"Nomination {pk} has a reference that is not of its season."
        elif int(number) > counters.get(season, 0):
            yield f"Nomination {pk} has a reference beyond its season's counter."
    for (season, _reference), times in seen.items():
        if times > 1:
            yield f"Season {season} has given one reference {times} times."


def interests_of_role_holders_are_found() -> Iterator[str]:
    """Whatever the records show of administrators and reviewers is stored, and shuts them out."""
    for season in Season.objects.exclude(state__in=[SeasonState.DRAFT, SeasonState.ARCHIVED]).order_by("pk"):
        entries = Entry.objects.filter(season=season)
        shut_out = set(
            Interest.objects.filter(entry__in=entries, ruling="recused").values_list("entry", "person", "kind")
        )
        for entry, person, kind in sorted(stakes_of(role_holders(season), entries)):
            if (entry, person, str(kind)) not in shut_out:
                yield f"Entry {entry} lacks the interest of person {person} as {kind}."


INVARIANTS = [
    merged_nominations_share_an_entry,
    nominations_of_an_entry_are_of_its_award,
    nominations_going_forward_have_a_judging_copy,
    entries_hold_a_nomination,
    joined_entries_stand_aside,
    judging_copies_are_what_redaction_left,
    one_endorsement_is_open,
    one_answer_a_purpose_is_current,
    open_concerns_stop_what_they_are_about,
    references_are_given_once,
    interests_of_role_holders_are_found,
]
