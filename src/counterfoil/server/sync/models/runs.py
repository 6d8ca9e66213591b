"""Runs and the lines of their reports (rules S8 and S9)."""

from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class Outcome(models.TextChoices):
    """How a run ended; stored, so the values stay. Empty while it is under way."""

    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class Run(TenantModel):
    """One sync from start to finish. `trigger` says what began it; `done` of `total` in `step` is its progress."""

    trigger = models.CharField(max_length=20)
    started_by = models.CharField(max_length=200, blank=True, default="")
    """Who asked for it, "" when nobody did."""
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    message = models.TextField(blank=True, default="")
    step = models.CharField(max_length=60, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-id"], name="sync_run_newest")]


class Detail(TenantModel):
    """One line of a run's report: see `engine.books.Detail`."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="details", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    record_kind = models.CharField(max_length=20, blank=True, default="")
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True, default="")
    side = models.CharField(max_length=12, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    problem = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "run", "id"], name="sync_detail_run"),
            models.Index(fields=["organization", "record_kind", "record_id", "-id"], name="sync_detail_record"),
        ]

    run_id: int
