"""Every tenant row belongs to one organization, is read through it, and can only point at rows of the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from counterfoil.server.people.models import Organization

M = TypeVar("M", bound=models.Model)


class UnscopedReadError(Exception):
    """A tenant table was read without saying whose rows: always a mistake of the program."""


class TenantManager(models.Manager[M]):
    """Reads start at `of(organization)`; without it there is no query set to be had."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Rows through a parent of the same organization; anything else must say whose rows are meant."""
        if getattr(self, "core_filters", None) is None:  # set by Django in the managers of reverse relations
            raise UnscopedReadError(f"Start at {self.model.__name__}.objects.of(organization).")
        return super().get_queryset()

    def of(self, organization: Organization | int) -> models.QuerySet[M]:
        """The rows of one organization."""
        key = organization if isinstance(organization, int) else organization.pk
        return self.everywhere().filter(organization_id=key)

    def everywhere(self) -> models.QuerySet[M]:
        """The rows of all organizations: for jobs of the system itself, never for a request."""
        return super().get_queryset()


class TenantModel(models.Model):
    """A row that belongs to an organization; (organization, id) is a key that other tenant rows point at."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+", db_index=False)
    """Not indexed by itself: every index of a tenant table begins with it."""

    objects = TenantManager[Self]()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="%(app_label)s_%(class)s_tenant"),
        ]

    organization_id: int

    def __str__(self) -> str:
        """The kind of row and its id; models with a name say that instead."""
        return f"{self._meta.verbose_name} {self.pk}"


def tenant_keys(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The foreign keys of this model that point at tenant rows, by which it could leave its organization."""
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.name != "organization" and is_tenant(field.related_model)
    ]


def is_tenant(model: Any) -> bool:
    """Whether this model's rows belong to an organization; also true of the models that migrations see."""
    if not (isinstance(model, type) and issubclass(model, models.Model)):
        return False
    return any(getattr(each, "fields", ()) == ("organization", "id") for each in model._meta.constraints)


def keys_to(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The foreign keys by which rows of tenant tables point at this model."""
    relations = model._meta.get_fields(include_hidden=True)
    keys = [relation.remote_field for relation in relations if relation.auto_created and relation.one_to_many]
    return [key for key in keys if isinstance(key, models.ForeignKey) and is_tenant(key.model)]
