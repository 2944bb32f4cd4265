"""What the nominations room does when something happens in it or in the people room."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from nominations.models import Endorsement
from nominations.services.interests import find_for_role_holders, refresh_all_seasons
from nominations.services.redaction import drop_stale_redactions
from people.signals import people_changed
from workflow import performed


@receiver(performed, dispatch_uid="nominations.find_interests")
def find_interests_after_move(sender, instance, name, **kwargs):
    """Look for interests whenever an entry gains a nomination."""
    if name in {"nomination.accept", "nomination.merge", "nomination.split"}:
        find_for_role_holders(instance.entry)


@receiver(performed, dispatch_uid="nominations.drop_stale_redactions")
def drop_redactions_of_old_text(sender, instance, name, **kwargs):
    """Forget what was taken out of a text that its nominator has written anew."""
    if name in {"nomination.submit", "nomination.admit_late", "nomination.resubmit"}:
        drop_stale_redactions(instance)


@receiver(post_save, sender=Endorsement, dispatch_uid="nominations.find_interest_of_endorser")
def find_interest_of_endorser(sender, instance, created, **kwargs):
    """Whoever is asked to endorse has a stake in the entry from then on."""
    if created and instance.nomination.entry_id:
        find_for_role_holders(instance.nomination.entry)


@receiver(people_changed, dispatch_uid="nominations.refresh_role_holders")
def find_interests_after_change(sender, people, **kwargs):
    """A new job, manager, employer or role may give an administrator or reviewer a stake."""
    refresh_all_seasons()
