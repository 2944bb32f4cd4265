"""What a person sees when the database is away."""

import shutil
import urllib.error
import urllib.request

import pytest

pytestmark = [pytest.mark.processes, pytest.mark.embedded]


def ask(address, *, signed_in=False):
    """Ask as a balancer does, or as somebody whose session has to be looked up."""
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={'a' * 32}"} if signed_in else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, reply.read().decode(), reply.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), refused.headers


def test_a_page_says_that_the_service_is_away_and_comes_back_with_the_database(installation):
    database = installation.folder / "data" / "commend.sqlite3"
    database.parent.mkdir()
    installation.environment["DATABASE_URL"] = f"sqlite:///{database}"
    installation.start_queue()
    installation.manage("migrate", "--verbosity", "0")
    # Requests open the database anew, so moving its folder is taking it away.
    shutil.move(database.parent, installation.folder / "elsewhere")
    installation.start("web")

    status, page, headers = ask(f"{installation.address}/account/sign-in/", signed_in=True)
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Traceback" not in page
    assert "sqlite" not in page.lower()
    assert ask(f"{installation.address}/healthz")[0] == 200
    assert ask(f"{installation.address}/readyz")[0] == 503

    shutil.move(installation.folder / "elsewhere", database.parent)
    assert ask(f"{installation.address}/readyz")[0] == 200
