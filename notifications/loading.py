"""What a batch of messages is about, read with a few queries for all of them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from announcements.models import Release
from awards.models import Season
from judging.models import PanelMember, Round, WeightChange
from kit import clock
from nominations.models import Endorsement, Entry, Nomination
from notifications.stopping import OPTIONAL, stop_address, stopped_among
from people.links import about, address_of, send_link
from people.models import Link, Person


def full_address(name: str, *args) -> str:
    """Return the full web address of a page, built from the configured address of the site."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


OWN_LINK = "(the recipient’s own link)"

# By the first half of a message's `about`.
SOURCES = {
    "nomination": lambda: Nomination.objects.select_related("award", "nominee", "entry", "nominator"),
    "entry": lambda: Entry.objects.select_related("award", "nominee").prefetch_related("nominations"),
    "endorsement": lambda: Endorsement.objects.select_related("nomination__award", "nomination__entry"),
    "round": lambda: Round.objects.select_related("award", "panel"),
    "release": lambda: Release.objects.all(),
    "weightchange": lambda: WeightChange.objects.select_related("round__award", "round__panel"),
    "panelmember": lambda: PanelMember.objects.select_related("panel__award"),
    "season": lambda: Season.objects.all(),
}


class Loaded:
    """The things, seasons and links that a batch of messages needs."""

    def __init__(self, messages: Iterable, *, for_staff: bool = False):
        self.messages = list(messages)
        self.for_staff = for_staff
        self._things = self._read_things()
        self._seasons = self._read_seasons()
        self._links: dict[tuple, Link] | None = None
        self._releases: dict[int, Release | None] = {}
        self._stops: set[tuple[int, int]] | None = None

    def thing(self, message):
        """Return what the message is about as it stands now; None when it is gone or no row at all."""
        return self._things.get(message.about)

    def season(self, message) -> Season | None:
        """Return the season whose team signs the message."""
        return self._seasons.get(message.season_id)

    def link(self, purpose: str, thing, person: Person) -> str:
        """Return the full address of the person's one-purpose link, made if there is none.

        Staff see where it stands and never the address: whoever has it acts as that person.
        """
        if self.for_staff:
            return OWN_LINK
        if self._links is None:
            self._links = self._read_links()
        key = (purpose, about(thing), person.pk)
        known = self._links.get(key)
        if known is None or known.expires_at <= clock.now():
            self._links[key] = known = send_link(purpose, thing, person)
        return address_of(known)

    def is_stopped(self, message) -> bool:
        """Say whether the recipient has stopped what may be stopped, and this is."""
        if message.kind not in OPTIONAL:
            return False
        if self._stops is None:
            self._stops = stopped_among((m.person_id for m in self.messages), (m.season_id for m in self.messages))
        return (message.person_id, message.season_id) in self._stops

    def stop_link(self, message) -> str:
        """Return where the recipient stops such messages; empty where they cannot be, and no address for staff."""
        address = stop_address(message)
        return OWN_LINK if address and self.for_staff else address

    def release(self, pk: int) -> Release | None:
        """Return the release that a message follows from."""
        if pk not in self._releases:
            self._releases[pk] = Release.objects.filter(pk=pk).first()
        return self._releases[pk]

    def _read_things(self) -> dict[str, object]:
        wanted = defaultdict(set)
        for message in self.messages:
            kind, _, pk = message.about.partition(":")
            if kind in SOURCES and pk.isdigit():
                wanted[kind].add(int(pk))
        return {
            f"{kind}:{pk}": thing for kind, pks in wanted.items() for pk, thing in SOURCES[kind]().in_bulk(pks).items()
        }

    def _read_seasons(self) -> dict[int | None, Season | None]:
        with_calendar = Season.objects.select_related("programme").prefetch_related("milestones")
        found: dict[int | None, Season | None] = dict(
            with_calendar.in_bulk({m.season_id for m in self.messages if m.season_id})
        )
        if any(m.season_id is None for m in self.messages):
            # A code belongs to no season: the newest one's team signs it, where there is only one programme.
            newest = list(with_calendar.public().order_by("-year", "-pk"))
            found[None] = newest[0] if len({s.programme_id for s in newest}) == 1 else None
        return found

    def _read_links(self) -> dict[tuple, Link]:
        people = {m.person_id for m in self.messages if m.person_id}
        codes = {m.about for m in self.messages}
        links = Link.objects.filter(person__in=people, about__in=codes, revoked_at=None)
        return {(link.purpose, link.about, link.person_id): link for link in links}
