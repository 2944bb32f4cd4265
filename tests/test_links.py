"""No link or button on a page leads whoever sees it to a refusal or to a missing page."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from tests.crawl import ask
from tests.matrix_worlds import IDENTITIES, build

# The database of the suite; what a test changes in it is undone, the world stays.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

CLICKS = 2
# A button that ends the visit, and files, are no pages of the matrix.
LEFT_OUT = {"account_logout"}


class Ways(HTMLParser):
    """The ways on from a page: ("GET", address, {}) of links and ("POST", address, hidden fields) of buttons."""

    def __init__(self, page: str, html: str):
        super().__init__()
        self.page, self.found, self.form = page, [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        """Note links, forms and what is hidden in them."""
        attributes = dict(attributes)
        if tag == "a" and attributes.get("href"):
            self.found.append(("GET", self.to(attributes["href"]), {}))
        if tag == "form":
            method = attributes.get("method", "get").upper()
            self.form = (method, self.to(attributes.get("action", "")), {})
            self.found.append(self.form)
        is_sent = tag == "button" or (tag == "input" and attributes.get("type") in {"hidden", "submit"})
        if is_sent and self.form and attributes.get("name"):
            self.form[2].setdefault(attributes["name"], attributes.get("value", ""))

    def handle_endtag(self, tag):
        """Leave a form."""
        if tag == "form":
            self.form = None

    def to(self, address: str) -> str:
        """Return where an address leads from this page."""
        return urldefrag(urljoin(self.page, address)).url


def route_of(address: str) -> str:
    """Return the name of the address's route; "" for what is not of this site."""
    parts = urlsplit(address)
    if parts.netloc or parts.scheme:
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return "" if parts.path.startswith("/static/") else "nowhere"


@pytest.fixture(scope="module", params=["submitted", "scoring", "embargo"])
def world(request, django_db_setup, django_db_blocker):
    """The world of one state, built once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(request.param)
        transaction.set_rollback(True)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_no_link_or_button_leads_to_a_refusal(world, identity):
    """Two clicks deep from the front page, one page of each kind: whatever is offered is open."""
    client, closed = world.clients[identity], []
    pages, tried = ["/"], set()
    for _ in range(CLICKS + 1):
        further = []
        for page in pages:
            shown = ask(client, "GET", page)
            if shown.cell != "A" or shown.status != 200:
                continue
            for method, address, hidden in Ways(page, shown.body.decode()).found:
                route = route_of(address)
                if not route or route in LEFT_OUT or (method, route) in tried:
                    continue
                tried.add((method, route))
                answer = ask(client, method, address, hidden)
                if answer.cell in "DH-":
                    closed.append(f"{page} offers {method} {address} ({route}): {answer.cell} {answer.status}")
                elif method == "GET":
                    further.append(address)
        pages = further
    assert closed == []
