"""How Django installs the `notifications` package."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The `notifications` package as a Django application."""

    name = "notifications"

    def ready(self):
        """Nothing to register yet."""
