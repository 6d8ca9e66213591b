"""What every record of the books has, whatever its kind."""

from __future__ import annotations

from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class RecordModel(TenantModel):
    """A record that the two sides share.

    `revision` rises with every change of a shared field. `deleted_at`: deleted here, and kept with its history (rules
    B4, C7).
    """

    id: int

    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted here."""
        return self.deleted_at is not None


class ListModel(RecordModel):
    """A record of one of the books' lists: it has a name, and may be inactive in the books' sense.

    `full_name` joins the ancestors' names with colons (just the name where the list has no levels); `full_name_key` is
    its casefolded form, by which records are paired (rule C5) and kept apart.
    """

    name = models.CharField(max_length=209)
    full_name = models.CharField(max_length=1100)
    full_name_key = models.CharField(max_length=1100)
    is_active = models.BooleanField(default=True)

    class Meta(RecordModel.Meta):
        abstract = True

    def __str__(self) -> str:
        """Its full name."""
        return self.full_name
