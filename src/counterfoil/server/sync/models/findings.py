"""What a full comparison found, until a person has said what is to be done about it (rule C6)."""

from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class Finding(TenantModel):
    """One record that is not as it was: see `engine.books.Finding`. `theirs` is what QuickBooks shows, in our ids."""

    kind = models.CharField(max_length=20)
    standing = models.CharField(max_length=12)
    quickbooks_id = models.CharField(max_length=60)
    link = models.ForeignKey("sync.Link", models.CASCADE, null=True, blank=True, related_name="+")
    record_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True, default="")
    told = models.TextField(blank=True, default="")
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    theirs = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "kind", "quickbooks_id"], name="sync_finding_once"),
        ]
        indexes = [models.Index(fields=["organization", "standing", "id"], name="sync_finding_standing")]

    link_id: int | None
