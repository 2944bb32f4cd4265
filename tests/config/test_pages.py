"""What every reply carries, and whether the site says that it is well."""

import pytest
from django.db import connection

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/account/sign-in/", "/no-such-page/"])
def test_every_reply_carries_the_same_protection(client, address):
    headers = client.get(address).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert {
        name: headers.get(name)
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options")
    } == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_the_process_says_that_it_lives(client):
    reply = client.get("/healthz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_says_what_answers(client):
    reply = client.get("/readyz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok", "database": "ok", "queue": "ok"})


@pytest.mark.django_db
def test_no_other_page_of_the_sign_in_library_can_be_reached(client):
    addresses = ["/account/signup/", "/account/password/reset/", "/account/email/", "/account/login/"]

    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_a_safe_method_is_all_that_health_takes(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_no_request_is_wrapped_in_a_transaction():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False
