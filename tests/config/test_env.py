"""The environment: what is read, what is refused, and in which words."""

import os
import re
import subprocess
import sys

import pytest

from config import env
from tests.suite import PRODUCTION

pytestmark = pytest.mark.embedded

COMMEND = ("COMMEND_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "DJANGO_SETTINGS_MODULE")


def start(folder, *, command=("manage.py", "check"), **variables):
    """Start a command with these variables only; what it says and how it ends."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(COMMEND)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=env.ROOT,
        env={**clean, "COMMEND_VAR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


WRONG = {
    "COMMEND_SETTINGS": ("staging", "COMMEND_SETTINGS must be one of: demo, production, test."),
    "COMMEND_PORT": ("http", "COMMEND_PORT must be a whole number from 1 to 65535."),
    "COMMEND_TRUSTED_PROXIES": ("-1", "COMMEND_TRUSTED_PROXIES must be a whole number from 0 to 9."),
    "COMMEND_LOG_LEVEL": ("loud", "COMMEND_LOG_LEVEL must be one of: debug, info, warning, error."),
    "COMMEND_SECRET_KEY": (
        "password",
        "COMMEND_SECRET_KEY must be at least 50 random characters, such as `openssl rand -base64 48` prints.",
    ),
    "COMMEND_BASE_URL": (
        "awards.example.org",
        "COMMEND_BASE_URL must be the public address of the site, such as https://awards.example.org.",
    ),
    "DATABASE_URL": (
        "mysql://db.example.org/commend",
        "DATABASE_URL must be postgres://user:password@host:5432/name or sqlite:///path/to/file.sqlite3.",
    ),
    "REDIS_URL": (
        "amqp://localhost",
        "REDIS_URL must be redis://host:6379/0, rediss://… with TLS, or redis+socket:///path/to/socket.",
    ),
    "EMAIL_URL": (
        "smtp://mail.example.org",
        "EMAIL_URL must be smtp+starttls://user:password@host:587 or smtps://user:password@host:465 "
        "(smtp://localhost:25, without TLS, only for a relay on this machine).",
    ),
    "COMMEND_STATEMENT_KEYS": (
        "not-a-key",
        "COMMEND_STATEMENT_KEYS must be one or more keys separated by commas, newest first, each made by "
        '`python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`.',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_variable_stops_start_up_with_one_sentence(name, tmp_path):
    value, sentence = WRONG[name]

    ended = start(tmp_path, **{name: value})

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence + "\n")


@pytest.mark.parametrize("command", [("-m", "config.run"), ("-m", "celery", "--app", "config", "report")])
def test_every_door_says_the_same_sentence(command, tmp_path):
    ended = start(tmp_path, command=command, COMMEND_LOG_LEVEL="loud")

    assert (ended.returncode, ended.stderr) == (1, WRONG["COMMEND_LOG_LEVEL"][1] + "\n")


def test_the_one_command_is_for_the_demo_only(tmp_path):
    ended = start(tmp_path, command=("-m", "config.run"), **PRODUCTION)

    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1,
        "",
        "COMMEND_SETTINGS must be demo for this command; docs/production.md says how to start a real installation.\n",
    )


def test_the_web_process_alone_is_given_a_limit_on_its_queries(tmp_path):
    said = [
        start(
            tmp_path,
            command=(
                "-c",
                f"import config.{door}; from django.conf import settings;"
                "print('statement_timeout' in settings.DATABASES['default']['OPTIONS']['options'])",
            ),
            DATABASE_URL="postgres://db.example.org/commend",
        ).stdout
        for door in ("wsgi", "celery")
    ]

    assert said == ["True\n", "False\n"]


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"COMMEND_SETTINGS"}))
def test_production_names_what_is_missing(name, tmp_path):
    ended = start(tmp_path, **{**PRODUCTION, name: ""})

    variable = env.VARIABLES[name]
    sentence = f"{name} is not set. {variable.says} For example: {name}={variable.example}\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COMMEND_BASE_URL", "http://awards.example.org", "COMMEND_BASE_URL must start with https:// in production."),
        (
            "DATABASE_URL",
            "sqlite:///commend.sqlite3",
            "DATABASE_URL must be a PostgreSQL address in production, such as postgres://user@host/name.",
        ),
        (
            "REDIS_URL",
            "memory://",
            "REDIS_URL must be a Redis address in production, such as rediss://host:6379/0.",
        ),
    ],
)
def test_production_refuses_what_only_the_demo_may_do(name, value, sentence, tmp_path):
    ended = start(tmp_path, **{**PRODUCTION, name: value})

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence + "\n")


def test_the_example_file_lists_every_variable_and_no_other():
    lines = (env.ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [match[1] for line in lines if (match := re.match(r"# ([A-Z_]+)=", line))]

    assert sorted(listed) == sorted(env.VARIABLES)


@pytest.mark.parametrize("name", env.VARIABLES)
def test_the_example_of_each_variable_is_one_that_start_up_takes(name):
    variable = env.VARIABLES[name]
    placeholders = {"COMMEND_SECRET_KEY", "COMMEND_STATEMENT_KEYS"}  # a real one would be copied

    if name in placeholders:
        with pytest.raises(env.Unusable):
            variable.read(variable.example)
    else:
        assert variable.read(variable.example or "yes") is not None


def test_a_database_address_with_everything_in_it():
    assert env.database("postgres://ada:p%40ss@db.example.org:5433/awards?sslmode=verify-full") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "awards",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_database_reached_by_its_socket():
    read = env.database("postgres:///awards?host=/var/run/postgresql")

    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/var/run/postgresql", "", {})


def test_a_mail_server_with_tls_from_the_first_byte():
    assert env.smtp("smtps://ada:secret@mail.example.org") == {
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 465,
        "EMAIL_HOST_USER": "ada",
        "EMAIL_HOST_PASSWORD": "secret",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": True,
    }


def test_a_file_of_variables_gives_way_to_the_environment(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text('# the port\nCOMMEND_PORT=9000\nexport COMMEND_BIND="::1"\n', encoding="utf-8")
    monkeypatch.setenv("COMMEND_PORT", "9001")
    monkeypatch.setenv("COMMEND_BIND", "")
    monkeypatch.delenv("COMMEND_BIND")

    env.load_file(file)

    assert (env.get("COMMEND_PORT"), env.get("COMMEND_BIND")) == (9001, "::1")


def test_a_line_that_says_nothing_is_named_by_its_number(tmp_path):
    file = tmp_path / ".env"
    file.write_text("COMMEND_PORT=9000\nport 9000\n", encoding="utf-8")

    with pytest.raises(env.Misconfigured) as stopped:
        env.load_file(file)

    assert stopped.value.code == "Line 2 of .env must be empty, a # comment or NAME=value."


def test_nothing_else_reads_the_environment():
    measuring = {"bench", "tests"}  # they start processes and say how those are to run
    rooms = [path for path in env.ROOT.iterdir() if (path / "__init__.py").exists() and path.name not in measuring]
    readers = {
        str(file.relative_to(env.ROOT))
        for room in rooms
        for file in room.rglob("*.py")
        if re.search(r"\b(os\.environ|os\.getenv|getenv\()", file.read_text(encoding="utf-8"))
    }

    assert readers == {"config/env.py"}
