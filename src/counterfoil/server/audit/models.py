"""The log of every change: append-only, numbered in commit order, each entry sealed by the hash of the one before."""

from __future__ import annotations

from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class Chain(TenantModel):
    """The end of one organization's chain of entries; its row is the organization's lock for writing."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="audit_chain_one_each"),
        ]


class Entry(TenantModel):
    """One change to one record (rule S13); database triggers refuse to change or remove it.

    `number` rises by one in commit order within the organization. `changes` maps each field to [old, new].
    `is_ours`: a change of a record by anyone but the sync, so perhaps owed to QuickBooks. `hash` seals everything here
    together with `previous_hash` (`audit.seal`).
    """

    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=254, blank=True)
    kind = models.CharField(max_length=40)
    record_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    is_ours = models.BooleanField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "number"], name="audit_entry_number"),
        ]
        indexes = [
            models.Index(fields=["organization", "number"], condition=models.Q(is_ours=True), name="audit_entry_owed"),
            models.Index(fields=["organization", "kind", "record_id", "number"], name="audit_entry_of_record"),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        """What happened to what."""
        return f"{self.number}: {self.action} {self.kind} {self.record_id}"
