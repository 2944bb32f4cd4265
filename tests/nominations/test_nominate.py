"""The nominator's pages, from the first question to the confirmation, without JavaScript."""

from django.urls import reverse

from nominations.models import Nomination
from notifications.kinds import Kind
from notifications.models import Message
from tests.world import WORDS

ANSWERS = {
    "nominee": {
        "name": "Nadia Fenwick",
        "job_title": "Social worker",
        "organisation": "Fellshire County Council",
        "email": "nadia@fellshire.example",
    },
    "your-details": {"name": "Priya Castellane", "email": "Priya@Fellshire.example", "relationship": "colleague"},
    "endorser": {"endorser_name": "Patience Okoro", "endorser_email": "patience@fellshire.example"},
    "story": {},
    "statement": {"statement": WORDS},
    "citation": {"citation": "For patient work."},
    "what-they-know": {"nominee_knows": "no", "share_nominator_name": "yes"},
}


def start(client, award, kind="staff"):
    """Answer the first question."""
    return client.post(reverse("nominations:start", args=[award.season.slug, award.slug]), {"nominator_kind": kind})


def write(client, award, **changed):
    """Answer every question in order, following where each leads; returns the last address."""
    address = start(client, award).url
    visited = []
    while "/question/" in address:
        slug = address.rstrip("/").rpartition("/")[2]
        visited.append(slug)
        answer = ANSWERS[slug] | changed.get(slug.replace("-", "_"), {})
        response = client.post(address, answer)
        assert response.status_code == 302, response.content.decode()
        address = response.url
    return address, visited


def test_questions_come_one_by_one_in_order_and_end_at_check_answers(client, award):
    address, visited = write(client, award)

    nomination = Nomination.objects.get()
    assert visited == list(ANSWERS)
    assert address == reverse("nominations:check", args=[nomination.public_id])
    page = client.get(address).content.decode()
    for shown in (
        "Nadia Fenwick",
        "Priya Castellane",
        "priya@fellshire.example",
        "Patience Okoro",
        "For patient work.",
    ):
        assert shown in page
    assert page.count("?change") == page.count(">Change<")


def test_a_code_confirms_the_address_and_then_it_is_sent(client, award):
    address, _ = write(client, award)
    nomination = Nomination.objects.get()

    sends = client.post(address)
    assert sends.url == reverse("nominations:confirm-email", args=[nomination.public_id])
    asks = client.post(sends.url)
    code = newest_code()
    confirmed = client.post(asks.url, {"code": code})
    assert confirmed.url == address
    sent = client.post(address)

    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.reference) == ("submitted", "NO27-0001")
    assert sent.url == reverse("nominations:sent", args=[nomination.public_id])
    assert "NO27-0001" in client.get(sent.url).content.decode()
    said = [(message.kind, message.person.email) for message in Message.objects.order_by("pk")]
    assert said == [(kind, "priya@fellshire.example") for kind in (Kind.DRAFT_SAVED, Kind.SIGN_IN, Kind.RECEIVED)]


def newest_code():
    """Return the six digits of the newest sign-in code."""
    return Message.objects.filter(kind=Kind.SIGN_IN).latest("pk").context["code"]
