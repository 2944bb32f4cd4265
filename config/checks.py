"""Start-up checks of the installation as a whole."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register

from config import env

DEMO_IN_PRODUCTION = (
    "The demo's one-click sign-in is on in production settings; take DEMO_SIGN_IN and demo.web out of them."
)


def demo_met_production():
    """Are the demo's sign-in or its pages part of a real installation?"""
    return settings.IS_PRODUCTION and (settings.DEMO_SIGN_IN or apps.is_installed("demo.web"))


@register()
def demo_stays_in_the_demo(app_configs, **kwargs):
    """The demo's one-click sign-in would let anybody in: a real installation never has it."""
    if demo_met_production():
        return [Error(DEMO_IN_PRODUCTION, id="commend.E001")]
    return []


def refuse_demo_in_production():
    """Stop the process, whatever it is: a web process or a worker runs no system checks."""
    if demo_met_production():
        raise env.Misconfigured(DEMO_IN_PRODUCTION)
