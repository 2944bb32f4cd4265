"""How Django installs the `demo` package."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` package as a Django application."""

    name = "demo"

    def ready(self):
        """Nothing to register yet."""
