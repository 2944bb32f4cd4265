"""How Django installs what checks the installation as a whole."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The plant: settings, addresses, start-up checks."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the start-up checks, and stop at once where the demo met production."""
        from config import checks

        checks.refuse_demo_in_production()
