"""What is to be paid to a vendor, and the credits that could be applied (docs/quickbooks.md 4.5)."""

# ruff: noqa: S608 - only names of columns of our own are put into the text of SQL

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.vendors import TO_ACCOUNT, TO_VENDOR
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import NO_MATCH, OK
from counterfoil.simulator.transactions import store as txns
from counterfoil.simulator.transactions.bills import read
from counterfoil.simulator.transactions.store import Row
from counterfoil.simulator.values import Ref, money
from counterfoil.simulator.writing import element

from . import txn_tables
from .queries import Answer, Context, only_of

if TYPE_CHECKING:
    from decimal import Decimal

    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.parsing import Request

RET = grammar(txn_tables.BILL_TO_PAY_RET)
OPEN = f"""SELECT {txns.ROW} FROM txn INDEXED BY txn_owed
    WHERE kind = ? AND entity = ? AND account = ? AND open_cents != 0 ORDER BY txn_date, number"""


@dataclass(frozen=True, slots=True)
class _Open:
    """A transaction of which something is open, and how much."""

    txn_id: str
    txn_type: str
    ap_account: Ref
    txn_date: date
    ref_number: str
    due_date: date | None = None
    amount_due: Decimal | None = None
    credit_remaining: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """One of the two, as the answer wraps it."""

    bill_to_pay: _Open | None = None
    credit_to_apply: _Open | None = None


def answer(context: Context, request: Request) -> Answer:
    """The vendor's open bills, by date, due no later than asked, then the credits that have something left."""
    company = context.company
    values = Reader(company.switches).values(request.tree)
    if "currency_filter" in values:
        raise status.feature_off()
    payee = lists.resolve(company, values["payee_entity"], TO_VENDOR, "BillToPayQuery")
    account = _payables(company, values.get("ap_account"))
    rows = [*_bills(company, payee, account, values.get("due_date")), *_credits(company, payee, account)]
    wanted = request.attributes.get("metaData", "NoMetaData")
    counted = () if wanted == "NoMetaData" else (("retCount", str(len(rows))),)
    only = only_of(values)
    body = "" if wanted == "MetaDataOnly" else "".join(_written(context, each, only) for each in rows)
    return Answer(OK if rows else NO_MATCH, body, counted)


def _payables(company: CompanyFile, given: Ref | None) -> Ref:
    """The account asked for, or else the first accounts payable account."""
    if given is not None:
        return lists.resolve(company, given, TO_ACCOUNT, "BillToPayQuery")
    found = accounts.of_type(company, "AccountsPayable")
    if not found:
        raise status.missing_element("APAccountRef")
    return Ref(found[0].list_id, found[0].full_name)


def _found(company: CompanyFile, kind: str, payee: Ref, account: Ref) -> list[Row]:
    rows = company.connection.execute(OPEN, [kind, payee.list_id, account.list_id]).fetchall()
    return [Row(*row) for row in rows]


def _bills(company: CompanyFile, payee: Ref, account: Ref, due: date | None) -> list[_Row]:
    found = []
    for row in _found(company, "Bill", payee, account):
        bill = read(company, row, lines=False, links=False)
        if due is None or bill.due_date is None or bill.due_date <= due:
            shown: dict[str, Any] = {"due_date": bill.due_date, "amount_due": money(row.open_cents)}
            found.append(_Row(bill_to_pay=_open(row, account, shown)))
    return found


def _credits(company: CompanyFile, payee: Ref, account: Ref) -> list[_Row]:
    return [
        _Row(credit_to_apply=_open(row, account, {"credit_remaining": money(row.open_cents)}))
        for row in _found(company, "VendorCredit", payee, account)
    ]


def _open(row: Row, account: Ref, amounts: dict[str, Any]) -> _Open:
    return _Open(row.txn_id, row.kind, account, date.fromisoformat(row.txn_date), row.ref_number, **amounts)


def _written(context: Context, row: _Row, only: frozenset[str] | None) -> str:
    return element("BillToPayRet", context.company, RET, context.version, row, only=only)
