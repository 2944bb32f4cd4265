"""Who the people of an imported file are: found by their address, or added, all of them in a few queries."""

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from kit import clock
from kit.text import clean_line, fold
from nominations.models import NomineeKind
from people.models import Organisation, Person, User

AT_ONCE = 500
NAMELESS = "Name not given"


def as_address(text: str) -> str:
    """Return an e-mail address in lower case, or nothing where it is none."""
    address = clean_line(text).lower()
    if not address or len(address) > 254:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


class People:
    """The people of rows that are about to be written; `settle` ties nominators and nominees to them.

    What is known of a person is never overwritten by a file. Somebody without an address is always new, and an
    employer that nobody knows yet is left for a person to add: a spreadsheet writes teams and employers alike.
    """

    def __init__(self, made):
        self.made = made
        self.known: dict[str, int] = {}
        # Nobody signs in with these; making them takes a second for sixteen thousand, so not under the lock.
        self.passwords = {one.nomination.nominator_email: make_password(None) for one in made}

    def settle(self) -> None:
        """Find or add everybody, and give every nominator with an address a way to sign in."""
        self.known.clear()
        addresses = {a for one in self.made for a in (one.nomination.nominator_email, one.nominee.email) if a}
        self._find(sorted(addresses))
        self._add()
        self._add_nameless()
        self._give_accounts()
        for one in self.made:
            if one.nomination.nominator_email:
                one.nomination.nominator_id = self.known[one.nomination.nominator_email]
            if one.nominee.email:
                one.nominee.person_id = self.known[one.nominee.email]

    def _find(self, addresses: list[str]) -> None:
        for start in range(0, len(addresses), AT_ONCE):
            some = addresses[start : start + AT_ONCE]
            accounts = User.objects.annotate(address=Lower("email")).filter(address__in=some)
            self.known |= dict(accounts.values_list("address", "person"))
            people = Person.objects.annotate(address=Lower("email")).filter(address__in=some)
            self.known |= dict(people.values_list("address", "pk"))

    def _add(self) -> None:
        wanted: dict[str, tuple[Person, str]] = {}
        for one in self.made:
            for address, person, employer in self._described(one):
                if address and address not in self.known:
                    wanted.setdefault(address, (person, employer))
        employers = self._employers({employer for _person, employer in wanted.values() if employer})
        for address, (person, employer) in wanted.items():
            person.full_name = (clean_line(person.full_name) or address)[:200]
            person.folded_name, person.email = fold(person.full_name)[:200], address
            person.organisation_id = employers.get(fold(employer))
        added = Person.objects.bulk_create((person for person, _employer in wanted.values()), batch_size=AT_ONCE)
        self.known |= dict(zip(wanted, (person.pk for person in added), strict=True))

    def _described(self, one):
        """Give each address of a row with who its owner would be, if nobody knows them, and their employer."""
        nomination, nominee = one.nomination, one.nominee
        writer = Person(full_name=nomination.nominator_name, phone=nomination.nominator_phone)
        yield nomination.nominator_email, writer, nomination.nominator_organisation
        # The address of a team is that of whoever speaks for it: its first member, as when it is sent online.
        first = one.members[0] if one.members and nominee.kind != NomineeKind.PERSON else None
        named = Person(
            full_name=first.name if first else nominee.name, job_title=(first.role if first else nominee.job_title)
        )
        yield nominee.email, named, (first.employer if first else "") or nominee.organisation_name

    def _employers(self, names: set[str]) -> dict[str, int]:
        folded = sorted({fold(name) for name in names})
        found: dict[str, int] = {}
        for start in range(0, len(folded), AT_ONCE):
            rows = Organisation.objects.filter(folded_name__in=folded[start : start + AT_ONCE])
            found |= dict(rows.values_list("folded_name", "pk"))
        return found

    def _add_nameless(self) -> None:
        """Add a person without an address for each nomination to whose nominator nobody can write."""
        unknown = [one for one in self.made if not one.nomination.nominator_email]
        names = [clean_line(one.nomination.nominator_name) or NAMELESS for one in unknown]
        people = Person.objects.bulk_create(
            (Person(full_name=name[:200], folded_name=fold(name)[:200], email=None) for name in names),
            batch_size=AT_ONCE,
        )
        for one, person in zip(unknown, people, strict=True):
            one.nomination.nominator_id = person.pk

    def _give_accounts(self) -> None:
        addresses = sorted({one.nomination.nominator_email for one in self.made} - {""})
        with_one: set[str] = set()
        for start in range(0, len(addresses), AT_ONCE):
            rows = User.objects.annotate(address=Lower("email")).filter(address__in=addresses[start : start + AT_ONCE])
            with_one |= set(rows.values_list("address", flat=True))
        joined = clock.now()
        User.objects.bulk_create(
            (
                User(email=address, person_id=self.known[address], password=self.passwords[address], date_joined=joined)
                for address in addresses
                if address not in with_one
            ),
            batch_size=AT_ONCE,
        )
