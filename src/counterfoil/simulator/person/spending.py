"""What a person does with vendor credits, credit cards and checks that pay no bill."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.transactions import expenditure, payments, store
from counterfoil.simulator.transactions.records import (
    AppliedTo,
    BillPaymentCheck,
    BillPaymentCreditCard,
    Check,
    ExpenseLine,
    ItemLine,
    SetCredit,
    VendorCredit,
)
from counterfoil.simulator.values import money

from .bills import Bills, Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfoil.simulator.values import Ref

    from .screen import Number

PAYMENTS = ("BillPaymentCheck", "BillPaymentCreditCard")


class Spending(Bills):
    """Acts on credits, card payments and checks."""

    def enter_credit(self, vendor: str, lines: Sequence[Line], **header: Any) -> str:
        """Enter a vendor credit with these lines, in their order; returns its TxnID."""
        credit = VendorCredit(vendor=self.ref("vendor", vendor), **self._named(header), **_tables(lines))
        return str(expenditure.vendor_credits.add(self.company, credit).txn_id)

    def edit_credit(self, txn_id: str, **header: Any) -> None:
        """Change some of a credit's head, and none of its lines; None clears an attribute."""
        expenditure.vendor_credits.modify(self.company, txn_id, **self._named(header))

    def void_credit(self, txn_id: str) -> None:
        """Void a credit: bills it was applied to are open again."""
        expenditure.vendor_credits.void(self.company, txn_id)

    def delete_credit(self, txn_id: str) -> None:
        """Delete a credit: bills it was applied to are open again."""
        expenditure.vendor_credits.delete(self.company, txn_id)

    def apply_credit(self, credit: str, bill: str, bank_account: str, amount: Number | None = None) -> str:
        """Apply a credit to a bill of the same vendor by a payment of nought, and return that payment's TxnID.

        Without an amount as much as both leave.
        """
        with self.company.change():
            found, owed = store.present(self.company, credit, "VendorCredit"), self._bill(bill)
            left = money(min(found.open_cents, store.present(self.company, bill, "Bill").open_cents))
            applied = SetCredit(credit, left if amount is None else Decimal(amount))
            payment = BillPaymentCheck(
                payee_entity=owed.vendor,
                bank_account=self.ref("bank_account", bank_account),
                applied_to=(AppliedTo(bill, set_credit=(applied,)),),
            )
            return payments.add(self.company, payment).txn_id

    def pay_bills_by_card(self, card: str, amounts: Mapping[str, Number | None], *, ref_number: str = "") -> list[str]:
        """Pay these bills by credit card as `pay_bills` pays them by check; returns the payments' TxnIDs."""
        account = self.ref("account", card)
        with self.company.change():
            groups: dict[Ref, list[AppliedTo]] = {}
            for txn_id, amount in amounts.items():
                owed = self._bill(txn_id)
                assert owed.vendor is not None
                wanted = owed.open_amount if amount is None else Decimal(amount)
                groups.setdefault(owed.vendor, []).append(AppliedTo(txn_id, payment_amount=wanted))
            made = [
                BillPaymentCreditCard(
                    payee_entity=payee, credit_card_account=account, ref_number=ref_number, applied_to=tuple(applied)
                )
                for payee, applied in groups.items()
            ]
            return [payments.add(self.company, each).txn_id for each in made]

    def void_payment(self, txn_id: str) -> None:
        """Void a payment by check or card: its bills are open again, the credits it applied free."""
        payments.void(self.company, txn_id, self._payment(txn_id))

    def delete_payment(self, txn_id: str) -> None:
        """Delete a payment by check or card: its bills are open again, the credits it applied free."""
        payments.delete(self.company, txn_id, self._payment(txn_id))

    def _payment(self, txn_id: str) -> str:
        row = store.row_of(self.company, txn_id, *PAYMENTS)
        if row is None:
            raise status.not_found(txn_id)
        return row.kind

    def write_check(self, bank_account: str, lines: Sequence[Line], payee: str = "", **header: Any) -> str:
        """Write a check that pays no bill; returns its TxnID."""
        check = Check(
            account=self.ref("account", bank_account),
            payee_entity=self.ref("payee_entity", payee) if payee else None,
            **self._named(header),
            **_tables(lines),
        )
        return str(expenditure.checks.add(self.company, check).txn_id)


def _tables(lines: Sequence[Line]) -> dict[str, Any]:
    """The lines in their two tables."""
    return {
        "expense_lines": tuple(each for each in lines if isinstance(each, ExpenseLine)),
        "item_lines": tuple(each for each in lines if isinstance(each, ItemLine)),
    }
