"""How Django installs the `records` package."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The `records` package as a Django application."""

    name = "records"

    def ready(self):
        """Offer people their work on the front page."""
        from importlib import import_module

        import_module("records.work")
