"""Sign-in codes go out through the outbox like every other message."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts come from nominations, panels and roles."""

    def is_open_for_signup(self, request):
        """Say no: an account is made where somebody takes part."""
        return False
