"""A rehearsal: the demo's way of running, in a database, queue and mail sink of its own."""

from config.settings.demo import *  # noqa: F403 - settings modules add to the common ones
from config.settings.demo import VAR

CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "demo.sink.SinkBackend"
MAIL_SINK = VAR / "mail.jsonl"
