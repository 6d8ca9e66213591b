"""Users, organizations, what a role allows, and the keys of programs."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from counterfoil.server.people.permissions import Permission
from counterfoil.server.people.tenancy import TenantModel

KNOWN = frozenset(Permission)
"""The permissions that this version knows; their values compare as texts."""


class UserManager(BaseUserManager["User"]):
    """Users are found and made by their e-mail address, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user; without a password they cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of this e-mail address, however it is capitalised."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in with e-mail and password; what they may do follows from their memberships."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="people_user_email_in_any_case")]

    def __str__(self) -> str:
        """What people call them: their name, else their e-mail address."""
        return self.name or self.email


class Organization(models.Model):
    """One set of books, bound to one company file; nothing is shared between organizations."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Role(models.Model):
    """A named set of permissions (rule S1): built in (no organization), or an organization's own."""

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    permissions = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="people_role_own_name"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(organization=None), name="people_role_built_in_name"
            ),
        ]

    organization_id: int | None

    def __str__(self) -> str:
        """What people call it."""
        return self.label

    @property
    def allowed(self) -> frozenset[Permission]:
        """Its permissions; names that this version does not know allow nothing."""
        return frozenset(Permission(name) for name in self.permissions if name in KNOWN)


class Membership(models.Model):
    """A user's place in an organization, with one role."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="people_membership_once"),
        ]

    user_id: int
    organization_id: int

    def __str__(self) -> str:
        """Who works where as what."""
        return f"{self.user} in {self.organization} as {self.role}"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return self.role.allowed


class ApiKey(TenantModel):
    """A program's key to one organization: shown once, stored as a hash of its random secret."""

    name = models.CharField(max_length=100)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "name"], name="people_apikey_by_name")]

    def __str__(self) -> str:
        """Its name and the part that may be seen."""
        return f"{self.name} ({self.prefix}…)"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the key's role allows."""
        return self.role.allowed


class SignInAttempts(models.Model):
    """How often signing in failed lately for one account from one network; both only as a hash.

    Failures delay that network's next attempt on that account, and nobody else's: an attacker cannot lock a user out.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    def __str__(self) -> str:
        """How many, until when."""
        return f"{self.failures} failures, blocked until {self.blocked_until:%H:%M:%S}"
