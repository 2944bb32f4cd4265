"""Sign-in codes go out through the outbox like every other message."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from kit import clock
from notifications.kinds import Kind
from notifications.outbox import queue, supersede
from people.models import User

CODE_LETTER = "account/email/login_code"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts come from nominations, panels and roles."""

    def is_open_for_signup(self, request):
        """Say no: an account is made where somebody takes part."""
        return False

    def is_safe_url(self, url):
        """Say whether a page of this site is meant; a full address never is, whatever its host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, template_prefix, email, context):
        """Queue the code; allauth's other letters are about passwords and addresses that nobody has here."""
        if template_prefix == CODE_LETTER:
            send_code(email, context["code"])

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Leave out the notice that a code was sent: the page itself says so, in the same words to everybody."""
        if message_template != "account/messages/login_code_sent.txt":
            super().add_message(request, level, message_template, message_context, extra_tags, message)


@transaction.atomic
def send_code(email: str, code: str) -> None:
    """Put a sign-in code in the outbox, to leave at once; an older code that has not left is taken back."""
    account = User.objects.select_related("person").filter(email__iexact=email).first()
    if account is None:
        return
    supersede([f"user:{account.pk}"], [Kind.SIGN_IN])
    queue(
        Kind.SIGN_IN,
        person=account.person,
        to_address=account.email,
        about=f"user:{account.pk}",
        occurrence=uuid.uuid4().hex,
        context={"code": code},
        due_at=clock.now(),
    )
