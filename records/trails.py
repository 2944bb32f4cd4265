"""The audit trail as one person may read it."""

from django.db.models import Q

from announcements.models import Release
from awards.roles import scope_of, season_ids
from judging.models import Decision, PanelMember, ScoreSheet, SuitabilityCheck
from judging.querysets import without_interest
from kit import clock
from nominations.models import Concern, Endorsement, Entry, Interest, Nomination
from nominations.states import EntryState
from people.roles import Role
from people.viewing import person_behind
from workflow.models import AuditEvent

READERS = (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
TELLING = [EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL, EntryState.CLOSED]


def events_visible_to(viewer):
    """Return the events `viewer` may read as administrator or information governance, newest first.

    What is about an entry in which they have an interest is not there: the entry itself, its nominations,
    endorsements, sheets and checks, and the seats, decisions and releases of its award. Nor is what would tell
    information governance who is on a shortlist before its minute.
    """
    person = person_behind(viewer)
    seasons, everywhere = season_ids(person, *READERS)
    if person is None or not (seasons or everywhere):
        return AuditEvent.objects.none()
    seen = AuditEvent.objects.all()
    if not everywhere:
        seen = seen.filter(scope__in=[scope_of(number) for number in seasons])
    run, runs_all = season_ids(person, Role.ADMINISTRATOR)
    if not runs_all:
        theirs = Q(scope__in=[scope_of(number) for number in run])
        seen = seen.exclude(_under_embargo(clock.now()) & ~theirs)
    return seen.exclude(_own(person)).select_related("reason").order_by("-pk")


def _under_embargo(now) -> Q:
    """Return the filter for events that tell who is on a shortlist that nobody may know of yet.

    Administrators know; information governance reads them once the shortlist or the result is public.
    """
    out = Release.awards.through.objects.filter(release__in=Release.objects.public(now).values("pk"))
    entries = Entry.objects.exclude(award__in=out.values("award"))
    checks = SuitabilityCheck.objects.filter(entry__in=entries.values("pk"))
    return Q(subject_type="entry", subject_id__in=entries.values("pk")) & (
        Q(before__in=TELLING) | Q(after__in=TELLING)
    ) | Q(subject_type="suitabilitycheck", subject_id__in=checks.values("pk"))


def _own(person) -> Q:
    """Return the filter for events about what `person` has a part in."""
    interests = Interest.objects.shutting_out(person)
    entries = interests.values("entry")
    awards = interests.values("entry__award")
    parts = Nomination.objects.exclude(pk__in=Nomination.objects.without_stake_of(person).values("pk"))
    nominations = Nomination.objects.filter(Q(entry__in=entries) | Q(pk__in=parts.values("pk"))).values("pk")
    about = {
        "entry": entries,
        "nomination": nominations,
        "endorsement": Endorsement.objects.filter(nomination__in=nominations).values("pk"),
        "concern": Concern.objects.filter(nomination__in=nominations).values("pk"),
        "interest": Interest.objects.filter(entry__in=entries).values("pk"),
        "score_sheet": ScoreSheet.objects.exclude(without_interest(person)).values("pk"),
        "suitabilitycheck": SuitabilityCheck.objects.filter(entry__in=entries).values("pk"),
        # Why a judge has left may be that they are nominated.
        "panel_member": PanelMember.objects.filter(panel__award__in=awards).values("pk"),
        "decision": Decision.objects.filter(round__award__in=awards).values("pk"),
        "release": Release.objects.filter(awards__in=awards).values("pk"),
    }
    own = Q(pk__in=[])
    for kind, numbers in about.items():
        own |= Q(subject_type=kind, subject_id__in=numbers)
    return own
