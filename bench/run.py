"""Measure the pages: `python -m bench.run --entries 1000 --database sqlite`.

Builds a season of that size in a database of its own, serves it with gunicorn and two workers, and prints for each
page the p50 and p95 in milliseconds, how long its first byte took, queries, bytes, and what a worker's memory grew
to. Figures to reach for stand in `docs/speed.md`.
"""

import argparse
import json
import os
import sys
import tempfile
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Build, serve, measure, print; 0 when every page answered as it should."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="commend-bench-"))
    address, drop = _database(options.database, folder)
    os.environ.update(
        DATABASE_URL=address,
        COMMEND_VAR=str(folder),
        DJANGO_SETTINGS_MODULE="config.settings.rehearsal",
        COMMEND_LOG_LEVEL="error",
    )
    try:
        from bench.measure import measure_season

        rows = measure_season(options.entries, requests=options.requests, folder=folder)
    finally:
        drop()
    print(json.dumps(rows, indent=2) if options.json else _as_table(rows, options))
    return 0 if all(row["status"] in (200, 302) for row in rows) else 1


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1000, help="250, 1000, 4000 and 16000 are the usual sizes")
    parser.add_argument("--database", default="sqlite", help="sqlite, or the postgres:// address of a server")
    parser.add_argument("--requests", type=int, default=100, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _database(wanted: str, folder: Path):
    """Return the address of a new database and what drops it."""
    if wanted == "sqlite":
        return f"sqlite:///{folder / 'bench.sqlite3'}", lambda: None
    import psycopg

    name = f"commend_bench_{uuid.uuid4().hex[:8]}"

    def order(sentence: str) -> None:
        with psycopg.connect(wanted, autocommit=True) as server:
            server.execute(sentence)

    order(f'CREATE DATABASE "{name}"')
    server, _, _ = wanted.rpartition("/")
    return f"{server}/{name}", lambda: order(f'DROP DATABASE "{name}" WITH (FORCE)')


def _as_table(rows, options) -> str:
    head = f"{'page':<26}{'p50 ms':>9}{'p95 ms':>9}{'first ms':>10}{'queries':>9}{'bytes':>9}{'MiB':>7}"
    lines = [f"{options.entries} entries, {options.requests} requests a page, on {options.database}", head]
    lines += [
        f"{r['page']:<26}{r['p50']:>9.1f}{r['p95']:>9.1f}{r['first']:>10.1f}{r['queries']:>9}{r['bytes']:>9}{r['memory']:>7.0f}"
        for r in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
