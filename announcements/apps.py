"""How Django installs the `announcements` package."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """The `announcements` package as a Django application."""

    name = "announcements"

    def ready(self):
        """Nothing to register yet."""
