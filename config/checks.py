"""Start-up checks of the installation as a whole."""

from django.conf import settings
from django.core.checks import Error, register

from config import env

DEMO_IN_PRODUCTION = "The demo's one-click sign-in is on in production settings; take DEMO_SIGN_IN out of them."


@register()
def demo_stays_in_the_demo(app_configs, **kwargs):
    """The demo's one-click sign-in would let anybody in: a real installation never has it."""
    if settings.DEMO_SIGN_IN and settings.IS_PRODUCTION:
        return [Error(DEMO_IN_PRODUCTION, id="commend.E001")]
    return []


def refuse_demo_in_production():
    """Stop the process, whatever it is: a web process or a worker runs no system checks."""
    if settings.DEMO_SIGN_IN and settings.IS_PRODUCTION:
        raise env.Misconfigured(DEMO_IN_PRODUCTION)
