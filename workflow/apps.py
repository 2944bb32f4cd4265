"""How Django installs the `workflow` package."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """The `workflow` package as a Django application."""

    name = "workflow"

    def ready(self):
        """Nothing to register yet."""
