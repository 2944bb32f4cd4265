"""Asking an address as somebody, and judging the answer."""

import copy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.messages import get_messages
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
# Written by asking, whoever asks: sessions, and the trail of what was tried or read.
HARMLESS = {"django_session", "workflow_auditevent"}
# What may differ between two answers to one question.
FRESH = re.compile(rb'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')
FRESH_HEADERS = {"Date", "X-Request-ID", "Content-Length"}


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
    """What came back.

    `cell` is A, D, H or L as in the matrix, or "-" where the address takes no such method; `kept` names the
    tables in which something was written and not taken back; `went_on` says whether a form was accepted.
    """

    cell: str
    status: int
    body: bytes
    queries: int
    kept: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    went_on: bool = False


def ask(client, method: str, address: str, body: dict | None = None) -> Answer:
    """Ask for an address, judge the answer, and undo whatever it did."""
    before = copy.copy(client.cookies)
    # Django keeps the last 9,000 statements: a long crawl would soon see none of its own.
    reset_queries()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method.lower())(address, body or None)
        tables = {m[1] for q in queries.captured_queries if (m := WRITES.match(q["sql"]))} - HARMLESS
        after = {table: contents_of(table) for table in tables}
        transaction.set_rollback(True)
    client.cookies = before
    content = b"".join(response) if response.streaming else response.content
    return Answer(
        cell=cell_of(response),
        status=response.status_code,
        body=FRESH.sub(b"", content),
        queries=len(queries),
        kept={table for table, contents in after.items() if contents != contents_of(table)},
        headers={name: value for name, value in response.items() if name not in FRESH_HEADERS},
        went_on=response.status_code in {301, 302},
    )


def contents_of(table: str) -> str:
    """Return a hash of every row of a table: what an SQL statement touched may have been taken back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr(row) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def cell_of(response) -> str:
    """Read an answer: L asks to sign in, H is hidden, D is refused in words, A is done or shown."""
    status = response.status_code
    if status == 405:
        return "-"
    if status in {404, 410}:
        return "H"
    if status in {403, 409}:
        return "D"
    if status in {301, 302}:
        if response["Location"].startswith("/account/sign-in/"):
            return "L"
        refused = [m for m in get_messages(response.wsgi_request) if m.level_tag == "error"]
        return "D" if refused else "A"
    return "A" if status == 200 else f"?{status}"


def address_of(route: str, names: dict) -> str:
    """Return the address of a route for one thing."""
    return reverse(route, kwargs=names)
