"""Start-up checks of the installation as a whole."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def demo_stays_in_the_demo(app_configs, **kwargs):
    """The demo's one-click sign-in would let anybody in: a real installation never has it."""
    if settings.DEMO_SIGN_IN and settings.IS_PRODUCTION:
        return [
            Error(
                "The demo's one-click sign-in is on in production settings.",
                hint="Start with COMMEND_SETTINGS=production and leave DEMO_SIGN_IN alone.",
                id="commend.E001",
            )
        ]
    return []
