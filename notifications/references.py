"""What messages are about, in a few words for a list."""

from collections import defaultdict
from collections.abc import Iterable

from judging.models import PanelMember, Round
from nominations.models import Endorsement, Entry, Nomination

# By the first half of a message's `about`: the rows, and the words for one of them.
NAMED = {
    "nomination": (Nomination.objects.only("pk", "reference"), lambda row: row.reference or "Draft"),
    "entry": (Entry.objects.only("pk", "reference"), lambda row: row.reference),
    "endorsement": (
        Endorsement.objects.select_related("nomination").only("pk", "nomination__reference"),
        lambda row: row.nomination.reference,
    ),
    "round": (Round.objects.select_related("award").only("pk", "award__name"), lambda row: row.award.name),
    "panelmember": (
        PanelMember.objects.select_related("panel__award").only("pk", "panel__award__name"),
        lambda row: row.panel.award.name,
    ),
}
PLAIN = {"release": "Release", "season": "Season", "user": "Sign-in"}


class References:
    """The words for what some messages are about."""

    def __init__(self, messages: Iterable):
        wanted = defaultdict(set)
        for message in messages:
            kind, _, pk = message.about.partition(":")
            if kind in NAMED and pk.isdigit():
                wanted[kind].add(int(pk))
        self._words = {}
        for kind, pks in wanted.items():
            rows, words = NAMED[kind]
            self._words |= {f"{kind}:{pk}": words(row) for pk, row in rows.in_bulk(pks).items()}

    def of(self, message) -> str:
        """Return the words for what one message is about."""
        return self._words.get(message.about) or PLAIN.get(message.about.partition(":")[0], "")


def about_reference(text: str) -> list[str]:
    """Return the codes of everything whose reference holds `text`."""
    found = []
    for kind, model, path in (
        ("nomination", Nomination, "reference"),
        ("entry", Entry, "reference"),
        ("endorsement", Endorsement, "nomination__reference"),
    ):
        pks = model.objects.filter(**{f"{path}__icontains": text}).values_list("pk", flat=True)
        found += [f"{kind}:{pk}" for pk in pks]
    return found
