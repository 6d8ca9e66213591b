"""The form of the sync preferences (rules B2, B15, C2 and S6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms

from counterfoil.reconcile.decision import ClosedPeriod, Master
from counterfoil.server.chart.labels import account_label
from counterfoil.server.sync import queries
from counterfoil.server.sync.services import LONGEST_SCHEDULE, SHORTEST_SCHEDULE, Wanted

if TYPE_CHECKING:
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.models import Preferences

ACCOUNTS: Final[dict[str, tuple[str, str]]] = {
    "accounts_payable_account": ("Accounts payable account", "What bills are owed from, unless a bill says otherwise."),
    "unallocated_expenses_account": ("Unallocated expenses account", "Takes bill lines that name no account."),
    "default_bank_account": ("Default bank account", "What bills are paid from, unless a payment says otherwise."),
}
"""Preference → its label, and what it is for."""

MASTERS: Final = [
    (Master.QUICKBOOKS.value, "QuickBooks' value holds"),
    (Master.COUNTERFOIL.value, "Counterfoil's value holds"),
]


CLOSED_PERIODS: Final = [
    (ClosedPeriod.HOLD.value, "Wait"),
    (ClosedPeriod.FIRST_OPEN_DAY.value, "Are dated to the first open day, on both sides"),
]


class PreferencesForm(forms.Form):
    """Preferences as a person wants them; each picker offers only accounts that QuickBooks takes there."""

    move_transactions = forms.BooleanField(
        label="Move transactions to QuickBooks",
        required=False,
        help_text="Until this is ticked, only lists such as vendors and accounts sync.",
    )
    two_way = forms.BooleanField(
        label="Sync bills from QuickBooks to Counterfoil, too",
        required=False,
        help_text="Two-way bill sync: bills entered, edited or deleted there come. It cannot be switched off again.",
    )
    bring_open_bills = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda word: word == "yes", required=False
    )
    confirmed = forms.CharField(required=False)
    master = forms.ChoiceField(
        label="Master in case of conflict",
        choices=MASTERS,
        help_text="When the same field was changed on both sides. The other value is kept, a click away.",
    )
    post_only_approved = forms.BooleanField(
        label="Post only approved bills",
        required=False,
        help_text="Bills wait here until they are approved. This can be switched off again.",
    )
    closed_period = forms.ChoiceField(
        label="Bills dated in a closed period",
        choices=CLOSED_PERIODS,
        required=False,
        help_text="QuickBooks' closing date is never overridden. Held bills go by themselves when it is moved.",
    )
    run_every_minutes = forms.IntegerField(
        label="Run automatically every … minutes",
        required=False,
        min_value=SHORTEST_SCHEDULE,
        max_value=LONGEST_SCHEDULE,
        help_text="Beside the live sync, which runs whenever something changes. Empty: no schedule.",
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, organization: Organization, kept: Preferences) -> None:
        super().__init__(data, initial=_initial(kept))
        self.kept = kept
        if kept.two_way:
            self.fields["two_way"].disabled = True
        for name, (label, purpose) in ACCOUNTS.items():
            rows = queries.account_choices(organization, name)
            choices = [("", "None"), *((row.pk, account_label(row)) for row in rows)]
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, empty_value=None, required=False, help_text=purpose
            )

    def clean(self) -> dict[str, Any]:
        """Two-way sync asks before it is switched on for good."""
        values = super().clean() or {}
        if self.is_switching_on(values) and values.get("confirmed") != "yes":
            self.add_error("two_way", "Please confirm it: this cannot be undone.")
        return values

    def is_switching_on(self, values: dict[str, Any]) -> bool:
        """Whether two-way sync was ticked just now."""
        return bool(values.get("two_way")) and not self.kept.two_way

    @property
    def asks(self) -> bool:
        """Whether the question before the switch has to be shown."""
        return self.is_bound and "two_way" in self.errors

    def account_fields(self) -> list[forms.BoundField]:
        """The pickers, for the template."""
        return [self[name] for name in ACCOUNTS]

    def wanted(self) -> Wanted:
        """What is to be saved; two-way sync has a switch of its own."""
        names = ("move_transactions", "master", "post_only_approved", "run_every_minutes", *ACCOUNTS)
        period = self.cleaned_data["closed_period"] or self.kept.closed_period
        return Wanted(**{name: self.cleaned_data[name] for name in names}, closed_period=period)


def _initial(kept: Preferences) -> dict[str, Any]:
    choices = ("move_transactions", "two_way", "master", "post_only_approved", "closed_period")
    plain = (*choices, "run_every_minutes", "revision")
    accounts = {name: getattr(kept, f"{name}_id") for name in ACCOUNTS}
    return {**{name: getattr(kept, name) for name in plain}, **accounts}
