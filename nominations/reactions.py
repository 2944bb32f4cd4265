"""What the nominations room does when something happens in it or in the people room."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from nominations.models import Endorsement, Flag
from nominations.services.concerns import hold_while_concern_is_open
from nominations.services.interests import find_for_person, find_for_role_holders, refresh_all_seasons
from nominations.services.proposing import end_open_proposals
from nominations.services.redaction import drop_stale_redactions, preview_text
from nominations.services.screening import renew_flags
from nominations.services.signing import drop_stale_names
from nominations.states import WriterChoice
from people.models import User
from people.signals import people_changed
from workflow import SYSTEM, performed

SENT = {"nomination.submit", "nomination.transcribe", "nomination.admit_late", "nomination.resubmit"}

_LEAVES_THE_QUEUE = {
    "nomination.reopen",
    "nomination.return_to_nominator",
    "nomination.reject",
    "nomination.withdraw",
}


@receiver(performed, dispatch_uid="nominations.find_interests")
def find_interests_after_move(sender, instance, name, **kwargs):
    """Look for interests whenever an entry gains a nomination."""
    if name in {"nomination.accept", "nomination.merge", "nomination.split"}:
        find_for_role_holders(instance.entry)


@receiver(performed, dispatch_uid="nominations.screen_what_was_sent")
def screen_what_was_sent(sender, instance, name, **kwargs):
    """Forget what was taken out of a text that its nominator has written anew, and flag what now stands in it."""
    if name in SENT:
        drop_stale_redactions(instance)
        # What was asked about and still stands is for a reviewer to decide.
        instance.flags.filter(ruling=Flag.Ruling.ASKED).update(ruling=Flag.Ruling.OPEN, ruled_by=None)
        renew_flags(instance, by=SYSTEM)


@receiver(performed, dispatch_uid="nominations.ask_the_writer_again")
def ask_the_writer_again(sender, instance, name, **kwargs):
    """What a reviewer asks about is answered anew, whatever its nominator said of it before."""
    if name == "nomination.return_to_nominator":
        asked = instance.flags.filter(ruling=Flag.Ruling.ASKED)
        asked.update(writer_choice=WriterChoice.NOT_ANSWERED, kept_because="")


@receiver(performed, dispatch_uid="nominations.let_names_fall")
def let_names_fall(sender, instance, name, **kwargs):
    """Whoever put their name to a text that was written anew since has not read what it says now."""
    if name in {"nomination.submit", "nomination.resubmit"} and instance.second_review_for:
        drop_stale_names(instance, preview_text, by=SYSTEM)


@receiver(performed, dispatch_uid="nominations.end_open_proposals")
def end_proposals(sender, instance, name, **kwargs):
    """Whatever leaves the queue otherwise than by acceptance is proposed for no other award."""
    if name in _LEAVES_THE_QUEUE:
        end_open_proposals(instance)


@receiver(performed, dispatch_uid="nominations.hold_while_concern_is_open")
def hold_again(sender, instance, name, **kwargs):
    """Whatever comes back to the queue waits on hold until a concern about it is dealt with."""
    if name in {"nomination.resubmit", "nomination.reinstate"}:
        hold_while_concern_is_open(instance)


@receiver(post_save, sender=Endorsement, dispatch_uid="nominations.find_interest_of_endorser")
def find_interest_of_endorser(sender, instance, created, **kwargs):
    """Whoever is asked to endorse has a stake in the entry from then on."""
    if created and instance.nomination.entry_id:
        find_for_role_holders(instance.nomination.entry)


@receiver(post_save, sender=User, dispatch_uid="nominations.find_interests_of_new_account")
def find_interests_of_new_account(sender, instance, created, **kwargs):
    """Somebody who signs in at one more address may be whom a nomination names by it."""
    if created:
        find_for_person(instance.person)


@receiver(people_changed, dispatch_uid="nominations.refresh_role_holders")
def find_interests_after_change(sender, people, **kwargs):
    """A new job, manager, employer or role may give an administrator or reviewer a stake."""
    refresh_all_seasons()
