"""What the bill form may choose from: one directory for each kind of record that a bill refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from counterfoil.records import ExpenseLine, ItemGroupLine, ItemLine
from counterfoil.server.chart.labels import account_label
from counterfoil.server.chart.models import Account, Department, Item, Terms
from counterfoil.server.customers.models import Customer
from counterfoil.server.pages.lookups import Directory
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from counterfoil.records import Bill, Ref
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class Pickers:
    """Directories of one organization; its terms and its payable accounts, which are few, stand here whole."""

    vendor: Directory[Vendor]
    account: Directory[Account]
    customer: Directory[Customer]
    department: Directory[Department]
    item: Directory[Item]
    terms: Mapping[str, Terms]
    payable: Mapping[str, Account]

    @classmethod
    def of(cls, organization: Organization) -> Self:
        """Empty directories; one statement each for terms and payable accounts."""
        payable = Account.objects.of(organization).filter(deleted_at=None, account_type="AccountsPayable")
        terms = Terms.objects.of(organization).filter(deleted_at=None).order_by("full_name_key")
        return cls(
            vendor=Directory(Vendor.objects.of(organization).filter(deleted_at=None)),
            account=Directory(Account.objects.of(organization).filter(deleted_at=None), account_label),
            customer=Directory(Customer.objects.of(organization).filter(deleted_at=None)),
            department=Directory(Department.objects.of(organization).filter(deleted_at=None)),
            item=Directory(Item.objects.of(organization).filter(deleted_at=None)),
            terms={str(row.pk): row for row in terms},
            payable={str(row.pk): row for row in payable.order_by("number", "full_name_key")},
        )

    def prime(self, posted: Mapping[str, str], bill: Bill | None) -> None:
        """Read everything that was posted, and everything the bill refers to: two statements a kind at most."""
        for kind, refs in _refs_of(bill).items():
            names = [value for key, value in posted.items() if key.rpartition("-")[2] == kind]
            ids = [value for key, value in posted.items() if key.rpartition("-")[2] == f"{kind}_id"]
            directory: Directory[Vendor] = getattr(self, kind)
            directory.prime([*ids, *(ref.id for ref in refs)], names)


def _refs_of(bill: Bill | None) -> dict[str, list[Ref]]:
    """Kind of directory → the references of the bill that it must know."""
    refs: dict[str, list[Ref]] = {"vendor": [], "account": [], "customer": [], "department": [], "item": []}
    if bill is None:
        return refs
    refs["vendor"].append(bill.vendor)
    for line in _flat(bill):
        refs["customer"].append(line.customer)
        refs["department"].append(line.department)
        if isinstance(line, ExpenseLine):
            refs["account"].append(line.account)
        else:
            refs["item"].append(line.item)
    return refs


def _flat(bill: Bill) -> Iterator[ExpenseLine | ItemLine]:
    """Every line, those inside groups included."""
    for line in bill.lines():
        if isinstance(line, ItemGroupLine):
            yield from line.lines
        else:
            yield line
