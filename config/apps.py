"""How Django installs what checks the installation as a whole."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The plant: settings, addresses, start-up checks."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the start-up checks."""
        from config import checks  # noqa: F401 - importing registers them
