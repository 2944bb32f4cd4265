"""What an installation is made of: settings that must not drift, and libraries that must not meet."""

import importlib.metadata
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import checks
from django.test import override_settings

from config import embedded, env
from config.database import database_settings
from config.queue import cache_settings
from tests.suite import PRODUCTION


def test_the_queue_never_loses_a_ring_for_longer_than_a_sweep():
    assert {
        name: getattr(settings, f"CELERY_{name}")
        for name in ("TASK_ACKS_LATE", "TASK_REJECT_ON_WORKER_LOST", "TASK_IGNORE_RESULT", "WORKER_PREFETCH_MULTIPLIER")
    } == {
        "TASK_ACKS_LATE": True,
        "TASK_REJECT_ON_WORKER_LOST": True,
        "TASK_IGNORE_RESULT": True,
        "WORKER_PREFETCH_MULTIPLIER": 1,
    }
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS == {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }


def test_no_task_can_outlive_half_the_time_after_which_the_queue_repeats_it():
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] >= settings.CELERY_TASK_TIME_LIMIT * 2


def test_beat_ticks_in_seconds_only_and_each_of_its_tasks_exists():
    from config import celery_app

    celery_app.loader.import_default_modules()
    ticks = {name: entry["schedule"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}

    assert ticks == {
        "notifications.tasks.sweep": 20.0,
        "notifications.tasks.remind": 60.0,
        "nominations.tasks.advance_due": 60.0,
        "awards.tasks.advance_due": 20.0,
        "announcements.tasks.advance_due": 20.0,
        "judging.tasks.advance_due": 20.0,
        "kit.tasks.sweep": 20.0,
    }
    assert [name for name in ticks if name not in celery_app.tasks] == []


def test_sqlite_waits_its_turn_instead_of_failing():
    assert database_settings(env.database("sqlite:///:memory:"), process="web") == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        "ATOMIC_REQUESTS": False,
    }


@pytest.mark.parametrize(
    ("process", "limits"),
    [
        ("web", "-c idle_in_transaction_session_timeout=60000 -c statement_timeout=15000"),
        ("worker", "-c idle_in_transaction_session_timeout=60000"),
        ("migrate", "-c idle_in_transaction_session_timeout=60000 -c lock_timeout=2000"),
    ],
)
def test_postgresql_is_given_limits_by_kind_of_process(process, limits):
    read = database_settings(env.database("postgres://ada@db.example.org/awards?sslmode=require"), process=process)

    assert read["OPTIONS"] == {"sslmode": "require", "options": limits}


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_takes_the_limits():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)


def test_the_cache_lies_beside_the_queue():
    assert [
        cache_settings(address)["LOCATION"]
        for address in (
            "redis+socket:///run/broker.sock",
            "rediss://:word@redis.example.org:6379/3",
            "filesystem:///var/broker",
        )
    ] == ["unix:///run/broker.sock?db=1", "rediss://:word@redis.example.org:6379/4", "cache"]


def test_a_page_survives_the_loss_of_the_cache(tmp_path):
    from config.cache import ForgivingRedisCache

    nowhere = ForgivingRedisCache(f"unix://{tmp_path}/nothing.sock?db=1", {})

    assert (nowhere.get("key", "default"), nowhere.add("key", 1), nowhere.set("key", 1), nowhere.delete("key")) == (
        "default",
        True,
        None,
        False,
    )
    with pytest.raises(ValueError, match="not found"):
        nowhere.incr("key")


def test_the_demo_makes_its_own_keys_once_and_keeps_them_private(tmp_path):
    first = (embedded.secret_key(tmp_path), embedded.statement_keys(tmp_path))
    second = (embedded.secret_key(tmp_path), embedded.statement_keys(tmp_path))

    assert first == second
    assert env.fernet_keys(",".join(first[1])) == first[1]
    assert env.secret(first[0]) == first[0]
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_a_socket_path_is_never_too_long(tmp_path):
    deep = tmp_path / ("folder" * 20)

    assert embedded.socket_path(tmp_path / "var") == tmp_path / "var" / "broker" / "broker.sock"
    assert len(os.fsencode(embedded.socket_path(deep))) <= embedded.LONGEST_SOCKET_PATH


def test_production_refuses_the_demos_sign_in():
    with override_settings(IS_PRODUCTION=True, DEMO_SIGN_IN=True):
        found = [message.id for message in checks.run_checks()]

    assert "commend.E001" in found


def test_production_has_no_address_of_the_demo(tmp_path):
    script = (
        "import django; django.setup(); from django.conf import settings; from django.urls import get_resolver;"
        "rooms = [str(pattern.pattern) for pattern in get_resolver().url_patterns];"
        "print(settings.DEMO_SIGN_IN, 'demo/' in rooms, 'results/' in rooms)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=env.ROOT,
        env={**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        capture_output=True,
        text=True,
    )

    assert (said.stdout, said.stderr) == ("False False True\n", "")


@pytest.mark.parametrize("line", ["DEMO_SIGN_IN = True", "INSTALLED_APPS = [*INSTALLED_APPS, 'demo.web']"])
def test_production_will_not_start_with_the_demos_sign_in(line, tmp_path):
    (tmp_path / "careless.py").write_text(f"from config.settings.production import *\n{line}\n")
    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=env.ROOT,
        env={**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "careless", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert (started.returncode, started.stderr) == (
        1,
        "The demo's one-click sign-in is on in production settings; take DEMO_SIGN_IN and demo.web out of them.\n",
    )


def test_only_one_of_the_two_libraries_that_share_a_folder_is_installed():
    installed = {name.lower() for name in importlib.metadata.packages_distributions()["django_fsm"]}

    assert installed == {"django-fsm-2"}


def test_the_lock_files_name_no_registry():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (env.ROOT / name).read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if "://" in line or line.startswith(("--index", "-i "))] == []


def test_floors_below_which_known_faults_return():
    floors = {"django": (5, 2, 19), "celery": (5, 7, 0), "kombu": (5, 7, 0), "django-fsm-2": (4, 2, 4)}
    found = {name: tuple(map(int, importlib.metadata.version(name).split(".")[:3])) for name in floors}

    assert {name for name in floors if found[name] < floors[name]} == set()
