"""What a database connection needs beyond its address."""

from typing import Any

# Half-way through a write another one may wait: twenty seconds is longer than any of ours takes.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

# Milliseconds. No page may read for longer than the first, no process sit in an open transaction for longer
# than the second; a migration that waits behind a slow reader gives way after the third and is run again.
STATEMENT_TIMEOUT = 15_000
IDLE_TIMEOUT = 60_000
LOCK_TIMEOUT = 2_000


def database_settings(address: dict[str, Any], *, process: str) -> dict[str, Any]:
    """Django's DATABASES entry for an address read from the environment, for one kind of process.

    ATOMIC_REQUESTS stays off: with it every page that only reads would take SQLite's one write lock.
    """
    if address["ENGINE"].endswith("sqlite3"):
        return {**address, "OPTIONS": SQLITE_OPTIONS, "ATOMIC_REQUESTS": False}
    limits = {"idle_in_transaction_session_timeout": IDLE_TIMEOUT}
    if process == "web":
        limits["statement_timeout"] = STATEMENT_TIMEOUT
    if process == "migrate":
        limits["lock_timeout"] = LOCK_TIMEOUT
    settings = " ".join(f"-c {name}={milliseconds}" for name, milliseconds in limits.items())
    return {
        **address,
        "OPTIONS": {**address.get("OPTIONS", {}), "options": settings},
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
