"""The only reader of the environment.

Every variable that Commend understands is declared here once, with what it means and how its value is read.
A value that cannot be right stops start-up with one sentence that names the variable and says what to put there.
`.env.example` lists the same variables; a test compares the two.
"""

import base64
import binascii
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

SETTINGS_BY_NAME = {
    "demo": "config.settings.demo",
    "production": "config.settings.production",
    "test": "config.settings.test",
}


class Misconfigured(SystemExit):
    """A setting that stops start-up: its sentence goes to standard error and the process exits with 1."""


class Unusable(ValueError):
    """What a reader raises when a value cannot be right; it says what to put instead."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: how to read it, what it is when absent, and what it means."""

    name: str
    read: Callable[[str], Any]
    says: str
    default: Any = None
    example: str = ""


# Readers: text in, value out. Each raises Unusable with the words that follow "must be".


def text(value: str) -> str:
    """The value as it stands."""
    return value


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number between `low` and `high`, both allowed."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise Unusable(f"a whole number from {low} to {high}")
        return int(value)

    return read


def one_of(*allowed: str) -> Callable[[str], str]:
    """A reader of one word out of a list."""

    def read(value: str) -> str:
        if value.lower() not in allowed:
            raise Unusable("one of: " + ", ".join(allowed))
        return value.lower()

    return read


def yes_or_no(value: str) -> bool:
    """True for yes, false for no."""
    if value.lower() in ("1", "yes", "true", "on"):
        return True
    if value.lower() in ("0", "no", "false", "off"):
        return False
    raise Unusable("yes or no")


def words(value: str) -> list[str]:
    """A list, separated by commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


def secret(value: str) -> str:
    """A secret long enough to sign with."""
    if len(value) < 50 or len(set(value)) < 10:
        raise Unusable("at least 50 random characters, such as `openssl rand -base64 48` prints")
    return value


def fernet_keys(value: str) -> list[str]:
    """One or more Fernet keys, newest first: the first encrypts, all of them decrypt."""
    keys = words(value)
    try:
        sound = all(len(base64.urlsafe_b64decode(key)) == 32 for key in keys)
    except (binascii.Error, ValueError):
        sound = False
    if not keys or not sound:
        raise Unusable(
            "one or more keys separated by commas, newest first, each made by "
            '`python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`'
        )
    return keys


def base_url(value: str) -> str:
    """The public address of the site, without a path or a slash at the end."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise Unusable("the public address of the site, such as https://awards.example.org")
    return value.rstrip("/")


def folder(value: str) -> Path:
    """A folder, taken from the project's own folder when the path is not absolute."""
    return (ROOT / value).resolve()


def database(value: str) -> dict[str, Any]:
    """A database address as Django's DATABASES entry, without engine options."""
    wanted = Unusable("postgres://user:password@host:5432/name or sqlite:///path/to/file.sqlite3")
    parts = urlsplit(value)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.strip("/"):
        path = unquote(parts.path)[1:]
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path if path == ":memory:" else str(folder(path))}
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise wanted
    try:
        port = parts.port
    except ValueError:
        raise wanted from None
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder has slashes, so it comes as ?host=/var/run/postgresql.
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": query,
    }


def broker(value: str) -> str:
    """The address of the queue: Redis or Valkey by network or by socket, or a folder."""
    parts = urlsplit(value)
    by_network = parts.scheme in ("redis", "rediss") and parts.hostname
    by_path = parts.scheme in ("redis+socket", "filesystem") and parts.path.startswith("/")
    if not (by_network or by_path or value == "memory://"):
        raise Unusable("redis://host:6379/0, rediss://… with TLS, or redis+socket:///path/to/socket")
    return value


def smtp(value: str) -> dict[str, Any]:
    """A mail server as Django's EMAIL_* settings. Without TLS only on this machine."""
    parts = urlsplit(value)
    encrypted = parts.scheme in ("smtps", "smtp+starttls")
    wanted = Unusable(
        "smtp+starttls://user:password@host:587 or smtps://user:password@host:465 "
        "(smtp://localhost:25, without TLS, only for a relay on this machine)"
    )
    try:
        port = parts.port
    except ValueError:
        raise wanted from None
    local = parts.scheme == "smtp" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (encrypted or local):
        raise wanted
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def settings_name(value: str) -> str:
    """The name of a settings module: demo, production, test."""
    return SETTINGS_BY_NAME[one_of(*SETTINGS_BY_NAME)(value)]


