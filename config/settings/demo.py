"""Everything on one machine, with an invented season: what `make run` and `manage.py` start with."""

from config import embedded, env
from config.queue import broker_settings, cache_settings
from config.settings.base import *  # noqa: F403 - settings modules add to the common ones
from config.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS, VAR

DEBUG = False
IS_PRODUCTION = False
DEMO_SIGN_IN = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo.web.apps.DemoWebConfig"]
# The demo answers to whatever name the machine has: it is read on a phone beside it, or through a tunnel.
ALLOWED_HOSTS = ["*"]

SECRET_KEY = env.get("COMMEND_SECRET_KEY") or embedded.secret_key(VAR)
STATEMENT_KEYS = env.get("COMMEND_STATEMENT_KEYS") or embedded.statement_keys(VAR)

BROKER_ADDRESS = env.get("REDIS_URL") or embedded.broker_address(VAR)
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker_settings(BROKER_ADDRESS, CELERY_BROKER_TRANSPORT_OPTIONS)
CACHES = {"default": cache_settings(BROKER_ADDRESS)}

EMAIL_BACKEND = "demo.mailbox.MailboxBackend"
if mail_server := env.get("EMAIL_URL"):
    EMAIL_BACKEND = "notifications.smtp.TrackedBackend"
    globals().update(mail_server)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from where they lie: nothing to collect before the first page.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
