"""An organization's preferences for syncing (rules B2, B15, C2, S6 and S11)."""

from datetime import time

from django.conf import settings
from django.db import models

from counterfoil.reconcile.decision import ClosedPeriod, Master
from counterfoil.server.people.tenancy import TenantModel
from counterfoil.server.sync.schedule import Hours


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
    accounts_receivable_account = models.ForeignKey(
        "chart.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    deposit_to_account = models.ForeignKey("chart.Account", models.PROTECT, null=True, blank=True, related_name="+")
    clearing_account = models.ForeignKey("chart.Account", models.PROTECT, null=True, blank=True, related_name="+")
    post_only_approved = models.BooleanField(default=False)
    holds_edits_of_approved = models.BooleanField(default=False)
    """Rule B16: an edit in QuickBooks of a bill that is approved here waits for a person."""
    syncs_offline_payments = models.BooleanField(default=True)
    """Rule P2: what an offline payment is marked with unless somebody says otherwise."""
    closed_period = models.CharField(max_length=16, default=ClosedPeriod.HOLD.value)
    """What becomes of a bill dated in a closed period (rule S11)."""
    run_every_minutes = models.PositiveIntegerField(null=True, blank=True)
    schedule_hours = models.CharField(max_length=10, choices=[(h.value, h.value) for h in Hours], default=Hours.ANY)
    """When runs by the schedule may begin; the two fields below say when the office is open."""
    office_opens = models.TimeField(default=time(8))
    office_closes = models.TimeField(default=time(18))
    office_days = models.CharField(max_length=7, default="12345")
    """Days of the week on which the office is open, 1 for Monday to 7."""
    guessed_at = models.DateTimeField(null=True, blank=True)
    """When the accounts were filled in for the first time (rule S6)."""
    revision = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "preferences"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="sync_preferences_one"),
            models.CheckConstraint(
                name="sync_preferences_known_words", condition=models.Q(schedule_hours__in=[h.value for h in Hours])
            ),
            models.CheckConstraint(
                name="sync_preferences_opens_before_it_closes",
                condition=models.Q(office_opens__lt=models.F("office_closes")),
            ),
        ]

    accounts_payable_account_id: int | None
    unallocated_expenses_account_id: int | None
    default_bank_account_id: int | None
    accounts_receivable_account_id: int | None
    deposit_to_account_id: int | None
    clearing_account_id: int | None
    two_way_switched_by_id: int | None
