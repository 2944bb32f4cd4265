"""How Django installs the `kit` package."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The `kit` package as a Django application."""

    name = "kit"

    def ready(self):
        """See to it that no key outlives the record it opens."""
        from django.db.models.signals import post_delete

        from kit.keys import destroy_with_its_file, destroy_with_its_row, keyed_models, models_with_files

        for model in keyed_models():
            post_delete.connect(destroy_with_its_row, sender=model, dispatch_uid=f"key of {model._meta.label}")
        for model in models_with_files():
            post_delete.connect(destroy_with_its_file, sender=model, dispatch_uid=f"key of {model._meta.label}")
