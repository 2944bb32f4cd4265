"""Log lines: one for each event, for a machine or a person, and never with a token or a statement in them."""

import json
import subprocess
import sys

import pytest

from config import env

PROGRAM = """
import logging, structlog
from types import SimpleNamespace
from config import logs

logs.set_up(level="INFO", as_json={as_json})
structlog.get_logger("commend.request").info("request", route="awards:home", status=200)
logging.getLogger("commend").warning("two\\nlines")
request = SimpleNamespace(resolver_match=SimpleNamespace(view_name="people:link"))
try:
    statement = "she was kind to my mother"
    1 / 0
except ZeroDivisionError:
    logging.getLogger("django.request").exception(
        "Internal Server Error: %s", "/link/a-token/", extra={{"request": request, "status_code": 500}}
    )
"""


def lines(*, as_json):
    """What a process logs that serves one page and fails at another."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(as_json=as_json)], cwd=env.ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr


def test_a_collector_gets_one_json_object_a_line():
    events = [json.loads(line) for line in lines(as_json=True).splitlines()]
    said = [{name: event[name] for name in sorted(event.keys() - {"timestamp", "exception"})} for event in events]

    assert said == [
        {"event": "request", "level": "info", "logger": "commend.request", "route": "awards:home", "status": 200},
        {"event": "two\nlines", "level": "warning", "logger": "commend"},
        {
            "event": "Internal Server Error",
            "level": "error",
            "logger": "django.request",
            "route": "people:link",
            "status_code": 500,
        },
    ]
    assert events[-1]["exception"].endswith("ZeroDivisionError: division by zero")
    assert all(event["timestamp"].endswith("Z") for event in events)


@pytest.mark.parametrize("as_json", [True, False])
def test_neither_form_shows_an_address_or_what_a_variable_held(as_json):
    said = lines(as_json=as_json)

    assert "ZeroDivisionError" in said
    assert "a-token" not in said
    assert said.count("kind to my mother") == 0
