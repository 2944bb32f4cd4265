"""When a pack goes because what may be read, or the decision, has changed. Registered when the app is ready.

Opening a pack compares it with what may be read then, whatever happened; here its content is erased at once.
"""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from judging.models import Pack
from judging.services.decision_packs import fall_away
from judging.services.packs import end_with_seat, erase, take_back
from nominations.models import JudgingCopy
from workflow import performed

_SHEET_COMES_OR_GOES = {"score_sheet.recuse", "score_sheet.make_void", "score_sheet.restore"}
_ENTRY_COMES_OR_GOES = {
    "entry.hide",
    "entry.show_again",
    "entry.show_again_waiting",
    "entry.show_again_shortlisted",
    "entry.show_again_not_shortlisted",
    "entry.show_again_in_final",
    "entry.withdraw",
    "entry.stop",
}
_TEXT_COMES_OR_GOES = {"nomination.merge", "nomination.split", "nomination.withdraw"}


@receiver(performed, dispatch_uid="judging.packs_follow")
def packs_follow(sender, instance, name, **kwargs):
    """A sheet set aside, an entry that is hidden or falls out, and a seat that ends take the packs with them."""
    if name in _SHEET_COMES_OR_GOES:
        erase(Pack.objects.filter(member=instance.member_id, round=instance.round_id))
    elif name in _ENTRY_COMES_OR_GOES:
        take_back([instance.pk])
    elif name in _TEXT_COMES_OR_GOES and instance.entry_id is not None:
        take_back([instance.entry_id])
    elif name == "panel_member.stand_down":
        end_with_seat(instance)
    elif name == "decision.unlock":
        fall_away(instance)


@receiver([post_save, post_delete], sender=JudgingCopy, dispatch_uid="judging.packs_follow_copies")
def packs_follow_copies(sender, instance, **kwargs):
    """A judging copy that is written anew or erased takes the packs that hold it with it."""
    entry = instance.nomination.entry_id
    if entry is not None:
        take_back([entry])
