"""How payments and credits are applied to what is owed, and taken off again; open amounts follow (docs 4.5).

A link of money goes from what pays (a payment or a credit) to what is owed. One that applies a credit remembers the
payment that applied it (`via`): without that payment it is gone.
"""

# ruff: noqa: S608 - only conditions of our own are put into the text of SQL

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import ZERO, Ref, cents, money

from . import store
from .records import AppliedTo, LinkedTxn, SetCredit
from .store import Posting, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.simulator.company import CompanyFile

REFERENCES = {"discount_account": TO_ACCOUNT, "discount_class": TO_CLASS}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is owed on one side of the books, and what may be applied to it."""

    owed: tuple[str, ...]
    credits: tuple[str, ...]


PAYABLES = Ledger(("Bill",), ("VendorCredit",))
RECEIVABLES = Ledger(("Invoice",), ())


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied to one transaction: cents paid, cents of discount, and the credits with their cents."""

    target: Row
    paid: int
    discount: int
    discount_account: str
    discount_class: str
    credits: tuple[tuple[Row, int], ...]


@dataclass(slots=True)
class Payer:
    """Whose payment it is, to which account, and what an older version of it has paid already, in cents."""

    ledger: Ledger
    entity: str
    account: str
    """Empty in a new payment that has not said it: then the first transaction's counts."""
    freed: dict[int, int]
    own_id: int = 0


def resolved(company: CompanyFile, applied: Iterable[AppliedTo], where: str) -> tuple[AppliedTo, ...]:
    """The applications with their references looked up."""
    return tuple(lists.resolved(company, each, REFERENCES, where) for each in applied)


def planned(company: CompanyFile, payer: Payer, applied: Sequence[AppliedTo]) -> list[Application]:
    """Each transaction with what is applied to it, or refuse: 3120, 3150, 3210 (docs/quickbooks.md 4.5)."""
    plan = _Plan(company, payer)
    for each in applied:
        target = store.present(company, each.txn_id, *payer.ledger.owed)
        if target.id in plan.found:
            raise status.invalid_value("TxnID", each.txn_id, "A transaction can be paid only once by one payment.")
        left = target.open_cents + payer.freed.get(target.id, 0)
        if target.entity != payer.entity or not left:
            raise status.not_found(each.txn_id)
        payer.account = payer.account or target.account
        if target.account != payer.account:
            raise status.not_found(each.txn_id)
        plan.found[target.id] = plan.application(target, each, left)
    return list(plan.found.values())


@dataclass(slots=True)
class _Plan:
    """What one payment is about to apply, and how much of each credit that takes."""

    company: CompanyFile
    payer: Payer
    found: dict[int, Application] = field(default_factory=dict)
    used: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def application(self, target: Row, each: AppliedTo, left: int) -> Application:
        """What is applied to one transaction of which so many cents are left, or refuse."""
        if each.payment_amount is None and each.discount_amount is None and not each.set_credit:
            raise status.missing_element("PaymentAmount")
        paid, discount = (cents(part or ZERO) for part in (each.payment_amount, each.discount_amount))
        if paid < 0 or discount < 0:
            raise _refused(each, "The amount must be positive.")
        account = _discount_account(self.company, each) if discount else ""
        credited = tuple(self.credit(target, credit) for credit in each.set_credit)
        if paid + discount + sum(amount for _, amount in credited) > left:
            raise _refused(each, "You cannot pay more than the amount due.")
        class_ = each.discount_class.list_id if each.discount_class and discount else ""
        return Application(target, paid, discount, account, class_, credited)

    def credit(self, target: Row, credit: SetCredit) -> tuple[Row, int]:
        """The credit and how much of it, or refuse: it must be of the same payee and account, with so much left."""
        if not self.payer.ledger.credits:
            raise status.not_found(credit.credit_txn_id)
        row = store.present(self.company, credit.credit_txn_id, *self.payer.ledger.credits)
        if row.entity != self.payer.entity or row.account != self.payer.account:
            raise status.not_found(credit.credit_txn_id)
        amount = cents(credit.applied_amount or ZERO)
        if amount <= 0:
            raise status.invalid_value("AppliedAmount", money(amount), "The amount must be positive.")
        self.used[row.id] += amount
        if self.used[row.id] > row.open_cents:
            reason = "You cannot apply more than the remaining credit."
            raise status.invalid_value("AppliedAmount", money(amount), reason)
        sql = "SELECT 1 FROM link WHERE source = ? AND target = ? AND via = ?"
        if self.company.connection.execute(sql, [row.id, target.id, self.payer.own_id]).fetchone():
            reason = "A credit that is applied cannot be changed."
            raise status.invalid_value("CreditTxnID", credit.credit_txn_id, reason)
        return row, amount


