"""The announcements room."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """What is made public."""

    name = "announcements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the room's guards and what it does when a release comes out."""
        from importlib import import_module

        for module in ("announcements.guards", "announcements.reactions", "announcements.reactions_certificates"):
            import_module(module)
