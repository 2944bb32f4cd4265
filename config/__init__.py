"""How Commend is put together and started. Holds no rule of the domain."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
