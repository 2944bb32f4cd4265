"""How Django installs the `nominations` package."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    """The `nominations` package as a Django application."""

    name = "nominations"

    def ready(self):
        """Nothing to register yet."""
