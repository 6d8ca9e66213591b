"""What a QuickBooks user does between two calls of a program."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from counterfoil.simulator.transactions import bills, purchase_orders

from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.simulator.transactions.records import Bill

USER = {
    "enter a bill": "someone enters a bill",
    "edit a bill": "someone edits a bill",
    "edit twice at once": "someone edits a bill twice within a second",
    "edit and revert": "someone edits a bill and puts it back as it was",
    "edit a line": "someone edits a line of a bill",
    "reorder lines": "someone puts the lines of a bill into another order",
    "delete a bill": "someone deletes a bill",
    "enter a deleted bill again": "someone enters the bill again that was deleted last",
    "pay a part": "someone pays a part of a bill",
    "pay in full": "someone pays all of a bill",
    "void a payment": "someone voids a payment",
    "delete a payment": "someone deletes a payment",
    "receive an order": "someone enters a bill for what was ordered",
    "rename a vendor": "someone renames a vendor",
    "merge vendors": "someone merges one vendor into another",
    "hide a vendor": "someone hides a vendor",
    "move the closing date": "someone closes the books up to a day, or opens them",
    "open a record": "someone opens a bill and stays",
    "close the records": "someone closes every form",
    "leave a dialog": "someone walks away from a dialog",
    "answer the dialog": "someone answers the dialog",
    "switch the mode": "someone opens the file for several users, or for one",
    "leave": "someone closes QuickBooks",
    "come back": "someone opens QuickBooks again",
}
"""What the QuickBooks user may do → what happens."""


class User(Scene):
    """A user: each act says what it was done to, or nothing where there was nothing to do it to."""

    deleted: Bill | None = None
    """The bill that was deleted last."""

    def enter_a_bill(self) -> str:
        """Enter a bill with one line."""
        vendor = self.vendor()
        account = self.account("Expense")
        if not vendor or not account:
            return ""
        amount = Decimal(self.chance.randrange(100, 99_999)).scaleb(-2)
        return self.person.enter_bill(vendor, [self.person.expense(account, amount)], memo=self.word())

    def edit_a_bill(self) -> str:
        """Give a bill another memo."""
        txn_id = self.bill()
        if txn_id:
            self.person.edit_bill(txn_id, memo=self.word())
        return txn_id

    def edit_twice_at_once(self) -> str:
        """Give a bill two other memos within a second."""
        txn_id = self.bill()
        if txn_id:
            self.person.edit_bill(txn_id, memo=self.word())
            self.person.edit_bill(txn_id, memo=self.word())
        return txn_id

    def edit_and_revert(self) -> str:
        """Give a bill another memo, and then the one it had."""
        txn_id = self.bill()
        bill = bills.get(self.company, txn_id) if txn_id else None
        if bill is not None:
            self.person.edit_bill(txn_id, memo=self.word())
            self.person.edit_bill(txn_id, memo=bill.memo or None)
        return txn_id

    def _lines(self, txn_id: str) -> list[str]:
        bill = bills.get(self.company, txn_id) if txn_id else None
        return [each.txn_line_id for each in bill.expense_lines] if bill is not None else []

    def edit_a_line(self) -> str:
        """Give a line of a bill another memo."""
        txn_id = self.bill()
        lines = self._lines(txn_id)
        if lines:
            self.person.edit_line(txn_id, self.chance.choice(lines), memo=self.word())
        return txn_id if lines else ""

    def reorder_lines(self) -> str:
        """Turn the order of a bill's lines round."""
        several = "(SELECT count(*) FROM line WHERE line.txn = txn.id AND record = 'ExpenseLine') > 1"
        txn_id = self.bill(several)
        if txn_id:
            self.person.reorder_lines(txn_id, self._lines(txn_id)[::-1])
        return txn_id

    def delete_a_bill(self) -> str:
        """Delete a bill."""
        txn_id = self.bill()
        bill = bills.get(self.company, txn_id) if txn_id else None
        if bill is not None:
            self.person.delete_bill(txn_id)
            self.deleted = bill
        return txn_id

    def enter_again(self) -> str:
        """Enter the bill again that was deleted last, with the same lines."""
        bill = self.deleted
        if bill is None or bill.vendor is None or not bill.expense_lines:
            return ""
        again = [
            self.person.expense(each.account.list_id, each.amount or 0, each.memo)
            for each in bill.expense_lines
            if each.account is not None
        ]
        header = {"ref_number": bill.ref_number, "memo": bill.memo, "txn_date": bill.txn_date}
        self.deleted = None
        return self.person.enter_bill(bill.vendor.list_id, again, **header)

    def _pay(self, share: Decimal | None) -> str:
        txn_id = self.bill("open_cents > 1")
        bank = self.account("Bank")
        if not txn_id or not bank:
            return ""
        part = None
        if share is not None:
            open_amount = Decimal(bills.open_amount_of(self.company, txn_id)).scaleb(-2)
            part = max((open_amount * share).quantize(Decimal("0.01")), Decimal("0.01"))
        self.person.pay_bills(bank, {txn_id: part})
        return txn_id

    def pay_a_part(self) -> str:
        """Pay a part of what is open of a bill."""
        return self._pay(Decimal("0.4"))

    def pay_in_full(self) -> str:
        """Pay all that is open of a bill."""
        return self._pay(None)

    def _payment(self) -> str:
        return self.one("SELECT txn_id FROM txn WHERE kind = 'BillPaymentCheck' AND cents > 0 ORDER BY id")

    def void_a_payment(self) -> str:
        """Void a payment."""
        txn_id = self._payment()
        if txn_id:
            self.person.void_payment(txn_id)
        return txn_id

    def delete_a_payment(self) -> str:
        """Delete a payment."""
        txn_id = self._payment()
        if txn_id:
            self.person.delete_payment(txn_id)
        return txn_id

    def receive_an_order(self) -> str:
        """Enter a bill for an order of which something is to come."""
        open_lines = "SELECT txn FROM line WHERE units > received AND closed = 0"
        txn_id = self.one(f"SELECT txn_id FROM txn WHERE kind = 'PurchaseOrder' AND id IN ({open_lines}) ORDER BY id")  # noqa: S608
        order = purchase_orders.get(self.company, txn_id) if txn_id else None
        if order is None or order.is_manually_closed:
            return ""
        return self.person.receive_order(txn_id)

    def rename_a_vendor(self) -> str:
        """Give a vendor a name that nobody has."""
        vendor = self.vendor()
        if vendor:
            self.person.rename_vendor(vendor, f"Vendor {self.chance.randrange(1_000_000)}")
        return vendor

    def merge_vendors(self) -> str:
        """Merge one vendor into another."""
        gone, stays = self.vendor(), self.vendor()
        if not gone or gone == stays:
            return ""
        self.person.merge("vendor", gone, stays)
        return f"{gone} into {stays}"

    def hide_a_vendor(self) -> str:
        """Make a vendor inactive."""
        vendor = self.vendor()
        if vendor:
            self.person.inactivate_vendor(vendor)
        return vendor

    def move_the_closing_date(self) -> str:
        """Close the books up to some day before today, or open them."""
        day = None if self.chance.random() < 0.3 else self.company.today() - timedelta(self.chance.randrange(60))
        self.person.set_closing_date(day)
        return str(day or "open")

    def open_a_record(self) -> str:
        """Open a bill and stay."""
        txn_id = self.bill()
        if txn_id:
            self.person.open_record(txn_id)
        return txn_id

    def close_the_records(self) -> str:
        """Close every form."""
        held = sorted(self.company.locks)
        for each in held:
            self.person.close_record(each)
        return ", ".join(held)

    def leave_a_dialog(self) -> str:
        """Leave a dialog open."""
        self.person.leave_dialog_open()
        return self.company.dialog

    def answer_the_dialog(self) -> str:
        """Answer the dialog that is open."""
        text = self.company.dialog
        self.person.close_dialog()
        return text

    def switch_the_mode(self) -> str:
        """Open the file in the other mode."""
        mode = "MultiUser" if self.company.settings.file_mode == "SingleUser" else "SingleUser"
        self.person.switch_to(mode)
        return mode

    def leave(self) -> str:
        """Close QuickBooks."""
        if not self.company.attended:
            return ""
        self.person.leave()
        return "closed"

    def come_back(self) -> str:
        """Open QuickBooks."""
        if self.company.attended:
            return ""
        self.person.come_back()
        return "open"


USER_ACTS: dict[str, Callable[[User], str]] = {
    "enter a bill": User.enter_a_bill,
    "edit a bill": User.edit_a_bill,
    "edit twice at once": User.edit_twice_at_once,
    "edit and revert": User.edit_and_revert,
    "edit a line": User.edit_a_line,
    "reorder lines": User.reorder_lines,
    "delete a bill": User.delete_a_bill,
    "enter a deleted bill again": User.enter_again,
    "pay a part": User.pay_a_part,
    "pay in full": User.pay_in_full,
    "void a payment": User.void_a_payment,
    "delete a payment": User.delete_a_payment,
    "receive an order": User.receive_an_order,
    "rename a vendor": User.rename_a_vendor,
    "merge vendors": User.merge_vendors,
    "hide a vendor": User.hide_a_vendor,
    "move the closing date": User.move_the_closing_date,
    "open a record": User.open_a_record,
    "close the records": User.close_the_records,
    "leave a dialog": User.leave_a_dialog,
    "answer the dialog": User.answer_the_dialog,
    "switch the mode": User.switch_the_mode,
    "leave": User.leave,
    "come back": User.come_back,
}
"""What the user may do → how it is done."""
