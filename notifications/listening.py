"""The catalogue at work: what happens in the rooms to the left becomes rows in the outbox, in the same transaction."""

from django.dispatch import receiver

from judging.signals import judge_invited
from kit import clock
from nominations.signals import draft_saved, endorsement_requested, nominee_to_be_told
from notifications.catalogue import CATALOGUE, OVERTAKES, SIGNALS, SILENT, Say
from notifications.outbox import Outgoing, queue_many, supersede
from people.links import about
from workflow.signals import performed


@receiver(performed, dispatch_uid="notifications.performed")
def say_what_follows(sender, instance, event, name, **kwargs):
    """Queue what the catalogue says of this move, and take back what it overtakes."""
    if overtaken := OVERTAKES.get(name):
        supersede([about(instance)], overtaken)
    say(CATALOGUE.get(name, SILENT), instance, event)


def say(sayings: tuple[Say, ...], thing, event=None) -> int:
    """Queue each saying to each of its recipients; returns how many messages were put down."""
    if not sayings:
        return 0
    season, now = thing.season, clock.now()
    return queue_many(
        Outgoing(
            saying.kind,
            subject,
            season,
            person,
            occurrence=saying.occasion(thing, event),
            context=saying.context or {},
            due_at=saying.when(now, season),
        )
        for saying in sayings
        for person, subject in saying.to(thing, event)
    )


@receiver(draft_saved, dispatch_uid="notifications.draft_saved")
def say_draft_is_saved(sender, nomination, **kwargs):
    """Send the way back to a draft."""
    say(SIGNALS["draft_saved"], nomination)


@receiver(endorsement_requested, dispatch_uid="notifications.endorsement_requested")
def ask_to_endorse(sender, endorsement, **kwargs):
    """Ask somebody to endorse."""
    say(SIGNALS["endorsement_requested"], endorsement)


@receiver(nominee_to_be_told, dispatch_uid="notifications.nominee_to_be_told")
def tell_nominee(sender, entry, **kwargs):
    """Tell the nominee that they are nominated."""
    say(SIGNALS["nominee_to_be_told"], entry)


@receiver(judge_invited, dispatch_uid="notifications.judge_invited")
def invite_judge(sender, member, **kwargs):
    """Ask somebody to judge."""
    say(SIGNALS["judge_invited"], member)
