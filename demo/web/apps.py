"""How the demo's settings install its web part."""

from django.apps import AppConfig


class DemoWebConfig(AppConfig):
    """Sign in as anybody, and read every message that would have been sent."""

    name = "demo.web"
    label = "demo_web"
    default_auto_field = "django.db.models.BigAutoField"
