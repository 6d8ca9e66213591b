"""What QuickBooks asks of accounts and items beside what it asks of every list record (docs/quickbooks.md 3.2, 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from counterfoil.records.catalogue import problem
from counterfoil.server.chart.labels import type_label
from counterfoil.server.chart.models import Account
from counterfoil.server.keeping.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.records import Account as AccountRecord
    from counterfoil.records import Item, Problem
    from counterfoil.server.keeping.tables import Kept
    from counterfoil.server.people.models import Organization

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Assets": ("Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset"),
    "Liabilities": ("AccountsPayable", "CreditCard", "OtherCurrentLiability", "LongTermLiability"),
    "Equity": ("Equity",),
    "Income": ("Income", "OtherIncome"),
    "Costs and expenses": ("CostOfGoodsSold", "Expense", "OtherExpense"),
    "Other": ("NonPosting",),
}
"""Part of the chart → QuickBooks' account types in it, in the order of a balance sheet and then of the result."""

MADE_BY_PEOPLE: Final = tuple(type_ for types in GROUPS.values() for type_ in types if type_ != "NonPosting")
"""Types of account that can be made; those that post nothing are QuickBooks' own."""

NOT_ON_LINES: Final = ("AccountsPayable", "AccountsReceivable", "NonPosting")
"""Account types that no expense line of a bill, and no item, may post to."""

ACCOUNTS_OF_ITEMS: Final = ("account", "income_account", "expense_account")


def of_accounts(organization: Organization, account: AccountRecord, kept: Kept | None) -> Iterator[Problem]:
    """A type that there is, that of the parent, and a number that no other account has.

    What stood so already may stay: QuickBooks has it.
    """
    if account.account_type not in MADE_BY_PEOPLE and not _stays(account, kept, "account_type"):
        words = ", ".join(MADE_BY_PEOPLE)
        yield problem(
            "unknown_word",
            title="There is no such type of account that can be made",
            fix=f"Choose one of these: {words}.",
            field="account_type",
            ours=account.account_type,
        )
    others = Account.objects.of(organization)
    above = others.filter(id__in=numbers([account.parent.id])).values_list("account_type", flat=True).first()
    if above is not None and above != account.account_type and not _stays(account, kept, "account_type", "parent"):
        yield problem(
            "parent_of_other_type",
            cause=f"The account above is of the type {type_label(above)}.",
            field="parent",
            ours=account.parent.name,
        )
    if account.number and not _stays(account, kept, "number"):
        same = others.filter(number=account.number, deleted_at=None).exclude(id=kept.id if kept else 0).first()
        if same is not None:
            yield problem("number_taken", cause=f"{same} has this number.", field="number", ours=account.number)


def _stays(account: AccountRecord, kept: Kept | None, *names: str) -> bool:
    """Whether these fields are as they were; what is restored comes anew."""
    was: Any = kept.record if kept is not None and not kept.is_deleted else None
    return was is not None and all(getattr(was, name) == getattr(account, name) for name in names)


def of_items(organization: Organization, item: Item, _kept: Kept | None) -> Iterator[Problem]:
    """Accounts that something bought or sold can post to."""
    references: dict[str, Any] = {name: getattr(item, name) for name in ACCOUNTS_OF_ITEMS}
    ids = numbers(reference.id for reference in references.values())
    refused = Account.objects.of(organization).filter(id__in=ids, account_type__in=NOT_ON_LINES)
    types = {str(id_): type_ for id_, type_ in refused.values_list("id", "account_type")}
    for name, reference in references.items():
        if reference.id in types:
            title = f"No item posts to an account of the type {type_label(types[reference.id])}"
            yield problem("account_of_wrong_type", title=title, field=name, ours=reference.name)
