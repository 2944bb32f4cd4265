"""What every test of the suite shares: where it may run, and what a skip means."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.cache import cache

from config import env
from tests.processes import Installation

pytest_plugins = ["tests.world", "tests.browser"]

IN_CI = env.get("CI")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Playwright's own loop runs in the thread that drives the browser; Django would take the test for asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# Whatever asks for none of these touches no database, and shows the same in both columns.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what this column cannot show; skip, aloud, what this machine cannot run."""
    for item in items:
        asks = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        if not asks and not item.get_closest_marker("processes"):
            item.add_marker("pure")
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    other_column = "embedded" if on_postgres else "postgres"
    elsewhere = [item for item in items if item.get_closest_marker(other_column)]
    if elsewhere:
        # Not a skip: the other column runs them.
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in set(elsewhere)]
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here; bring it with: apt-get install chromium"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failed one: nothing may fall silent."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a whole module that skips itself."""
    return _no_skip((yield))


def _no_skip(report):
    """The report, turned into a failure when it is a skip and this is CI."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits counted in one test must not refuse another."""
    cache.clear()


@pytest.fixture
def installation(tmp_path):
    """An installation of its own with real processes: folder, database, queue. Stopped and removed afterwards."""
    own = Installation(tmp_path)
    try:
        yield own
    finally:
        own.remove()
