"""What the tests of the contract are made of: a bill of a new vendor, a record on both sides."""

from dataclasses import replace
from decimal import Decimal

from counterfoil.engine.books import (
    Link,
    LinkState,
)
from counterfoil.records import (
    Account,
    Bill,
    ExpenseLine,
    Kind,
    Ref,
    Vendor,
)

RENT = Account("Rent", "Expense")


def bill_of(library, **fields):
    """A bill of a new vendor with one line of 100.00 on a new account."""
    vendor = library.create(Kind.VENDOR, Vendor(fields.pop("vendor_name", "Keller Lumber")))
    account = library.create(Kind.ACCOUNT, replace(RENT, name=fields.pop("account_name", "Rent")))
    line = ExpenseLine(account=Ref(account), amount=Decimal("100.00"), memo="May")
    return Bill(vendor=Ref(vendor), expense_lines=(line,), **fields)


def only(mapping):
    (value,) = mapping.values()
    return value


def linked(library, kind, record, quickbooks_id, **link):
    """A record of ours that stands in QuickBooks too."""
    record_id = library.create(kind, record)
    with library.open() as books:
        (kept,) = books.keep_links(
            [Link(kind, record_id=record_id, quickbooks_id=quickbooks_id, state=LinkState.LINKED, **link)]
        )
    return record_id, kept
