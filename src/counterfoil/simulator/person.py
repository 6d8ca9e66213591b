"""Someone at QuickBooks' own screen: enters, edits, pays and deletes, as people do between two calls of a program.

Every act goes through the ordinary operations, so the business rules hold: what QuickBooks would not let a person do
raises `Refusal`. No act asks for an EditSequence, because the screen always shows the current one. Accounts, vendors,
items and so on may be given by ListID or by full name.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import status
from .codepage import kept
from .lists import accounts, classes, customers, items, store, terms, vendors
from .lists.store import Reference
from .transactions import bills, payments, purchase_orders
from .transactions.lines import changed, flat, keep, new
from .transactions.records import (
    AppliedTo,
    Bill,
    BillPaymentCheck,
    ExpenseLine,
    ItemLine,
    LinkTarget,
    OrderLine,
    PurchaseOrder,
)
from .values import Change, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from .company import CompanyFile

Line = ExpenseLine | ItemLine
Number = Decimal | str | int
"""An amount, quantity or price as a person gives it."""
FAMILIES = {
    "vendor": "entity", "customer": "entity", "payee_entity": "entity", "account": "account", "ap_account": "account",
    "bank_account": "account", "override_item_account": "account", "item": "item", "class_": "class", "terms": "terms",
}  # fmt: skip
"""Attribute that refers to a list → the name space in which a name is looked up."""


class Person:
    """Whoever sits at the screen of the computer that has the company file open."""

    def __init__(self, company: CompanyFile) -> None:
        """The person works in this company file."""
        self.company = company

    # -- vendors ------------------------------------------------------------------------------------------------------

    def add_vendor(self, name: str, **values: Any) -> str:
        """Add a vendor; returns its ListID."""
        return vendors.add(self.company, vendors.Vendor(kept(name), **self._named(values))).list_id

    def edit_vendor(self, vendor: str, **values: Any) -> None:
        """Change some attributes of a vendor; None clears one."""
        vendors.modify(self.company, self._list_id("vendor", vendor), **self._named(values))

    def rename_vendor(self, vendor: str, name: str) -> None:
        """Give a vendor another name; its bills show it at once."""
        self.edit_vendor(vendor, name=name)

    def inactivate_vendor(self, vendor: str) -> None:
        """Hide a vendor from the list; its transactions stay."""
        self.edit_vendor(vendor, is_active=False)

    def reactivate_vendor(self, vendor: str) -> None:
        """Show a vendor again."""
        self.edit_vendor(vendor, is_active=True)

    def delete_vendor(self, vendor: str) -> None:
        """Delete a vendor that nothing uses."""
        vendors.delete(self.company, self._list_id("vendor", vendor))

    # -- the other lists ----------------------------------------------------------------------------------------------

    def add_account(
        self, name: str, account_type: str = "Expense", *, number: str = "", parent: str = "", **values: Any
    ) -> str:
        """Add an account to the chart; returns its ListID."""
        above = self.ref("account", parent) if parent else None
        account = accounts.Account(name, account_type, above, account_number=number, **values)
        return accounts.add(self.company, account).list_id

    def edit_account(self, account: str, **values: Any) -> None:
        """Change some attributes of an account."""
        accounts.modify(self.company, self._list_id("account", account), **self._named(values))

    def delete_account(self, account: str) -> None:
        """Delete an account that nothing uses."""
        accounts.delete(self.company, self._list_id("account", account))

    def add_class(self, name: str, parent: str = "") -> str:
        """Add a class; returns its ListID."""
        above = self.ref("class_", parent) if parent else None
        return classes.add(self.company, classes.Class(name, above)).list_id

    def edit_class(self, class_: str, **values: Any) -> None:
        """Change some attributes of a class."""
        classes.modify(self.company, self._list_id("class_", class_), **values)

    def add_customer(self, name: str, parent: str = "", **values: Any) -> str:
        """Add a customer or, below one, a job; returns its ListID."""
        above = self.ref("customer", parent) if parent else None
        return customers.add(self.company, customers.Customer(name, above, **self._named(values))).list_id

    def edit_customer(self, customer: str, **values: Any) -> None:
        """Change some attributes of a customer or job."""
        customers.modify(self.company, self._list_id("customer", customer), **self._named(values))

    def add_terms(self, name: str, days: int) -> str:
        """Add terms under which a bill is due so many days after its date; returns their ListID."""
        return terms.add(self.company, terms.StandardTerms(name, std_due_days=days)).list_id

    def add_item(self, item: items.Item) -> str:
        """Add an item of any kind; returns its ListID."""
        return str(items.add(self.company, item).list_id)

    def edit_item(self, item: str, **values: Any) -> None:
        """Change some attributes of an item."""
        items.modify(self.company, self._list_id("item", item), **values)

    # -- bills --------------------------------------------------------------------------------------------------------

    def enter_bill(self, vendor: str, lines: Sequence[Line], **header: Any) -> str:
        """Enter a bill with these expense and item lines, in their order; returns its TxnID."""
        bill = Bill(
            vendor=self.ref("vendor", vendor),
            **self._named(header),
            expense_lines=tuple(each for each in lines if isinstance(each, ExpenseLine)),
            item_lines=tuple(each for each in lines if isinstance(each, ItemLine)),
        )
        return bills.add(self.company, bill).txn_id

    def expense(self, account: str, amount: Number, memo: str = "", **values: Any) -> ExpenseLine:
        """An expense line to enter."""
        return ExpenseLine(self.ref("account", account), Decimal(amount), kept(memo), **self._named(values))

    def item(self, item: str, quantity: Number | None = None, cost: Number | None = None, **values: Any) -> ItemLine:
        """An item line to enter; what is left out comes from the item."""
        return ItemLine(
            item=self.ref("item", item),
            quantity=None if quantity is None else Decimal(quantity),
            cost=None if cost is None else Decimal(cost),
            **self._named(values),
        )

    def edit_bill(self, txn_id: str, **header: Any) -> None:
        """Change some of a bill's head, and none of its lines; None clears an attribute."""
        bills.modify(self.company, txn_id, **self._named(header))

    def edit_line(self, txn_id: str, line_id: str, **values: Any) -> None:
        """Change some attributes of one line of a bill."""

        def edit(lines: list[Change]) -> list[Change]:
            at = _place(lines, line_id)
            return [*lines[:at], changed(lines[at].record, line_id, **self._named(values)), *lines[at + 1 :]]

        self._edit_lines(txn_id, edit)

    def add_line(self, txn_id: str, line: Line, at: int | None = None) -> None:
        """Put a new line into a bill, before the `at`-th of its kind or at the end."""
        record = type(line).__name__
        values = {
            name: value
            for name in line.__dataclass_fields__
            if (value := getattr(line, name)) and name != "txn_line_id"
        }

        def edit(lines: list[Change]) -> list[Change]:
            own = [each for each in lines if _is_expense(each) == isinstance(line, ExpenseLine)]
            others = [each for each in lines if _is_expense(each) != isinstance(line, ExpenseLine)]
            own.insert(len(own) if at is None else at, new(record, **values))
            return own + others

        self._edit_lines(txn_id, edit)

    def remove_line(self, txn_id: str, line_id: str) -> None:
        """Take a line out of a bill; the last one cannot go."""

        def edit(lines: list[Change]) -> list[Change]:
            at = _place(lines, line_id)
            return [*lines[:at], *lines[at + 1 :]]

        self._edit_lines(txn_id, edit)

    def reorder_lines(self, txn_id: str, line_ids: Sequence[str]) -> None:
        """Put the lines of a bill into this order; those not named follow in the order they had."""
        places = {line_id: at for at, line_id in enumerate(line_ids)}
        self._edit_lines(
            txn_id,
            lambda lines: sorted(lines, key=lambda each: places.get(str(each.values["txn_line_id"]), len(places))),
        )

    def _edit_lines(self, txn_id: str, edit: Any) -> None:
        with self.company.change():
            bill = self._bill(txn_id)
            lines = edit(
                [keep(type(line).__name__, line.txn_line_id) for line in (*bill.expense_lines, *bill.item_lines)]
            )
            bills.modify(
                self.company,
                txn_id,
                expense_lines=[each for each in lines if _is_expense(each)],
                item_lines=[each for each in lines if not _is_expense(each)],
            )

    def delete_bill(self, txn_id: str) -> None:
        """Delete a bill; what was paid on it stays as an unapplied payment."""
        bills.delete(self.company, txn_id)

    def void_bill(self, txn_id: str) -> None:
        """Void a bill: it stays, with amounts of nought."""
        bills.void(self.company, txn_id)

    # -- payments -----------------------------------------------------------------------------------------------------

    def pay_bills(
        self,
        bank_account: str,
        amounts: Mapping[str, Number | None],
        *,
        ref_number: str = "",
        txn_date: date | None = None,
    ) -> list[str]:
        """Pay these bills, each with its amount or, for None, with all that is open: one check for each vendor.

        Returns the TxnIDs of the checks, in the order in which the vendors come up.
        """
        bank = self.ref("bank_account", bank_account)
        with self.company.change():
            checks: dict[Ref, list[AppliedTo]] = {}
            for txn_id, amount in amounts.items():
                bill = self._bill(txn_id)
                assert bill.vendor is not None
                wanted = bill.open_amount if amount is None else Decimal(amount)
                checks.setdefault(bill.vendor, []).append(AppliedTo(txn_id, payment_amount=wanted))
            return [
                payments.add(
                    self.company,
                    BillPaymentCheck(
                        payee_entity=payee,
                        bank_account=bank,
                        txn_date=txn_date,
                        ref_number=ref_number,
                        is_to_be_printed=not ref_number,
                        applied_to=tuple(applied),
                    ),
                ).txn_id
                for payee, applied in checks.items()
            ]

    def void_payment(self, txn_id: str) -> None:
        """Void a payment: its bills are open again."""
        payments.void(self.company, txn_id)

    def delete_payment(self, txn_id: str) -> None:
        """Delete a payment: its bills are open again."""
        payments.delete(self.company, txn_id)

    # -- purchase orders ----------------------------------------------------------------------------------------------

    def enter_order(self, vendor: str, lines: Sequence[OrderLine], **header: Any) -> str:
        """Enter a purchase order; returns its TxnID."""
        order = PurchaseOrder(vendor=self.ref("vendor", vendor), lines=tuple(lines), **self._named(header))
        return purchase_orders.add(self.company, order).txn_id

    def ordered(self, item: str, quantity: Number, rate: Number | None = None, **values: Any) -> OrderLine:
        """A line of a purchase order to enter."""
        price = None if rate is None else Decimal(rate)
        return OrderLine(item=self.ref("item", item), quantity=Decimal(quantity), rate=price, **self._named(values))

    def receive_order(self, txn_id: str, quantities: Mapping[str, Number] | None = None, **header: Any) -> str:
        """Enter a bill that receives an order, and return its TxnID.

        `quantities` says how many of which TxnLineID; without it everything that is still to come is received.
        """
        with self.company.change():
            order = self._order(txn_id)
            assert order.vendor is not None
            wanted = (
                quantities
                if quantities is not None
                else {line.txn_line_id: line.unbilled_quantity for line in _open(order)}
            )
            lines = [
                ItemLine(link_to_txn=LinkTarget(txn_id, line_id), quantity=Decimal(many))
                for line_id, many in wanted.items()
            ]
            return self.enter_bill(order.vendor.list_id, lines, **header)

    def edit_order(self, txn_id: str, **header: Any) -> None:
        """Change some of an order's head."""
        purchase_orders.modify(self.company, txn_id, **self._named(header))

    def edit_order_line(self, txn_id: str, line_id: str, **values: Any) -> None:
        """Change some attributes of one line of an order."""
        with self.company.change():
            lines = [keep(type(line).__name__, line.txn_line_id) for line in self._order(txn_id).lines]
            lines[_place(lines, line_id)] = changed("OrderLine", line_id, **self._named(values))
            purchase_orders.modify(self.company, txn_id, lines=lines)

    def close_order(self, txn_id: str) -> None:
        """Close an order by hand although something is still to come."""
        purchase_orders.modify(self.company, txn_id, is_manually_closed=True)

    def reopen_order(self, txn_id: str) -> None:
        """Open an order again that was closed by hand."""
        purchase_orders.modify(self.company, txn_id, is_manually_closed=False)

    def close_order_line(self, txn_id: str, line_id: str) -> None:
        """Close one line of an order by hand."""
        self.edit_order_line(txn_id, line_id, is_manually_closed=True)

    def delete_order(self, txn_id: str) -> None:
        """Delete an order that no bill is linked to."""
        purchase_orders.delete(self.company, txn_id)

    # -- the company file ---------------------------------------------------------------------------------------------

    def set_closing_date(self, closing_date: date | None) -> None:
        """Close the books up to a date, or open them."""
        self.company.change_settings(closing_date=closing_date)

    def switch_to(self, file_mode: str) -> None:
        """Open the file in `SingleUser` or `MultiUser` mode."""
        assert file_mode in {"SingleUser", "MultiUser"}
        self.company.change_settings(file_mode=file_mode)

    def rename_company(self, name: str) -> None:
        """Give the company another name."""
        self.company.change_settings(company_name=name)

    def open_record(self, object_id: str) -> None:
        """Have a record open in a form: programs cannot change it meanwhile (3175)."""
        self.company.locks.add(object_id)

    def close_record(self, object_id: str) -> None:
        """Close the form."""
        self.company.locks.discard(object_id)

    # -- looking things up --------------------------------------------------------------------------------------------

    def ref(self, attribute: str, name: str) -> Ref:
        """A reference to what a ListID or a full name means, or refuse with 3140."""
        to = Reference(attribute.strip("_").replace("_", " ").capitalize(), FAMILIES[attribute])
        by_id = store.get(self.company, name)
        return store.resolve(self.company, Ref(name) if by_id is not None else Ref("", name), to, "form")

    def _list_id(self, attribute: str, name: str) -> str:
        return self.ref(attribute, name).list_id

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with names of list objects turned into references, and of text what the code page keeps."""
        return {name: self._value(name, value) for name, value in values.items()}

    def _value(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self.ref(name, value) if name in FAMILIES else kept(value)

    def _bill(self, txn_id: str) -> Bill:
        bill = bills.get(self.company, txn_id)
        if bill is None:
            raise status.not_found(txn_id)
        # what is open is read from the books: BillRet's own OpenAmount may be switched to be wrong
        return replace(bill, open_amount=Decimal(bills.open_amount_of(self.company, txn_id)).scaleb(-2))

    def _order(self, txn_id: str) -> PurchaseOrder:
        order = purchase_orders.get(self.company, txn_id)
        if order is None:
            raise status.not_found(txn_id)
        return order


def _place(lines: Sequence[Change], line_id: str) -> int:
    """Where among the lines one is, or refuse as the books would."""
    for at, line in enumerate(lines):
        if line.values["txn_line_id"] == line_id:
            return at
    raise status.not_found(line_id)


def _is_expense(change: Change) -> bool:
    return change.record == "ExpenseLine"


def _open(order: PurchaseOrder) -> list[OrderLine]:
    return [line for line in flat(order.lines) if not line.is_manually_closed and line.unbilled_quantity]
