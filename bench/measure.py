"""Asking real pages of a real server, over and over, and counting what they cost."""

import http.client
import re
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import django

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"c\d+")


@dataclass
class Page:
    """One page to measure: its name, its address, who asks, the form to send if it is a POST, how often at most."""

    name: str
    path: str
    cookie: str
    form: dict | None = None
    most: int = 1000


def measure_season(entries: int, *, requests: int, folder: Path) -> list[dict]:
    """Build a season of `entries`, measure each page and return a row for each."""
    django.setup()
    from django.core.management import call_command

    from bench import season as seasons

    call_command("migrate", interactive=False, verbosity=0)
    season = seasons.build(entries)
    with Server(folder) as server:
        rows = [server.measure(page, requests) for page in while_scoring(season)]
        round_ = seasons.finish_scoring(season)
        rows += [server.measure(page, requests) for page in when_closed(season, round_)]
        seasons.publish_results(season, round_)
        rows += [server.measure(page, requests) for page in when_public(season)]
    return rows


def cookie_of(name: str) -> str:
    """Return the session cookie of somebody of the bench who is signed in."""
    from django.conf import settings
    from django.test import Client

    from bench.season import account

    client = Client()
    client.force_login(account(name), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def while_scoring(season) -> list[Page]:
    """Return the pages of reviewers and judges while scoring is open."""
    from django.urls import reverse

    from judging.models import ScoreSheet

    reviewer, judge = cookie_of("bench.1"), cookie_of("bench.3")
    sheets = ScoreSheet.objects.filter(member__person__email="bench.3@bench.example").order_by("pk")
    sheet = sheets.filter(state="open").last() or sheets.last()
    round_ = season.rounds.get()
    return [
        Page("reviewer's queue", reverse("review:queue"), reviewer),
        Page("judge's list", reverse("judging:list", args=[round_.public_id]), judge),
        Page("an entry to score", reverse("judging:sheet", args=[sheet.public_id]), judge),
        Page("save a score", reverse("judging:sheet", args=[sheet.public_id]), judge, form=_marks(sheet)),
    ]


def _marks(sheet) -> dict:
    return {f"c{c.pk}": "3" for c in sheet.round.award.criteria.all()} | {
        "note_to_panel": "Marked on the evidence.",
        "feedback": "",
        "then": "stay",
    }


def when_closed(season, round_) -> list[Page]:
    """Return what an administrator reads, and takes away as a file, once scoring is over."""
    from django.urls import reverse

    totals, administrator = reverse("panel:totals", args=[round_.public_id]), cookie_of("bench.0")
    nominations = reverse("records:nominations", args=[season.slug])
    return [
        Page("totals", totals, administrator),
        Page("every sheet as CSV", f"{totals}?format=csv&list=sheets", administrator, most=10),
        Page("nominations as CSV", f"{nominations}?format=csv", administrator, most=10),
        Page("nominations as XLSX", f"{nominations}?format=xlsx", administrator, most=5),
    ]


def when_public(season) -> list[Page]:
    """Return the pages that anybody reads once the minute has passed."""
    from django.urls import reverse

    return [
        Page("results", reverse("announcements:results", args=[season.slug]), ""),
        Page("season's page", reverse("awards:season", args=[season.slug]), ""),
    ]


class Server:
    """gunicorn with two workers on a free port, for as long as the block lasts."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "2", "--worker-class", "gthread"]
        command += ["--threads", "2", "--bind", f"127.0.0.1:{self.port}", "--log-level", "error"]
        self.process = subprocess.Popen(command, cwd=ROOT)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise RuntimeError("gunicorn did not answer within 20 seconds")

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=20)

    def ask(self, page: Page, fields: dict | None = None) -> tuple[int, bytes, float]:
        """Ask once; return status, body and seconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={page.cookie}", "Host": f"127.0.0.1:{self.port}"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers["Cookie"] += f"; csrftoken={fields['csrfmiddlewaretoken']}"
        begun = time.perf_counter()
        connection.request("GET" if fields is None else "POST", page.path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read(1)
        self.first = (time.perf_counter() - begun) * 1000
        text += answer.read()
        seconds = time.perf_counter() - begun
        connection.close()
        return answer.status, text, seconds

    def measure(self, page: Page, requests: int) -> dict:
        """Ask for a page `requests` times and return its row; a POST is given a fresh form each time."""
        times, firsts, status, body = [], [], 0, b""
        for turn in range(min(requests, page.most) + 3):
            fields = self._fields(page, turn) if page.form is not None else None
            status, body, seconds = self.ask(page, fields)
            times.append(seconds * 1000)
            firsts.append(self.first)
        times = sorted(times[3:])
        return {
            "page": page.name,
            "status": status,
            "p50": statistics.median(times),
            "p95": times[int(len(times) * 0.95) - 1],
            "first": statistics.median(firsts[3:]),
            "queries": self._queries(page, turn=requests + 4),
            "bytes": len(body),
            "memory": self._memory(),
        }

    def _fields(self, page: Page, turn: int = 0) -> dict:
        """Return the page's own hidden fields with the form's answers over them, other marks at each turn."""
        _, body, _ = self.ask(Page(page.name, page.path, page.cookie))
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body.decode()))
        given = {name: str(2 + turn % 3) if MARK.fullmatch(name) else v for name, v in page.form.items()}
        return hidden | given

    def _queries(self, page: Page, turn: int) -> int:
        """Count the queries of the same request, made in this process."""
        from django.conf import settings
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = page.cookie
        fields = self._fields(page, turn) if page.form is not None else None
        with CaptureQueriesContext(connection) as queries:
            # A file is read to its end: it asks the database on its way.
            _ = b"".join(client.get(page.path) if fields is None else client.post(page.path, fields))
        return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])

    def _memory(self) -> float:
        """Return the resident memory of the largest worker, in MiB."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in children]
        return max(int(size[1]) for size in sizes if size) / 1024
