"""How Django installs the `kit` package."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The `kit` package as a Django application."""

    name = "kit"

    def ready(self):
        """Nothing to register yet."""
