"""The way into an empty installation."""

import json as to_json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from kit.text import clean_line, is_visible
from people.models import RoleGrant
from people.roles import Role
from people.services import account_for, find_or_add_person, grant_role
from workflow import SYSTEM


class Command(BaseCommand):
    """Make the first administrator: a person, an account, and the administrator's role in every season."""

    help = (
        "Make the first administrator of an empty installation; they sign in with a code sent to EMAIL. "
        "Example: manage.py first_administrator jo@fellshire.example --name 'Jo Bright'"
    )

    def add_arguments(self, parser):
        """Take the address, the name and whether another one is wanted."""
        parser.add_argument("email", help="the address at which they sign in")
        parser.add_argument("--name", default="", help="their full name; the address stands in for it")
        parser.add_argument("--organisation", default="", help="where they work")
        parser.add_argument("--add", action="store_true", help="add one more although there is one already")
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")

    @transaction.atomic
    def handle(self, *args, email: str, name: str, organisation: str, add: bool, json: bool, **options):
        """Make them, or say why not."""
        email = clean_line(email).lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(
                "Enter an email address in the correct format, like name@example.com", returncode=2
            ) from None
        if name and not is_visible(name):
            raise CommandError("Enter their full name, or leave --name out.", returncode=2)
        standing = RoleGrant.objects.current().filter(role=Role.ADMINISTRATOR, scope="").select_related("person")
        if standing.exists() and not add:
            raise CommandError(
                "There is an administrator already. They can add others; "
                "if nobody can sign in any more, run this again with --add.",
                returncode=1,
            )
        person = find_or_add_person(name=name, email=email, organisation=organisation)
        account_for(person)
        grant_role(person, Role.ADMINISTRATOR, scope="", by=SYSTEM)
        if json:
            self.stdout.write(to_json.dumps({"person": person.pk, "email": email, "role": Role.ADMINISTRATOR.value}))
        else:
            self.stdout.write(f"{person.full_name} is an administrator and signs in as {email}.")
