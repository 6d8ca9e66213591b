"""What keeps a bill from being entered as it stands, each as one value with its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.engine.references import LINES, REFERENCES
from counterfoil.records import ItemGroupLine
from counterfoil.records.catalogue import problem
from counterfoil.server.chart.models import Account
from counterfoil.server.keeping import problems
from counterfoil.server.keeping.names import names_of_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from counterfoil.records import Bill, ItemLine, Problem
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.people.models import Organization

ACCOUNTS_PAYABLE = "AccountsPayable"


def missing(organization: Organization, bill: Bill, *, is_new: bool) -> Iterator[Problem]:
    """What is not filled in, and what refers to nothing here. A line without an account is fine (rule B17)."""
    if not bill.vendor:
        yield problems.required("vendor", "The bill has no vendor", "Choose the vendor who sent it.")
    if bill.txn_date is None:
        yield problems.required("txn_date", "The bill has no date", "Enter the date that stands on it.")
    if is_new and not (bill.expense_lines or bill.item_lines):
        yield problems.required("expense_lines", "The bill has no lines", "Enter at least one line.")
    for place, line in enumerate(bill.item_lines):
        if not isinstance(line, ItemGroupLine) and not line.item:
            yield problems.required(f"item_lines[{place}].item", "The line has no item", "Choose what was bought.")
    yield from _unknown(bill, names_of_targets(organization, [bill]), "")
    yield from _wrong_account(organization, bill)


def _unknown(record: Any, names: Names, path: str) -> Iterator[Problem]:
    for name, kind in REFERENCES[type(record)].items():
        reference = getattr(record, name)
        if reference and (kind, reference.id) not in names:
            yield problems.reference_missing(f"{path}{name}", kind.value.replace("_", " "), reference.id)
    for table in LINES.get(type(record), ()):
        for place, line in enumerate(getattr(record, table)):
            yield from _unknown(line, names, f"{path}{table}[{place}].")


def _wrong_account(organization: Organization, bill: Bill) -> Iterator[Problem]:
    """QuickBooks takes only an account of type Accounts Payable there (docs/quickbooks.md 4.1)."""
    if not bill.ap_account.id.isdigit():
        return
    types = Account.objects.of(organization).filter(id=int(bill.ap_account.id)).values_list("account_type", flat=True)
    if any(type_ != ACCOUNTS_PAYABLE for type_ in types):
        yield problem(
            "account_of_wrong_type",
            title="This is not an accounts payable account",
            fix="Choose an account of the type Accounts Payable.",
            field="ap_account",
            ours=bill.ap_account.name,
        )


def regrouped(old: Iterable[ItemLine | ItemGroupLine], new: Iterable[ItemLine | ItemGroupLine]) -> Iterator[Problem]:
    """Item groups are QuickBooks' and stay as they are (rule B18)."""
    before = [line for line in old if isinstance(line, ItemGroupLine)]
    after = [line for line in new if isinstance(line, ItemGroupLine)]
    if before != after:
        yield problem("item_group_is_read_only", field="item_lines")


def unpaid_only() -> Problem:
    """QuickBooks does not delete a bill that a payment is applied to, and neither do we (rule B8)."""
    return problem("bill_is_paid")
