"""The judging room."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    """How it is judged."""

    name = "judging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the room's guards and what it does when the rooms before it change."""
        from importlib import import_module

        for module in (
            "judging.guards",
            "judging.method_words",
            "judging.reactions",
            "judging.import_facts",
            "judging.reactions_packs",
        ):
            import_module(module)
