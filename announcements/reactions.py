"""What this room does when something happens, and what it adds to the pages of the rooms before it."""

from django.dispatch import receiver
from django.urls import reverse

from announcements.finalists import is_finalist_told
from announcements.guards import is_all_out
from announcements.models import Release
from announcements.states import Stage
from awards.extras import PageLink, adds_links
from awards.models import Season
from awards.rules import event_has_begun
from awards.states import SeasonState
from nominations.extras import NomineePart, adds_to_nominee_page
from workflow import SYSTEM, perform, performed

CAME_OUT = {"release.announce_now", "release.catch_up", "release.resume"}


@receiver(performed, sender=Release, dispatch_uid="announcements.announce_season")
def announce_season(instance, name, **kwargs):
    """Announce the season when the last of its results has come out."""
    if name not in CAME_OUT or instance.stage != Stage.RESULT:
        return
    season = Season.objects.get(pk=instance.season_id)
    if season.state == SeasonState.LOCKED and is_all_out(season, instance.now):
        perform(season, "announce", by=SYSTEM, now=instance.now)


@adds_links
def public_results(seasons, now) -> dict[int, PageLink]:
    """Link to the results or the shortlist of each season in which something is public."""
    out = Release.objects.public(now).filter(season__in=seasons).order_by().values_list("season", "stage")
    stages: dict[int, set[str]] = {}
    for number, stage in out:
        stages.setdefault(number, set()).add(stage)
    slugs = {season.pk: season.slug for season in seasons}
    return {
        number: PageLink(
            "See the results" if Stage.RESULT in found else "See the shortlist",
            reverse("announcements:results", args=[slugs[number]]),
        )
        for number, found in stages.items()
    }


@adds_to_nominee_page
def event_of_finalist(entry, now) -> NomineePart | None:
    """Ask a finalist who has been told so about the event, and let them change what they said until it begins."""
    if not is_finalist_told(entry, now) or event_has_begun(entry.season, now):
        return None
    return NomineePart(
        "You at the event",
        "You are a finalist. Tell us how your name is said, whether you come, and what you need.",
        "Tell us about you at the event",
        reverse("announcements:event-details", args=[entry.pk]),
    )
