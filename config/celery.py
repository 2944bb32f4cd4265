"""The Celery application: `celery -A config worker` and `celery -A config beat` find it here."""

from celery import Celery, signals

from config import env

env.choose_settings()

app = Celery("commend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logs(**kwargs):
    """Workers and beat log as config.logs says: Celery sets up logs of its own unless somebody answers this."""
