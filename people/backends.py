"""Sign-in: the account and its person are always read together."""

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's backend; one query brings the account with its person."""

    def get_user(self, user_id):
        """Return the active account with its person, or None."""
        user = User.objects.select_related("person", "person__organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
