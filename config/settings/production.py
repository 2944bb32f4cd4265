"""A real installation: PostgreSQL, Redis, a mail server, https. Every value comes from the environment."""

from urllib.parse import urlsplit

from config import env, logs
from config.queue import broker_settings, cache_settings
from config.settings.base import *  # noqa: F403 - settings modules add to the common ones
from config.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, LOG_LEVEL

DEBUG = False
IS_PRODUCTION = True

SECRET_KEY = env.require("COMMEND_SECRET_KEY")
STATEMENT_KEYS = env.require("COMMEND_STATEMENT_KEYS")
BASE_URL = env.require("COMMEND_BASE_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.require("DEFAULT_FROM_EMAIL")
env.require("DATABASE_URL")
BROKER_ADDRESS = env.require("REDIS_URL")

if not BASE_URL.startswith("https://"):
    raise env.Misconfigured("COMMEND_BASE_URL must start with https:// in production.")
if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise env.Misconfigured(
        "DATABASE_URL must be a PostgreSQL address in production, such as postgres://user@host/name."
    )
if not BROKER_ADDRESS.startswith(("redis://", "rediss://", "redis+socket://")):
    raise env.Misconfigured("REDIS_URL must be a Redis address in production, such as rediss://host:6379/0.")

ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname, *env.get("COMMEND_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker_settings(BROKER_ADDRESS, CELERY_BROKER_TRANSPORT_OPTIONS)
CACHES = {"default": cache_settings(BROKER_ADDRESS)}

EMAIL_BACKEND = "notifications.smtp.TrackedBackend"
globals().update(env.require("EMAIL_URL"))

# https everywhere, and cookies that only this host over https may hold.
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the balancer, inside the network
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading binds the organisation's whole domain for years: that is theirs to ask for, not this site's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
if env.get("COMMEND_TRUSTED_PROXIES"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

logs.set_up(level=LOG_LEVEL, as_json=True)
