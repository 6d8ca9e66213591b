"""What a person does to bills and their payments."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.codepage import kept
from counterfoil.simulator.transactions import bills, payments
from counterfoil.simulator.transactions.lines import changed, keep, new
from counterfoil.simulator.transactions.records import AppliedTo, Bill, BillPaymentCheck, ExpenseLine, ItemLine

from .screen import Number, Screen, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from counterfoil.simulator.values import Change, Ref

Line = ExpenseLine | ItemLine


class Bills(Screen):
    """Acts on bills and payments."""

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
            at = place_of(lines, line_id)
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
            at = place_of(lines, line_id)
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

    def _bill(self, txn_id: str) -> Bill:
        bill = bills.get(self.company, txn_id)
        if bill is None:
            raise status.not_found(txn_id)
        # what is open is read from the books: BillRet's own OpenAmount may be switched to be wrong
        return replace(bill, open_amount=Decimal(bills.open_amount_of(self.company, txn_id)).scaleb(-2))


def _is_expense(change: Change) -> bool:
    return change.record == "ExpenseLine"
