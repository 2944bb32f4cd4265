"""The nominations room."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    """Who is put forward."""

    name = "nominations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nominations"

    def ready(self):
        """Say which pages the room's links open, and listen to what happens."""
        import nominations.reactions  # noqa: F401 - importing registers them
        from people.views import lands_on

        lands_on("draft", "nominations:resume")
        lands_on("endorse", "nominations:endorse")
        lands_on("nominee", "nominations:nominee")
