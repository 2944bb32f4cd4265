"""The test suite's settings: everything in memory, unless the second column's servers are named."""

import os

from config import env
from config.database import database_settings
from config.queue import broker_settings
from config.settings.base import *  # noqa: F403 - settings modules add to the common ones
from config.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

DEBUG = False
IS_PRODUCTION = False
DEMO_SIGN_IN = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo.web.apps.DemoWebConfig"]
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
STATEMENT_KEYS = ["dGhpcy1pcy1vbmx5LWZvci10ZXN0cy0zMi1ieXRlcy4="]

DATABASES = {
    "default": database_settings(
        env.get("COMMEND_TEST_DATABASE_URL") or env.database("sqlite:///:memory:"), process="command"
    )
}
# Two runs at once must not meet in one database.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": f"commend_test_{os.getpid()}"}
    # A connection kept open would stop the test database from being dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

BROKER_ADDRESS = env.get("COMMEND_TEST_REDIS_URL") or "memory://"
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker_settings(BROKER_ADDRESS, CELERY_BROKER_TRANSPORT_OPTIONS)
# Nor in one queue.
CELERY_TASK_DEFAULT_QUEUE = f"commend-test-{os.getpid()}"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A fast one: nobody has a password, and tests that make users should not wait for one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
