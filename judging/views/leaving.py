"""What a judge who has left a panel finds behind their old links."""

from django.http import Http404
from django.shortcuts import render

from judging.models import PanelMember
from judging.states import MemberState


class TellsWhoLeft:
    """A page of a panel's own: whoever has left that panel is told so and whom to ask, instead of finding nothing."""

    def dispatch(self, request, *args, **kwargs):
        """Answer; a page that is not there any more for somebody who has left says so."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            left = PanelMember.objects.of(request.user).filter(state=MemberState.STOOD_DOWN)
            seat = self.seat_left(left.select_related("panel__award__season"))
            if seat is None:
                raise
            return self.tell(seat)

    def seat_left(self, seats):
        """Return that one of `seats`, which the person has left, to which the page belonged; None when none."""
        raise NotImplementedError

    def tell(self, seat: PanelMember):
        """Say that they have left."""
        return render(self.request, "judging/judge_left.html", {"seat": seat, "season": seat.season}, status=403)
