"""What the judging room does when something happens in the rooms before it. Registered when the app is ready."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from awards.models import Award
from judging import guards_rounds  # noqa: F401 - registers its guards
from judging.models import PanelMember
from judging.services.deciding import catch_up_with_decisions
from judging.services.interests import (
    PUT_FORWARD,
    find_stakes_after,
    find_stakes_in,
    find_stakes_of,
    follow_award,
    follow_interest,
    give_back_after_mistake,
)
from judging.services.leaving import stand_down_nominees
from judging.services.locking import hold_rounds
from judging.services.rounds import catch_up_season, drop_from_rounds, join_rounds, reconsider_entry
from nominations.models import Endorsement
from nominations.services.interests import recognise_chairs
from nominations.signals import interest_changed, interest_dropped, nominee_changed
from people.models import User
from people.signals import people_changed
from workflow import performed

_NEW_PEOPLE_IN_ENTRY = {"nomination.accept", "nomination.merge", "nomination.split"}
_BACK_BEFORE_JUDGES = {"entry.show_again", "entry.show_again_in_final", "entry.enter_final", "entry.reopen"}
_BACK_AFTER_SHORTLIST = {"entry.show_again_shortlisted", "entry.show_again_not_shortlisted"}
_WAITS_AGAIN = {"entry.show_again_waiting", "entry.part"}
_FALLEN_OUT = {"entry.withdraw", "entry.stop"}
_SEASON_MOVES = {"season.close_nominations", "season.start_judging"}


def awards_chaired_by(person) -> list[int]:
    """Return the awards whose panel `person` chairs now, in seasons that are not over."""
    return list(PanelMember.objects.of(person).chairing().values_list("panel__award", flat=True))


def chairs_of(awards) -> list[tuple[int, int]]:
    """Return the (award, person) of the chairs' own seats, whoever acts for them."""
    seats = PanelMember.objects.filter(panel__award__in=awards, is_chair=True)
    return list(seats.values_list("panel__award", "person"))


recognise_chairs(chaired_by=awards_chaired_by, chairs_of=chairs_of)


@receiver(interest_changed, dispatch_uid="judging.follow_interest")
def set_sheets_aside(sender, interest, **kwargs):
    """An interest sets the judge's sheets of that entry aside; one that was noted gives them back.

    A judge who turns out to be a nominee leaves the panel.
    """
    hold_rounds(interest.entry.award_id)
    follow_interest(interest)
    if interest.kind in PUT_FORWARD:
        stand_down_nominees(interest.entry.award_id)


@receiver(post_save, sender=Award, dispatch_uid="judging.follow_award")
def follow_award_settings(sender, instance, created, **kwargs):
    """An award may begin, or cease, to be closed as a whole to whoever has an interest in one of its entries."""
    if not created:
        follow_award(instance)


@receiver(interest_dropped, dispatch_uid="judging.give_back_after_mistake")
def give_sheets_back(sender, interest, **kwargs):
    """What was set aside because of the wrong nominee goes back to its judge."""
    give_back_after_mistake(interest)


@receiver(nominee_changed, dispatch_uid="judging.find_interests_in_new_nominee")
def find_interests_in_new_nominee(sender, entry, **kwargs):
    """Judges may have a stake in whoever the nominee is by now."""
    find_stakes_in(entry)


@receiver(performed, dispatch_uid="judging.follow_nomination")
def follow_nomination(sender, instance, name, **kwargs):
    """A nomination that joins or leaves an entry brings people with it, and may make the entry ready."""
    if not name.startswith("nomination.") or instance.entry_id is None:
        return
    if name in _NEW_PEOPLE_IN_ENTRY:
        find_stakes_in(instance.entry)
        stand_down_nominees(instance.award_id)
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
    elif name in _WAITS_AGAIN:
        reconsider_entry(instance.pk)
    elif name in _BACK_AFTER_SHORTLIST:
        catch_up_with_decisions(instance)
    elif name in _FALLEN_OUT:
        drop_from_rounds(instance)


@receiver(performed, dispatch_uid="judging.follow_season")
def follow_season(sender, instance, name, **kwargs):
    """A season whose nominations close while a round is open goes straight on."""
    if name in _SEASON_MOVES:
        catch_up_season(instance)


@receiver(post_save, sender=User, dispatch_uid="judging.find_interests_of_new_account")
def find_interests_of_new_account(sender, instance, created, **kwargs):
    """A judge who signs in at one more address may be whom a nomination names by it."""
    if created:
        find_stakes_of(instance.person)


@receiver(people_changed, dispatch_uid="judging.find_interests_after_change")
def find_interests_after_change(sender, people, **kwargs):
    """A new job, manager, employer or role may give a judge a stake."""
    find_stakes_after(people)
