"""The notifications room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What is said to whom."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen at the door."""
        from importlib import import_module

        import_module("notifications.listening")
        import_module("notifications.following")
