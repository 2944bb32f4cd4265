"""What the judging room does when something happens in the rooms before it. Registered when the app is ready."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from judging import guards_rounds  # noqa: F401 - registers its guards
from judging.rules import SITTING
from judging.services.interests import find_stakes_after, find_stakes_in, follow_interest
from judging.services.rounds import catch_up_season, drop_from_rounds, join_rounds, reconsider_entry
from nominations.models import Endorsement
from nominations.services.interests import recognises_chairs
from nominations.signals import interest_changed
from people.signals import people_changed
from workflow import performed

_NEW_PEOPLE_IN_ENTRY = {"nomination.accept", "nomination.merge", "nomination.split"}
_BACK_BEFORE_JUDGES = {"entry.show_again", "entry.show_again_in_final", "entry.enter_final", "entry.reopen"}
_FALLEN_OUT = {"entry.withdraw", "entry.stop"}
_SEASON_MOVES = {"season.close_nominations", "season.start_judging"}


@recognises_chairs
def chairs_a_panel(person, award) -> bool:
    """Say whether `person` chairs the panel of `award`."""
    return person.seats.filter(panel__award=award, is_chair=True, state__in=SITTING).exists()


@receiver(interest_changed, dispatch_uid="judging.follow_interest")
def set_sheets_aside(sender, interest, **kwargs):
    """An interest sets the judge's sheets of that entry aside; one that was noted gives them back."""
    follow_interest(interest)


@receiver(performed, dispatch_uid="judging.follow_nomination")
def follow_nomination(sender, instance, name, **kwargs):
    """A nomination that joins or leaves an entry brings people with it, and may make the entry ready."""
    if not name.startswith("nomination.") or instance.entry_id is None:
        return
    if name in _NEW_PEOPLE_IN_ENTRY:
        find_stakes_in(instance.entry)
    reconsider_entry(instance.entry_id)


@receiver(performed, dispatch_uid="judging.follow_endorsement")
def follow_endorsement(sender, instance, name, **kwargs):
    """An answer may make the entry ready for its judges."""
    if name.startswith("endorsement.") and instance.nomination.entry_id is not None:
        reconsider_entry(instance.nomination.entry_id)


@receiver(post_save, sender=Endorsement, dispatch_uid="judging.find_interest_of_endorser")
def find_interest_of_endorser(sender, instance, created, **kwargs):
    """A judge who is asked to endorse takes no part in the entry from then on."""
    if created and instance.nomination.entry_id is not None:
        find_stakes_in(instance.nomination.entry)
        reconsider_entry(instance.nomination.entry_id)


@receiver(performed, dispatch_uid="judging.follow_entry")
def follow_entry(sender, instance, name, **kwargs):
    """An entry that comes before judges gets its sheets; one that falls out is waited for no more."""
    if name in _BACK_BEFORE_JUDGES:
        join_rounds(instance)
    elif name in _FALLEN_OUT:
        drop_from_rounds(instance)


@receiver(performed, dispatch_uid="judging.follow_season")
def follow_season(sender, instance, name, **kwargs):
    """A season whose nominations close while a round is open goes straight on."""
    if name in _SEASON_MOVES:
        catch_up_season(instance)


@receiver(people_changed, dispatch_uid="judging.find_interests_after_change")
def find_interests_after_change(sender, people, **kwargs):
    """A new job, manager, employer or role may give a judge a stake."""
    find_stakes_after(people)