def _refused(each: AppliedTo, reason: str) -> status.Refusal:
    return status.invalid_value("AppliedToTxnAdd payment amount", each.payment_amount or ZERO, reason)


def _discount_account(company: CompanyFile, each: AppliedTo) -> str:
    account = each.discount_account.list_id if each.discount_account else company.settings.default_discount_account
    if not account:
        raise status.missing_element("DiscountAccountRef")
    return account


# -- applying and taking off --------------------------------------------------------------------------------------

INSERT = """INSERT INTO link (type, source, target, source_line, target_line, units, cents,
    discount, discount_account, discount_class, via) VALUES ('AMTTYPE', ?, ?, '', '', 0, ?, ?, ?, ?, ?)"""


def apply(
    company: CompanyFile, txn: int, planned: Iterable[Application], *, touched: frozenset[int] = frozenset()
) -> None:
    """Store what a payment applies; `touched` are transactions whose stamps this change has moved already."""
    for each in planned:
        moved = each.paid + each.discount
        row = [txn, each.target.id, each.paid, each.discount, each.discount_account, each.discount_class, None]
        company.connection.execute(INSERT, row)
        for credit, amount in each.credits:
            company.connection.execute(INSERT, [credit.id, each.target.id, amount, 0, "", "", txn])
            _move_open(company, credit.id, -amount, touch=True)
            moved += amount
        _move_open(company, each.target.id, -moved, touch=each.target.id not in touched)


def take_off(company: CompanyFile, txn: int) -> frozenset[int]:
    """Take off what a payment itself has paid, not the credits it applied; returns the transactions it paid."""
    return _loosened(company, "source = :txn AND via IS NULL", txn)[1]


def take_off_all(company: CompanyFile, txn: int) -> None:
    """Take off everything that a transaction applies, applied, or has applied to it; the others stay, unapplied.

    Payments that lose a discount are posted again without it.
    """
    payments, _ = _loosened(company, "(source = :txn OR target = :txn OR via = :txn)", txn)
    for payment in sorted(payments - {txn}):
        row = store.by_row(company, payment)
        if row.kind in POSTED:
            post(company, row)


def _loosened(company: CompanyFile, where: str, txn: int) -> tuple[frozenset[int], frozenset[int]]:
    where = f"type = 'AMTTYPE' AND {where}"
    sql = f"SELECT source, target, cents, discount FROM link WHERE {where}"
    links = company.connection.execute(sql, {"txn": txn}).fetchall()
    company.connection.execute(f"DELETE FROM link WHERE {where}", {"txn": txn})
    moves: defaultdict[int, int] = defaultdict(int)
    for source, target, paid, discount in links:
        moves[source] += paid
        moves[target] += paid + discount
    for each, by in moves.items():
        _move_open(company, each, by, touch=each != txn)
    return frozenset(source for source, *_ in links), frozenset(target for _, target, *_ in links)


def _move_open(company: CompanyFile, txn: int, by: int, *, touch: bool) -> None:
    company.connection.execute("UPDATE txn SET open_cents = open_cents + ? WHERE id = ?", [by, txn])
    if touch and company.switches.payment_touches_bill_editsequence:
        store.touch(company, txn)


