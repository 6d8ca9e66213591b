"""The form of the sync preferences (rules B2, B15, C2 and S6)."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from django import forms

from counterfoil.reconcile.decision import ClosedPeriod, Master
from counterfoil.server.chart.labels import account_label
from counterfoil.server.sync import queries
from counterfoil.server.sync.schedule import Hours
from counterfoil.server.sync.services import LONGEST_SCHEDULE, SHORTEST_SCHEDULE, Wanted

if TYPE_CHECKING:
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.models import Preferences

ACCOUNTS: Final[dict[str, tuple[str, str]]] = {
    "accounts_payable_account": ("Accounts payable account", "What bills are owed from, unless a bill says otherwise."),
    "unallocated_expenses_account": ("Unallocated expenses account", "Takes bill lines that name no account."),
    "default_bank_account": ("Default bank account", "What bills are paid from, unless a payment says otherwise."),
    "accounts_receivable_account": ("Accounts receivable account", "What customers owe is kept in."),
    "deposit_to_account": ("Deposit-to account", "Where customers' payments go first, such as undeposited funds."),
    "clearing_account": (
        "Clearing account",
        "Only where payments are to pass through it, so that one entry a day moves their sum from the bank.",
    ),
}
"""Preference → its label, and what it is for."""

MASTERS: Final = [
    (Master.QUICKBOOKS.value, "QuickBooks' value holds"),
    (Master.COUNTERFOIL.value, "Counterfoil's value holds"),
]


CLOSED_PERIODS: Final = [
    (ClosedPeriod.HOLD.value, "Wait"),
    (ClosedPeriod.FIRST_OPEN_DAY.value, "Are dated to the first open day"),
]
APPROVED_EDITS: Final = [
    ("accept", "Is accepted, and may end the approval"),
    ("wait", "Waits until a person has decided"),
]
OFFLINE_PAYMENTS: Final = [("yes", "Sync"), ("no", "Do not sync")]
HOURS: Final = [
    (Hours.ANY.value, "At any hour"),
    (Hours.OFFICE.value, "Only during office hours"),
    (Hours.OUTSIDE.value, "Only outside office hours"),
]
DAYS: Final = [(str(n), name) for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), start=1)]
CLOCK: Final = forms.TimeInput({"type": "time"}, "%H:%M")


AS_BEFORE: Final = (
    "holds_edits_of_approved",
    "syncs_offline_payments",
    "schedule_hours",
    "office_opens",
    "office_closes",
    "closed_period",
)
"""What stays as it was where the form does not say it."""


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
        help_text="QuickBooks' closing date is never overridden. Bills that wait go by themselves when it is moved; "
        "a new date holds on both sides.",
    )
    holds_edits_of_approved = forms.TypedChoiceField(
        label="An edit in QuickBooks of an approved bill",
        choices=APPROVED_EDITS,
        required=False,
        empty_value=None,
        coerce=lambda word: word == "wait",
        help_text="An accepted edit of amount, vendor or due date ends the approval: it is given again, or not.",
    )
    syncs_offline_payments = forms.TypedChoiceField(
        label="For offline payments",
        choices=OFFLINE_PAYMENTS,
        required=False,
        empty_value=None,
        coerce=lambda word: word == "yes",
        help_text="What a payment made elsewhere is marked with when it is recorded; each can be marked otherwise.",
    )
    run_every_minutes = forms.IntegerField(
        label="Run automatically every … minutes",
        required=False,
        min_value=SHORTEST_SCHEDULE,
        max_value=LONGEST_SCHEDULE,
        help_text="Beside the live sync, which runs whenever something changes. Empty: no schedule.",
    )
    schedule_hours = forms.ChoiceField(
        label="The schedule runs",
        choices=HOURS,
        required=False,
        help_text="By the clock of the machine where QuickBooks is. Changes made here go at any hour.",
    )
    office_opens = forms.TimeField(label="Office opens", required=False, widget=CLOCK)
    office_closes = forms.TimeField(label="Office closes", required=False, widget=CLOCK)
    office_days = forms.MultipleChoiceField(
        label="Office days", choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
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
        values = {field.name: self.cleaned_data[field.name] for field in fields(Wanted)}
        values |= {name: getattr(self.kept, name) for name in AS_BEFORE if values[name] in (None, "")}
        return Wanted(**(values | {"office_days": "".join(sorted(values["office_days"]))}))


def _initial(kept: Preferences) -> dict[str, Any]:
    plain = [field.name for field in fields(Wanted) if field.name not in ACCOUNTS]
    accounts = {name: getattr(kept, f"{name}_id") for name in ACCOUNTS}
    words = {
        "holds_edits_of_approved": "wait" if kept.holds_edits_of_approved else "accept",
        "syncs_offline_payments": "yes" if kept.syncs_offline_payments else "no",
        "office_days": list(kept.office_days),
    }
    return {name: getattr(kept, name) for name in (*plain, "two_way", "revision")} | accounts | words