_DECLARED = (
    Variable(
        "COMMEND_SETTINGS",
        settings_name,
        "Which settings to start with: demo (everything on this machine, with invented people) or production.",
        SETTINGS_BY_NAME["demo"],
        "production",
    ),
    Variable(
        "COMMEND_SECRET_KEY",
        secret,
        "Signs sessions and links. Keep it secret. The demo makes its own.",
        example="at-least-50-random-characters",
    ),
    Variable(
        "COMMEND_STATEMENT_KEYS",
        fernet_keys,
        "Encrypts original statements: Fernet keys separated by commas, newest first: docs/keys.md. "
        "The demo makes its own.",
        example="a-fernet-key",
    ),
    Variable(
        "COMMEND_BASE_URL",
        base_url,
        "The public address of the site, used in every link that leaves it.",
        "http://localhost:8000",
        "https://awards.example.org",
    ),
    Variable(
        "COMMEND_ALLOWED_HOSTS",
        words,
        "Other host names that reach this site, separated by commas. The base address's own is always allowed.",
        [],
        "awards.internal.example.org",
    ),
    Variable(
        "COMMEND_TRUSTED_PROXIES",
        whole_number(0, 9),
        "How many proxies of your own stand before the site; 0 ignores every X-Forwarded header.",
        0,
        "1",
    ),
    Variable(
        "COMMEND_VAR",
        folder,
        "Where the embedded way keeps its database, queue, mail and keys.",
        ROOT / "var",
        "var",
    ),
    Variable(
        "COMMEND_PORT",
        whole_number(1, 65535),
        "The port that `make run` tries first; it takes the next free one.",
        8000,
        "8000",
    ),
    Variable(
        "COMMEND_BIND",
        text,
        "The address that `make run` listens on. The demo signs anybody in: keep it on this machine.",
        "127.0.0.1",
        "127.0.0.1",
    ),
    Variable(
        "COMMEND_LOG_LEVEL",
        one_of("debug", "info", "warning", "error"),
        "How much to log: debug, info, warning or error.",
        "info",
        "info",
    ),
    Variable(
        "COMMEND_DEMO_DATE",
        text,
        "The day that the demo is shifted to when `make run` first loads it, as YYYY-MM-DD; today when empty.",
        "",
        "2027-01-12",
    ),
    Variable(
        "DATABASE_URL",
        database,
        "The database. The embedded way keeps an SQLite file in COMMEND_VAR.",
        example="postgres://commend:password@db.example.org:5432/commend?sslmode=verify-full",
    ),
    Variable(
        "REDIS_URL",
        broker,
        "The queue and the cache. The embedded way starts its own.",
        example="rediss://:password@redis.example.org:6379/0",
    ),
    Variable(
        "EMAIL_URL",
        smtp,
        "The mail server. Without it the demo shows messages on its mailbox page.",
        example="smtp+starttls://user:password@mail.example.org:587",
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        text,
        "Whom messages are from.",
        "Commend <commend@localhost>",
        "Awards team <awards@example.org>",
    ),
    Variable(
        "COMMEND_TEST_DATABASE_URL",
        database,
        "For tests only: a PostgreSQL server on which the tests may make databases.",
        example="postgres://postgres@localhost:5432/postgres",
    ),
    Variable(
        "COMMEND_TEST_REDIS_URL",
        broker,
        "For tests only: a Redis server whose databases the tests may use.",
        example="redis://localhost:6379/15",
    ),
    Variable(
        "CI",
        yes_or_no,
        "For tests only: with yes, a test that is skipped counts as failed.",
        False,
        "yes",
    ),
)

VARIABLES = {variable.name: variable for variable in _DECLARED}


def get(name: str) -> Any:
    """The value of one declared variable, or its default when it is absent or empty.

    Stops the process with a sentence when the value cannot be right.
    """
    variable = VARIABLES[name]
    given = os.environ.get(name, "").strip()
    if not given:
        return variable.default
    try:
        return variable.read(given)
    except Unusable as wanted:
        raise Misconfigured(f"{name} must be {wanted}.") from None


def require(name: str) -> Any:
    """The value of a variable that has no sensible default; stops the process when it is absent."""
    value = get(name)
    if value is None or not os.environ.get(name, "").strip():
        variable = VARIABLES[name]
        raise Misconfigured(f"{name} is not set. {variable.says} For example: {name}={variable.example}")
    return value


def load_file(path: Path = ROOT / ".env") -> None:
    """Take variables from a file of NAME=value lines; what the environment already has wins."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        name = name.removeprefix("export ").strip()
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            raise Misconfigured(f"Line {number} of {path.name} must be empty, a # comment or NAME=value.")
        os.environ.setdefault(name, value.strip().strip("\"'"))


def one_thread_for_sums() -> None:
    """Let numpy add up in one thread unless the environment says otherwise; call it before numpy is imported.

    Several processes share a host, and threads that wait for each other cost more than they bring; and sums that are
    always added in the same order give the same last digit.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def choose_settings() -> str:
    """Name the settings module to Django, unless something has named one already; returns its name.

    Reads every variable on the way: a wrong one is said now, and not when something first needs it.
    """
    load_file()
    for name in VARIABLES:
        get(name)
    return os.environ.setdefault("DJANGO_SETTINGS_MODULE", get("COMMEND_SETTINGS"))


def for_child(**changes: str) -> dict[str, str]:
    """The environment for a process that this one starts, with some variables changed."""
    return {**os.environ, **changes}


def become(**changes: str) -> None:
    """Change the environment of this process, before settings load."""
    os.environ.update(changes)


_process = "command"


def declare_process(kind: str) -> None:
    """Say what this process is ("web" or "worker"), before settings load."""
    global _process  # noqa: PLW0603 - said once, before settings load
    _process = kind


def process() -> str:
    """What this process is: "web", "worker", "migrate" or any other "command"."""
    return "migrate" if _process == "command" and sys.argv[1:2] == ["migrate"] else _process
