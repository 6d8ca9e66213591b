"""An organization's preferences for syncing (rules B2, B15, C2 and S6)."""

from django.conf import settings
from django.db import models

from counterfoil.reconcile.decision import Master
from counterfoil.server.people.tenancy import TenantModel


class Preferences(TenantModel):
    """One row per organization; what a picker names is a ledger account.

    `two_way_since` is QuickBooks' wall clock (`2026-11-22T09:15:00`); "" once two-way is on means that the open bills
    which QuickBooks already had come over too (rule B5).
    """

    move_transactions = models.BooleanField(default=False)
    two_way = models.BooleanField(default=False)
    two_way_since = models.CharField(max_length=19, blank=True, default="")
    two_way_switched_at = models.DateTimeField(null=True, blank=True)
    two_way_switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    master = models.CharField(max_length=12, default=Master.QUICKBOOKS.value)
    accounts_payable_account = models.ForeignKey(
        "chart.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    unallocated_expenses_account = models.ForeignKey(
        "chart.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    default_bank_account = models.ForeignKey("chart.Account", models.PROTECT, null=True, blank=True, related_name="+")
    post_only_approved = models.BooleanField(default=False)
    run_every_minutes = models.PositiveIntegerField(null=True, blank=True)
    guessed_at = models.DateTimeField(null=True, blank=True)
    """When the accounts were filled in for the first time (rule S6)."""
    revision = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "preferences"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="sync_preferences_one"),
        ]

    accounts_payable_account_id: int | None
    unallocated_expenses_account_id: int | None
    default_bank_account_id: int | None
    two_way_switched_by_id: int | None
