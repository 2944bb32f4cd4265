"""What judging tells an import of nominations. Registered when the app is ready."""

from judging.models import PanelMember
from judging.states import MemberState
from nominations.importing_asks import knows_judges

NOT_JUDGING = (MemberState.DECLINED, MemberState.STOOD_DOWN)


@knows_judges
def judges_of_season(season):
    """Return award, name and address of everybody who has a seat on a panel, invited and in reserve too."""
    seats = PanelMember.objects.filter(panel__award__season=season).exclude(state__in=NOT_JUDGING)
    return seats.values_list("panel__award__slug", "person__full_name", "person__email")
