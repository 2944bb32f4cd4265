"""A real installation: production's settings with PostgreSQL, Redis and gunicorn, behind a proxy."""

import http.client

import pytest

from tests.suite import PRODUCTION

pytestmark = [pytest.mark.processes, pytest.mark.postgres]

BEHIND_THE_PROXY = {"Host": "awards.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def ask(installation, path, headers):
    """Status and headers of one reply, redirects not followed."""
    link = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)
    link.request("GET", path, headers=headers)
    reply = link.getresponse()
    reply.read()
    link.close()
    return reply.status, reply.headers


@pytest.fixture
def production(installation):
    """The installation, turned into a real one; only where static files are collected to differs."""
    (installation.folder / "elsewhere.py").write_text(
        f"from config.settings.production import *\nSTATIC_ROOT = {str(installation.folder / 'static')!r}\n"
    )
    own = installation.environment
    installation.start_queue()
    kept = {name: own[name] for name in ("DATABASE_URL", "REDIS_URL")}
    own |= {**PRODUCTION, **kept, "COMMEND_TRUSTED_PROXIES": "1", "PYTHONPATH": str(installation.folder)}
    own["DJANGO_SETTINGS_MODULE"] = "elsewhere"
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("collectstatic", "--noinput", "--verbosity", "0")
    return installation


def test_it_serves_over_https_only_with_cookies_for_this_host_alone(production):
    production.start("web")

    status, headers = ask(production, "/account/sign-in/", BEHIND_THE_PROXY)
    cookie = headers["Set-Cookie"].lower()
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000; includeSubDomains")
    assert cookie.startswith("__host-csrf=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(cookie.split("; "))

    plain = ask(production, "/account/sign-in/", {**BEHIND_THE_PROXY, "X-Forwarded-Proto": "http"})
    assert (plain[0], plain[1]["Location"]) == (301, "https://awards.example.org/account/sign-in/")
    assert ask(production, "/account/sign-in/", {**BEHIND_THE_PROXY, "Host": "evil.example"})[0] == 400
    assert ask(production, "/healthz", {"Host": "awards.example.org"})[0] == 200
    assert ask(production, "/demo/", BEHIND_THE_PROXY)[0] == 404


def test_the_doctor_finds_it_well(production):
    production.start("worker")
    production.wait_for_worker()

    assert [line[:4] for line in production.manage("doctor").stdout.splitlines()] == ["ok  "] * 5
