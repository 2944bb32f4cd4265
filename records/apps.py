"""How Django installs the `records` package."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The `records` package as a Django application."""

    name = "records"

    def ready(self):
        """Offer people their work on the front page, and keep in the trail what leaves as a file."""
        from importlib import import_module

        import_module("records.work")
        import_module("records.exports")
