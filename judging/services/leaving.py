"""A judge who becomes a nominee of the award leaves its panel (R9)."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from judging.models import PanelMember
from judging.querysets import GONE_FROM_PANEL
from judging.services.interests import PUT_FORWARD
from judging.services.seats import stand_down_judge
from nominations.models import Entry, Interest, InterestSource
from workflow import SYSTEM

REASON = "They are a nominee of this award by now, or belong to a team that is (R9)."
# What the trail of their sheets says, which others read who may not know of the entry.
ON_SHEETS = "The judge has left the panel."


def seats_of_nominees(award_id: int):
    """Return the seats of an award's panel whose holders are nominees, or team members, of a live entry of it."""
    live = Entry.objects.filter(award=award_id).live()
    own = Interest.objects.filter(person=OuterRef("person"), source=InterestSource.FOUND, kind__in=PUT_FORWARD)
    seats = PanelMember.objects.filter(Exists(own.filter(entry__in=live.values("pk"))), panel__award=award_id)
    return seats.exclude(state__in=GONE_FROM_PANEL).select_related("person", "panel__award__season")


@transaction.atomic
def stand_down_nominees(award_id: int) -> int:
    """Let judges who are nominees of the award leave its panel; returns how many left.

    Call it after the interests were found: asked again, it finds nobody.
    """
    return len(
        [
            stand_down_judge(seat, reason=REASON, on_sheets=ON_SHEETS, by=SYSTEM)
            for seat in seats_of_nominees(award_id).order_by("pk")
        ]
    )