def paid_by(company: CompanyFile, txn: int) -> dict[int, int]:
    """What a payment itself has paid of what, with discounts, in cents."""
    sql = "SELECT target, cents + discount FROM link WHERE source = ? AND type = 'AMTTYPE' AND via IS NULL"
    return dict(company.connection.execute(sql, [txn]).fetchall())


# -- reading ------------------------------------------------------------------------------------------------------

APPLICATIONS = """SELECT t.id, t.kind, t.txn_id, t.txn_date, t.ref_number, t.open_cents,
    coalesce(sum(l.cents) FILTER (WHERE l.via IS NULL), 0), coalesce(sum(l.discount), 0),
    max(l.discount_account), max(l.discount_class), count(l.via)
    FROM link l JOIN txn t ON t.id = l.target
    WHERE l.type = 'AMTTYPE' AND ((l.source = :txn AND l.via IS NULL) OR l.via = :txn)
    GROUP BY t.id ORDER BY min(l.id)"""
CREDITS = """SELECT t.txn_id, t.kind, t.txn_date, t.ref_number, l.cents FROM link l JOIN txn t ON t.id = l.source
    WHERE l.via = ? AND l.target = ? ORDER BY l.id"""


def applications(company: CompanyFile, txn: int) -> tuple[AppliedTo, ...]:
    """What a payment is applied to, with the credits that it applied there."""
    rows = company.connection.execute(APPLICATIONS, {"txn": txn}).fetchall()
    return tuple(
        AppliedTo(
            txn_id=txn_id,
            payment_amount=money(paid),
            discount_amount=money(discount) if discount else None,
            discount_account=Ref(account, company.full_name(account)) if account else None,
            discount_class=Ref(class_, company.full_name(class_)) if class_ else None,
            txn_type=kind,
            txn_date=date.fromisoformat(day),
            ref_number=ref_number,
            balance_remaining=money(left),
            amount=money(paid),
            linked_txn=_credits(company, txn, target) if credited else (),
        )
        for target, kind, txn_id, day, ref_number, left, paid, discount, account, class_, credited in rows
    )


def _credits(company: CompanyFile, txn: int, target: int) -> tuple[LinkedTxn, ...]:
    rows = company.connection.execute(CREDITS, [txn, target]).fetchall()
    return tuple(
        LinkedTxn(txn_id, kind, date.fromisoformat(day), ref_number, "AMTTYPE", money(-amount))
        for txn_id, kind, day, ref_number, amount in rows
    )


# -- the books ----------------------------------------------------------------------------------------------------


class Posted(NamedTuple):
    """How a kind of payment posts: the attributes of the account owed and of the bank, and the sign there."""

    owed: str
    bank: str
    sign: int


POSTED = {
    "BillPaymentCheck": Posted("ap_account", "bank_account", 1),
    "BillPaymentCreditCard": Posted("ap_account", "credit_card_account", 1),
    "ReceivePayment": Posted("ar_account", "deposit_to_account", -1),
}


def post(company: CompanyFile, row: Row) -> None:
    """What is owed down by payment and discounts, the bank by the payment, the discount accounts by theirs."""
    posted, record = POSTED[row.kind], store.head_of(company, row)
    owed, bank = (getattr(record, name).list_id for name in (posted.owed, posted.bank))
    sql = (
        "SELECT discount_account, sum(discount) FROM link WHERE source = ? AND discount != 0 GROUP BY discount_account"
    )
    discounts = company.connection.execute(sql, [row.id]).fetchall()
    total = row.cents + sum(amount for _, amount in discounts)
    store.post(
        company,
        row.id,
        [
            Posting(bank, -posted.sign * row.cents),
            Posting(owed, posted.sign * total, row.entity),
            *(Posting(account, -posted.sign * amount) for account, amount in discounts),
        ],
    )
