"""`manage.py doctor`: what is up, what is not, and what to do about it."""

import json

import pytest

pytestmark = pytest.mark.processes


def diagnosis(installation):
    ended = installation.manage("doctor", "--json", check=False)
    return ended.returncode, {check["name"]: check["up"] for check in json.loads(ended.stdout)["checks"]}


def test_the_doctor_finds_what_is_down_and_then_finds_it_well(installation):
    installation.start_queue()
    assert diagnosis(installation) == (1, {"database": True, "migrations": False, "queue": True, "workers": False})

    installation.manage("migrate", "--verbosity", "0")
    worker = installation.start("worker")
    installation.wait_for_worker()
    well = {"database": True, "migrations": True, "outbox": True, "queue": True, "workers": True}
    assert diagnosis(installation) == (0, well)

    worker.ask_to_stop()
    worker.wait_until_stopped()
    said = installation.manage("doctor", check=False)
    assert (said.returncode, said.stdout.splitlines()[-1]) == (
        1,
        "DOWN  No worker answers. Start one: celery -A config worker",
    )
    assert "Traceback" not in said.stderr


@pytest.mark.once
def test_the_doctor_says_that_the_queue_is_down(installation):
    installation.environment["REDIS_URL"] = f"redis+socket://{installation.folder}/nothing.sock"
    installation.manage("migrate", "--verbosity", "0")

    assert diagnosis(installation) == (
        1,
        {"database": True, "migrations": True, "outbox": True, "queue": False, "workers": False},
    )


@pytest.mark.once
def test_a_page_works_and_says_so_while_the_queue_is_down(installation):
    from urllib.request import urlopen

    installation.environment["REDIS_URL"] = f"redis+socket://{installation.folder}/nothing.sock"
    installation.manage("migrate", "--verbosity", "0")
    installation.start("web")

    with urlopen(f"{installation.address}/readyz", timeout=20) as reply:
        assert json.load(reply) == {"status": "ok", "database": "ok", "queue": "unavailable"}
    with urlopen(f"{installation.address}/account/sign-in/", timeout=20) as reply:
        assert reply.status == 200
