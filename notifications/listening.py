"""The catalogue at work: what happens in the rooms to the left becomes rows in the outbox, in the same transaction."""

from django.dispatch import receiver

from judging.signals import judge_invited, lists_changed
from kit import clock
from nominations.signals import (
    award_proposed,
    concern_raised,
    draft_saved,
    endorsement_requested,
    nominee_to_be_told,
    not_the_nominee,
)
from notifications import recipients as to
from notifications.catalogue import CATALOGUE, OVERTAKES, SIGNALS, SILENT, TO_NOMINEE, Say
from notifications.kinds import Kind
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
            None if isinstance(person, str) else person,
            to_address=person if isinstance(person, str) else "",
            occurrence=saying.occasion(thing, event),
            context=saying.values(event),
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
def tell_nominee(sender, entry, event, **kwargs):
    """Tell the nominee that they are nominated."""
    say(SIGNALS["nominee_to_be_told"], entry, event)


@receiver(not_the_nominee, dispatch_uid="notifications.not_the_nominee")
def alert_administrators(sender, entry, event, **kwargs):
    """Take back what was on its way to the wrong person, and tell whoever can find the right one."""
    supersede([about(entry)], TO_NOMINEE)
    say(SIGNALS["not_the_nominee"], entry, event)


@receiver(judge_invited, dispatch_uid="notifications.judge_invited")
def invite_judge(sender, member, **kwargs):
    """Ask somebody to judge."""
    say(SIGNALS["judge_invited"], member)


@receiver(lists_changed, dispatch_uid="notifications.lists_changed")
def tell_whose_list_changed(sender, of_round, event, **kwargs):
    """Tell each of these judges that they have other entries to read, instead of what was not sent yet of it."""
    told = [person for person, _round in to.judges_with_other_lists(of_round, event)]
    supersede([about(of_round)], (Kind.LIST_CHANGED,), people=told)
    say(SIGNALS["lists_changed"], of_round, event)


@receiver(award_proposed, dispatch_uid="notifications.award_proposed")
def ask_about_another_award(sender, proposal, event, **kwargs):
    """Ask the nominator about another award, instead of what was asked before."""
    supersede([about(proposal.nomination)], (Kind.AWARD_PROPOSED,))
    say(SIGNALS["award_proposed"], proposal.nomination, event)


@receiver(concern_raised, dispatch_uid="notifications.concern_raised")
def tell_safeguarding_leads(sender, concern, event, **kwargs):
    """Tell the safeguarding leads whom to ring."""
    say(SIGNALS["concern_raised"], concern, event)
