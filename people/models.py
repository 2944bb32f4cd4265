"""Who there is: people, their accounts, where they work and which roles they hold."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from kit import clock
from kit.models import PublicIdModel
from kit.text import fold
from people.querysets import LinkQuerySet, PersonQuerySet, RoleGrantQuerySet
from people.roles import Role
from people.signals import people_changed


class Organisation(models.Model):
    """An employer, a partner, or a group that people belong to."""

    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, unique=True, editable=False)
    is_external = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded_name = fold(self.name)
        super().save(*args, **kwargs)


class Team(models.Model):
    """A group of colleagues inside one organisation."""

    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self):
        return self.name


class Person(PublicIdModel):
    """Somebody whom the programme knows, with or without a way to sign in."""

    full_name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    email = models.EmailField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    line_manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    is_staff_member = models.BooleanField(default=False, help_text="Signs in with the council's own account")
    access_needs = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    no_email = models.BooleanField(default=False, help_text="Send this person nothing by email")

    objects = PersonQuerySet.as_manager()

    PERSONAL_FIELDS = ("full_name", "folded_name", "email", "phone", "job_title", "access_needs")

    class Meta:
        ordering = ["full_name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once", condition=Q(email__isnull=False)),
        ]

    def __str__(self):
        return self.full_name

    # What ties somebody to others by the records.
    TIES = ("organisation_id", "line_manager_id", "email")

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Keep it, and tell the other rooms when employer, manager or address are others by now."""
        self.folded_name = fold(self.full_name)
        self.email = self.email or None
        before = None if self._state.adding else Person.objects.filter(pk=self.pk).values_list(*self.TIES).first()
        super().save(*args, **kwargs)
        if before is not None and before != tuple(getattr(self, name) for name in self.TIES):
            people_changed.send(sender=Person, people=[self])

    @property
    def actor_key(self) -> str:
        """The code that the audit trail keeps."""
        return f"person:{self.pk}"

    def holds(self, role: Role, scope: str) -> bool:
        """Say whether this person holds `role` now in `scope` ("season:3"); grants are read once for each instance."""
        moment = clock.now()
        return any(g.role == role and g.scope in {scope, ""} and g.is_current(moment) for g in self._my_grants())

    def roles_in(self, scope: str) -> set[str]:
        """Return the roles held now in `scope`."""
        moment = clock.now()
        return {g.role for g in self._my_grants() if g.scope in {scope, ""} and g.is_current(moment)}

    def scopes_of(self, *roles: Role) -> set[str]:
        """Return the scopes in which one of `roles` is held now; the empty scope stands for everywhere."""
        moment = clock.now()
        return {g.scope for g in self._my_grants() if g.role in roles and g.is_current(moment)}

    def _my_grants(self):
        if "_grants" not in self.__dict__:
            self._grants = list(self.grants.all())
        return self._grants


class UserManager(BaseUserManager):
    """Accounts are found by e-mail address, whatever its case."""

    def get_by_natural_key(self, email):
        """Return the account with this address."""
        return self.get(email__iexact=email)

    def create_user(self, email, person, password=None, **fields):
        """Create the account of a person; without a password they sign in by e-mailed code."""
        user = self.model(email=self.normalize_email(email).lower(), person=person, **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A way to sign in: an e-mail address that belongs to one Person. A Person may have several."""

    email = models.EmailField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    PERSONAL_FIELDS = ("email",)

    def __str__(self):
        return self.email

    def get_full_name(self):
        """Return the person's name."""
        return self.person.full_name


class RoleGrant(models.Model):
    """A role that a person holds in a scope for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    scope = models.CharField(max_length=40, blank=True, db_index=True)
    granted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "scope"], name="role_grant_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_grant_known_role"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.scope}"

    def is_current(self, now) -> bool:
        """Say whether the grant stands at `now`; it starts at its first moment and ends before its last."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Link(PublicIdModel):
    """A one-purpose link that was sent to a person; the secret in it is derived, never stored."""

    purpose = models.CharField(max_length=30)
    about = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "about", "person"],
                condition=Q(revoked_at__isnull=True),
                name="link_one_standing",
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.about}"
