"""The Celery application: `celery -A config worker` and `celery -A config beat` find it here."""

from celery import Celery

from config import env

env.choose_settings()

app = Celery("commend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
