"""What a person must settle, and what is kept so that nothing is ever lost: problems, conflicts, tombstones."""

from django.db import models
from django.db.models import Q

from counterfoil.server.people.tenancy import TenantModel


class Conflict(TenantModel):
    """A field that both sides changed, with the three values for ever (rule C2).

    `winner` is the side that the policy took, "" while a person has to choose. `chosen` is what a person chose
    afterwards. `settled_at` is when it was over: at once where the policy decided. What was found is never changed.
    """

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    path = models.CharField(max_length=200)
    base = models.TextField(blank=True, default="")
    ours = models.TextField(blank=True, default="")
    theirs = models.TextField(blank=True, default="")
    sides = models.JSONField(null=True, blank=True)
    """What each side held as values: see `reconcile.decision.Sides`. NULL where only the words were kept."""
    winner = models.CharField(max_length=12, blank=True, default="")
    run = models.ForeignKey("sync.Run", models.SET_NULL, null=True, blank=True, related_name="conflicts")
    found_at = models.DateTimeField()
    chosen = models.CharField(max_length=12, blank=True, default="")
    chosen_by = models.CharField(max_length=200, blank=True, default="")
    chosen_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "kind", "record_id", "-id"], name="sync_conflict_record"),
            models.Index(
                fields=["organization", "-id"],
                condition=Q(settled_at__isnull=True),
                name="sync_conflict_open",
            ),
        ]

    run_id: int | None


class Tombstone(TenantModel):
    """The full last content of something deleted on either side, with where and why (invariant I4)."""

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    record = models.JSONField(null=True, blank=True)
    side = models.CharField(max_length=12)
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "kind", "record_id"], name="sync_tombstone_record")]


class Problem(TenantModel):
    """A problem that a person must settle or know, until what caused it is gone; `key` makes it one.

    `left_at` is when somebody left it as it is: it is not asked about any more, but it can still be settled.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=500)
    severity = models.CharField(max_length=10)
    problem = models.JSONField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.CharField(max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "key"], name="sync_problem_key"),
        ]
        indexes = [models.Index(fields=["organization", "kind", "record_id"], name="sync_problem_record")]
