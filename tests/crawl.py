"""Asking an address as somebody, and judging the answer."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
# Written by asking, whoever asks: sessions, and the trail of what was tried or read.
HARMLESS = {"django_session", "workflow_auditevent"}
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|name="idempotency_key" value="[^"]*"')


def all_routes() -> dict[str, str]:
    """Return every address of the site by its name, read from the resolver itself."""

    def walk(resolver: URLResolver, space: str, path: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            where = path + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}", where
            else:
                yield from walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, where)

    return dict(walk(get_resolver(), "", ""))


@dataclass
class Answer:
    """What came back: `cell` is A, D, H or L as in the matrix, and `writes` the tables that were written."""

    cell: str
    status: int
    body: bytes
    writes: set[str]
    headers: dict[str, str]


def ask(client, method: str, address: str, body: dict | None = None) -> Answer:
    """Ask for an address and judge the answer."""
    kept = client.cookies.copy()
    with CaptureQueriesContext(connection) as queries:
        response = (
            client.generic(method, address)
            if method not in {"GET", "POST"}
            else (client.get(address) if method == "GET" else client.post(address, body or {}))
        )
    client.cookies = kept
    writes = {m[2] for q in queries if (m := WRITES.match(q["sql"]))} - HARMLESS
    content = CSRF.sub(b"", b"".join(response) if response.streaming else response.content)
    headers = {k: v for k, v in response.items() if k not in {"Date", "X-Request-ID", "Set-Cookie", "Content-Length"}}
    return Answer(_cell(response), response.status_code, content, writes, headers)


def _cell(response) -> str:
    """Read an answer: L asks to sign in, H is hidden, D is refused in words, A is done or shown."""
    if response.status_code in {301, 302} and "/account/sign-in/" in response["Location"]:
        return "L"
    if response.status_code in {404, 410}:
        return "H"
    if response.status_code in {403, 405, 409}:
        return "D"
    if response.status_code in {301, 302}:
        refused = [m for m in get_messages(response.wsgi_request) if m.level_tag == "error"]
        return "D" if refused else "A"
    return "A" if response.status_code == 200 else f"?{response.status_code}"


def missing(address: str, names: dict) -> str:
    """Return the address of a thing of the same kind that does not exist."""
    for value in names.values():
        other = str(uuid.uuid4()) if isinstance(value, uuid.UUID) else "987654321" if isinstance(value, int) else None
        if other:
            address = address.replace(f"/{value}/", f"/{other}/")
    return address


def address_of(route: str, names: dict) -> str:
    """Return the address of a route for one thing."""
    return reverse(route, kwargs=names)
