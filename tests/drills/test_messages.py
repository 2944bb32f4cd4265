"""Real processes: web, worker, queue and mail server, and what happens to messages when one of them dies."""

import json
import os
import re
import signal
import socket
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import pytest

from config import env
from config.children import Child
from tests.processes import Installation, free_port, wait_until

pytestmark = pytest.mark.processes

MANY = 200
ADA = "ada.officer@fellshire.example"

SOME_MESSAGES = f"""
from notifications.kinds import Kind
from notifications.outbox import Outgoing, queue_many
from tests.world import make_award, make_person, make_season, make_submitted
award = make_award(make_season("north"), "safeguarding", "Safeguarding Award")
nomination = make_submitted(award, nominator=make_person("Nora Writer"))
queue_many(
    Outgoing(Kind.RECEIVED, nomination, award.season, nomination.nominator, occurrence=str(n)) for n in range({MANY})
)
"""
# As if the time of the leases were over: the drill need not wait for it.
LEASES_LAPSE = """
from django.utils import timezone
from notifications.models import Message
from notifications.tasks import sweep
Message.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())
sweep.delay()
"""
A_DRAFT_NEAR_CLOSING = """
from datetime import timedelta
from tests.world import make_award, make_draft, make_person, make_season
award = make_award(make_season("north"), "safeguarding", "Safeguarding Award")
make_draft(award, nominator=make_person("Nora Writer"))
"""
REMIND_IN_THE_LAST_WEEK = """
from datetime import timedelta
from awards.models import Season
from notifications.reminders import remind
closes = Season.objects.get().window("nominations").ends_at
for _ in range(3):
    remind(closes - timedelta(days=1))
"""


class MailServer:
    """The sink of one drill."""

    def __init__(self, installation: Installation, *, seconds: float = 0.0):
        self.port, self.book = free_port(), installation.folder / "mail.jsonl"
        command = [sys.executable, "-m", "tests.drills.sink", str(self.port), str(self.book), str(seconds)]
        environment = {**installation.environment, "PYTHONPATH": str(env.ROOT)}
        child = Child("sink", command, installation.folder / "sink.log", environment)
        child.start()
        installation.children.append(child)
        installation.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{self.port}"
        wait_until(self._answers, because="the mail server never listened")

    def _answers(self) -> bool:
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", self.port)) == 0

    def taken(self) -> list[dict]:
        """Every message that the server has said yes to, or was about to."""
        lines = self.book.read_text(encoding="utf-8").splitlines() if self.book.exists() else []
        return [json.loads(line) for line in lines]


class Browser:
    """Somebody at the web address, with cookies and without scripts."""

    def __init__(self, installation: Installation):
        self.installation = installation
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The page at `path`, redirects followed."""
        with self.opener.open(self.installation.address + path, timeout=30) as reply:
            return reply.read().decode()

    def post(self, path: str, **fields: str) -> str:
        """The page that follows the form at `path`."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))[1]
        data = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.opener.open(self.installation.address + path, data, timeout=30) as reply:
            return reply.read().decode()


def shell(installation: Installation, code: str) -> str:
    """Run Python in the installation; what it printed."""
    return installation.manage("shell", "--verbosity", "0", "-c", code).stdout


def prepare(installation: Installation, code: str) -> None:
    """Make the database, then run Python in it."""
    shell(
        installation, f"from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n{code}"
    )


def count(installation: Installation) -> dict[str, int]:
    """How many messages stand in each state, asked of the database itself."""
    address = installation.environment["DATABASE_URL"]
    path = address.removeprefix("sqlite:///")
    with closing(psycopg.connect(address) if path == address else sqlite3.connect(path, timeout=20)) as link:
        return dict(link.execute("SELECT state, count(*) FROM notifications_message GROUP BY state").fetchall())


def kill(worker: Child) -> None:
    """End a worker and its pool at once, as a machine that loses its power does."""
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()


def test_a_code_asked_for_in_the_browser_arrives_by_mail_and_signs_in(installation):
    mail = MailServer(installation)
    installation.start_queue()
    prepare(installation, f"call_command('first_administrator', '{ADA}')")
    installation.start("worker")
    installation.start("web")
    browser = Browser(installation)

    browser.post("/account/sign-in/", email=ADA)
    (letter,) = wait_until(mail.taken, because=installation.log("worker")[-3000:])
    code = re.search(r"\b\d{6}\b", letter["body"])[0]
    page = browser.post("/account/sign-in/code/", code=code)

    assert (letter["to"], letter["subject"]) == ([ADA], "Your code to sign in")
    assert "/account/sign-out/" in page


def test_a_worker_killed_in_the_middle_loses_nothing_and_says_nothing_twice(installation):
    mail = MailServer(installation, seconds=0.02)
    installation.start_queue()
    prepare(installation, SOME_MESSAGES)
    worker = installation.start("worker")
    shell(installation, "from notifications.tasks import drain; drain.delay()")
    wait_until(lambda: len(mail.taken()) > MANY // 4, because=installation.log("worker")[-3000:])

    kill(worker)
    at_the_kill = len(mail.taken())
    installation.start("worker")
    shell(installation, LEASES_LAPSE)
    wait_until(lambda: len(mail.taken()) >= MANY - 2 and settled(installation))

    states, taken = count(installation), [letter["id"] for letter in mail.taken()]
    assert at_the_kill < MANY
    assert len(taken) == len(set(taken))
    assert states.get("sent", 0) + states.get("delivery_unknown", 0) == MANY
    # Two processes may each have had one message on its way.
    assert states.get("delivery_unknown", 0) <= 2
    assert states["sent"] <= len(taken) <= MANY


def settled(installation: Installation) -> bool:
    """Is nothing waiting or on its way?"""
    return set(count(installation)) <= {"sent", "delivery_unknown"}


def test_with_the_queue_down_the_deed_succeeds_and_the_sweep_delivers(installation):
    mail = MailServer(installation)
    installation.environment["REDIS_URL"] = f"redis+socket://{installation.folder}/nothing.sock"
    prepare(installation, f"call_command('first_administrator', '{ADA}')")
    web = installation.start("web")

    page = Browser(installation).post("/account/sign-in/", email=ADA)
    assert "Check your email" in page
    assert (count(installation), mail.taken()) == ({"queued": 1}, [])

    web.ask_to_stop()
    installation.start_queue()
    installation.start("worker")
    shell(installation, "from notifications.tasks import sweep; sweep.delay()")
    (letter,) = wait_until(mail.taken, because=installation.log("worker")[-3000:])
    assert letter["to"] == [ADA]


def test_two_beats_at_once_remind_once(installation):
    installation.environment["REDIS_URL"] = f"redis+socket://{installation.folder}/nothing.sock"
    prepare(installation, A_DRAFT_NEAR_CLOSING)

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: shell(installation, REMIND_IN_THE_LAST_WEEK), range(2)))

    assert done == ["", ""]
    assert count(installation) == {"queued": 1}
