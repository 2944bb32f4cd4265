"""How Django installs the `awards` package."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The `awards` package as a Django application."""

    name = "awards"

    def ready(self):
        """Nothing to register yet."""
