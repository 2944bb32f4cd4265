"""How Django installs the `records` package."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The `records` package as a Django application."""

    name = "records"

    def ready(self):
        """Nothing to register yet."""
