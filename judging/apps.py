"""How Django installs the `judging` package."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    """The `judging` package as a Django application."""

    name = "judging"

    def ready(self):
        """Nothing to register yet."""
