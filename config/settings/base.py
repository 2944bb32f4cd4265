"""What every installation of Commend has in common."""

from pathlib import Path

from config import env, logs
from config.database import database_settings

ROOT = env.ROOT
env.one_thread_for_sums()

# Applications, in the order in which an award happens; imports run one way, from later to earlier.

ROOMS = [
    "kit.apps.KitConfig",
    "workflow.apps.WorkflowConfig",
    "people.apps.PeopleConfig",
    "awards.apps.AwardsConfig",
    "nominations.apps.NominationsConfig",
    "judging.apps.JudgingConfig",
    "announcements.apps.AnnouncementsConfig",
    "notifications.apps.NotificationsConfig",
    "records.apps.RecordsConfig",
    "demo.apps.DemoConfig",
]

INSTALLED_APPS = [
    # First, so that templates of our own win over those of libraries.
    *ROOMS,
    "config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sign_in.KeepSignedIn",
    "people.sign_in.AskToSignIn",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BASE_URL = env.get("COMMEND_BASE_URL")

# The sign-in page and mailbox of the demo. Only the demo and the tests turn it on; production refuses to start with it.
DEMO_SIGN_IN = False

# Pages

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "records.context.site",
            ],
        },
    },
]
FORM_RENDERER = "kit.forms.renderer.GovukRenderer"

STATIC_URL = "static/"
STATIC_ROOT: Path | None = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Database and cache

VAR = env.get("COMMEND_VAR")
DATABASES = {
    "default": database_settings(
        env.get("DATABASE_URL") or env.database(f"sqlite:///{VAR / 'commend.sqlite3'}"), process=env.process()
    )
}

# People and sign-in: an address, then a six-digit code. Nobody has a password.

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "notifications.allauth_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# The code itself shows that the address is theirs; a second letter to confirm it would say nothing new.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "request_login_code": "kit.forms.sign_in.AskForCode",
    "confirm_login_code": "kit.forms.sign_in.EnterCode",
}
# `key` is the address typed in, `ip` the machine it came from: an office shares one, so its share is larger.
# A draft's first address is written to without a code: nobody's letter box may be filled that way either.
ACCOUNT_RATE_LIMITS = {"request_login_code": "10/h/key,100/h/ip", "give_draft_address": "5/h/key,100/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.get("COMMEND_TRUSTED_PROXIES")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# Headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A nomination is text: nothing that a person sends needs more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.get("DEFAULT_FROM_EMAIL")
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold a worker longer

# The queue. It is a bell, not a ledger: what is to be done lives in the database, and the sweeps find it.

CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "commend"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_TASK_SOFT_TIME_LIMIT = 50  # seconds
CELERY_TASK_TIME_LIMIT = 60  # seconds; must stay far below the visibility timeout, or a task runs twice at once
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# With the queue down, a ring gives up within a second; the sweep rings again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
# Intervals in seconds only, kept in memory only: see docs/decisions/0003.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": float(seconds), "options": {"expires": seconds}}
    for name, seconds in {
        "notifications.tasks.sweep": 20,
        "notifications.tasks.remind": 60,
        "awards.tasks.advance_due": 20,
        "nominations.tasks.advance_due": 60,
        "announcements.tasks.advance_due": 20,
        "judging.tasks.advance_due": 20,
        "kit.tasks.sweep": 20,
    }.items()
}

# Logs

LOGGING_CONFIG = None
LOG_LEVEL = env.get("COMMEND_LOG_LEVEL").upper()
logs.set_up(level=LOG_LEVEL, as_json=False)
