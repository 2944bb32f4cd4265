"""The nominations room."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    """Who is put forward."""

    name = "nominations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nominations"

    def ready(self):
        """Say which pages the room's links open, and listen to what happens."""
        import nominations.reactions
        import nominations.services.import_checking
        import nominations.services.import_writing  # noqa: F401 - so that every process knows these kinds of work
        from people.views import lands_on

        lands_on("draft", "nominations:resume")
        lands_on("endorse", "nominations:endorse")
        lands_on("nominee", "nominations:nominee")
