"""What certificates add to the nominee's page."""

from django.urls import reverse

from announcements.certificates import certificate_for
from nominations.extras import NomineePart, adds_to_nominee_page


@adds_to_nominee_page
def certificate_of_nominee(entry, now) -> NomineePart | None:
    """Lead the nominee to their certificate once every outcome of their award is public; before that say nothing."""
    if certificate_for(entry, now) is None:
        return None
    return NomineePart(
        "Your certificate",
        "It is yours alone: we do not publish it.",
        "See and print your certificate",
        reverse("announcements:certificate", args=[entry.pk]),
    )
